"""One document as data for its holder to take along: its values with their labels, status, issuer, dates and proofs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from cms.accounts.visitors import Visitor
from cms.core import clock
from cms.core.ids import group_token
from cms.doctypes.selectors import definition_of
from cms.signing.models import Signature
from cms.vault.access import OpenDocument
from cms.vault.models import Document, DocumentVersion
from cms.vault.permissions import documents_for
from cms.verification.addresses import verify_url
from cms.verification.status import status_of
from cms.verification.words import status_names

from .evidence import certificate_file

FORMAT = "mydoc-record/1"


def record_of(opened: OpenDocument, visitor: Visitor, file_name: str) -> dict[str, Any]:
    """Everything that is kept about an open document; file_name is where its sealed file stands beside this record."""
    document = opened.document
    fields = definition_of(document.doc_type_version).fields
    values = [
        {"code": one.code, "label": one.label, "label_en": one.label_en, "value": opened.values[one.code]}
        for one in fields
        if one.code in opened.values
    ]
    return _registered(document) | {
        "values": values,
        "superseded_by": _successor(document, visitor),
        "compare_code": document.face.compare_code,
        "file": _file(opened.version, file_name),
        "signatures": list(_signatures(document)),
        "history": document.face.history,
    }


def record_of_destroyed(document: Document) -> dict[str, Any]:
    """What remains of a destroyed document: that it was issued, and how it ended."""
    fact = document.destruction
    ended = {
        "at": iso_moment(fact.at),
        "legal_ground": fact.legal_ground,
        "key_backups_gone_on": _day(fact.key_gone_on),
    }
    return _registered(document) | {"destruction": ended}


def as_json(value: Any) -> bytes:
    """The value for people and programs alike."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def iso_moment(at: datetime | None) -> str:
    """A moment in Taipei as data, to the second; empty for none."""
    return at.astimezone(clock.TAIPEI).isoformat(timespec="seconds") if at else ""


def signers_of(document: Document) -> Iterator[str]:
    """The fingerprints of the certificates that sealed it."""
    yield from Signature.objects.filter(document=document).values_list("signer", flat=True)


def _registered(document: Document) -> dict[str, Any]:
    face, today = document.face, clock.today()
    name, name_en = status_names(status_of(face, today), "zh")
    return {
        "format": FORMAT,
        "number": document.number,
        "type": {"name": face.type_name, "name_en": face.type_name_en},
        "issuer": {"name": face.issuer_name, "name_en": face.issuer_name_en, "code": document.agency.code},
        "agency_number": face.agency_number,
        "issued_on": _day(face.issued_on),
        "valid_from": _day(face.valid_from),
        "valid_until": _day(face.valid_until),
        "kept_until": _day(document.retain_until),
        "status": {"code": str(status_of(face, today)), "name": name, "name_en": name_en, "on": _day(today)},
        "voided_at": iso_moment(face.voided_at),
        "void_reason": face.void_reason,
        "superseded_at": iso_moment(face.superseded_at),
        "verify_url": verify_url(face.token),
        "verification_code": group_token(face.token),
    }


def _file(version: DocumentVersion, name: str) -> Mapping[str, Any]:
    return {"name": name, "sha256": version.sha256, "size": version.size, "pages": version.pages}


def _signatures(document: Document) -> Iterator[Mapping[str, Any]]:
    for one in Signature.objects.filter(document=document).order_by("pk"):
        yield {
            "field": one.field,
            "level": one.level,
            "sealed_at": iso_moment(one.sealed_at),
            "file_sha256": one.file_sha256,
            "certificate": certificate_file(one.signer_id),
        }


def _successor(document: Document, visitor: Visitor) -> str:
    """The number of the document that replaced it, if that is the visitor's too."""
    if not hasattr(document, "supersession"):
        return ""
    found = documents_for(visitor).filter(pk=document.supersession.successor_id).first()
    return found.number if found else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
