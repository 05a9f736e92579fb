"""Which notices one cause makes: one for every channel that the document's type has an address for."""

import logging
from collections.abc import Iterator

from cms.core import clock
from cms.core.errors import MyDocError
from cms.delivery.channels import channels
from cms.delivery.models import Notice
from cms.doctypes.selectors import definition_of
from cms.vault.models import Document

_log = logging.getLogger(__name__)


def notices_about(document: Document, kind: str, **cause: object) -> Iterator[Notice]:
    """Notices not yet stored, due at once; cause is change, look or requested_by.

    The document stays closed: whether this holder gave an address is found out when it is sent.
    """
    try:
        definition = definition_of(document.doc_type_version)
    except MyDocError as tampered:
        _log.error("文件 %s 不能通知：%s", document.number, tampered)
        return
    now = clock.now()
    for slug, channel in channels().items():
        if definition.with_role(channel.role):
            yield Notice(document=document, kind=kind, channel=slug, created_at=now, not_before=now, **cause)
