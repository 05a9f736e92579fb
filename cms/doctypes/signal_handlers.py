"""Housekeeping after publishing: the version that issued documents will point to."""

from wagtail.signals import page_published

from .models import DocTypePage
from .services import freeze_doc_type


def freeze_published_type(sender, instance, revision, **kwargs) -> None:
    freeze_doc_type(page=instance, by=revision.user)


def connect() -> None:
    """Listen to the publishing of document types; called once, when the app is ready."""
    page_published.connect(freeze_published_type, sender=DocTypePage, dispatch_uid="freeze_doc_type")
