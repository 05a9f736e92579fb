"""Housekeeping after publishing: the version that issued documents will point to."""

from django.db.models.signals import post_save
from wagtail.signals import page_published

from cms.doctypes.models import DocTypeVersion
from cms.doctypes.selectors import latest_version_of

from .models import LayoutPage
from .services import freeze_layout, freeze_layouts_of


def freeze_published_layout(sender, instance, revision=None, **kwargs) -> None:
    """A layout below a type that was never published waits for that."""
    if latest_version_of(instance.get_parent().pk):
        freeze_layout(page=instance, by=revision.user if revision else None)


def freeze_layouts_again(sender, instance, created, raw=False, **kwargs) -> None:
    """A layout version belongs to one version of its type; the next one needs its own."""
    if created and not raw:
        freeze_layouts_of(doc_type_version=instance)


def connect() -> None:
    """Listen to the publishing of layouts and to new versions of document types; called once, when the app is ready."""
    page_published.connect(freeze_published_layout, sender=LayoutPage, dispatch_uid="freeze_layout")
    post_save.connect(freeze_layouts_again, sender=DocTypeVersion, dispatch_uid="freeze_layouts_again")
