"""Families and their phones: documents issued to people by national id, by mobile, or both; the texts that went out."""

import re
from datetime import date

from worlds import found_city, freeze_type

from cms.accounts.models import Agency
from cms.core import ids
from cms.core.hashing import canonical_json, sha256_hex
from cms.core.papers import Actor, Deposit, Holder, PublicFace, Sealed, SearchFacts
from cms.delivery.models import Outbox
from cms.doctypes.models import DocTypeVersion
from cms.vault.models import Document
from cms.vault.services.deposit import Planned, deposit_sealed, reserve_documents

PHONE, UNKNOWN, FORMER = "0912345678", "0987654321", "0955123456"
# Sound ids; the first two end alike.
FATHER, TWIN, CHILD = "A123456789", "B100126789", "F126018151"
WORKER = Actor("system", "tests", "worker")


def make_world() -> None:
    """A school with one type of document."""
    found_city()
    freeze_type("visit", "參訪證明", "Visit Certificate", mark="訪")


def issue(*, national_id: str = "", mobile: str = "") -> Document:
    """One document to this holder."""
    agency, version = Agency.objects.get(code="S1"), DocTypeVersion.objects.get(slug="visit")
    key = f"{national_id} {mobile} {Document.objects.count()}"
    (reserved,) = reserve_documents(actor=WORKER, plan=[Planned(1, agency.pk, version.pk, "")], key=key)
    pdf = b"%PDF-1.7 " + b"visit" * 40
    deposit = Deposit(
        reserved=reserved,
        sealed=Sealed(1, pdf, sha256_hex(pdf), "5" * 64),
        values=canonical_json({}),
        face=PublicFace(
            type_name="參訪證明",
            type_name_en="Visit Certificate",
            mark="訪",
            issuer_name="示範國中",
            issuer_name_en="Shifan Junior High School",
            agency_number="",
            issued_on=date(2026, 6, 12),
            valid_from=None,
            valid_until=None,
            pages=1,
            compare_code=ids.compare_code(reserved.document_id),
        ),
        facts=SearchFacts("visit", "S1", 115),
        holder=Holder(national_id, mobile),
        type_version_id=version.pk,
        agency_id=agency.pk,
        layout_sha256="1" * 64,
    )
    deposit_sealed(actor=WORKER, deposits=[deposit])
    return Document.objects.get(number=reserved.number)


def newest_code() -> str:
    """The code in the newest text."""
    return code_in(Outbox.objects.order_by("-pk").first().body)


def code_in(text: str) -> str:
    """The code that a person reads in a text."""
    return re.search(r"登入驗證碼 ([0-9]{6})，", text)[1]


def another(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
