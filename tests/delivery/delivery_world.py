"""A school that issues diplomas to a holder with mobile and e-mail, for the tests of notices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

from worlds import everybody, found_city, freeze_type

from cms.accounts.models import Agency
from cms.core import ids
from cms.core.hashing import canonical_json, sha256_hex
from cms.core.papers import Actor, Deposit, Holder, PublicFace, Sealed, SearchFacts
from cms.delivery.channels.base import Message
from cms.doctypes.definition import FieldDefinition
from cms.doctypes.models import DocTypeVersion
from cms.vault.models import Document
from cms.vault.services.deposit import Planned, deposit_sealed, reserve_documents

NAME, NATIONAL_ID, MOBILE, EMAIL = "林測試", "A123456789", "0912345678", "holder.lin@mail.example"
VALUES = {"holder": NAME, "national_id": NATIONAL_ID, "mobile": MOBILE, "email": EMAIL}
WORKER = Actor("system", "tests", "worker")


def make_world() -> SimpleNamespace:
    """A school and its sister; clerk, approver, auditor of the first, a clerk of the second, a superuser; two types."""
    _city, school, other = found_city()
    people = everybody(school, other)
    roles = {"holder": "holder_name", "national_id": "holder_id", "mobile": "holder_mobile", "email": "holder_email"}
    _type("junior-diploma", "國民中學畢業證書", "Junior High School Diploma", roles)
    _type("award", "獎狀", "Award", {"holder": "holder_name"})
    return SimpleNamespace(school=school, other=other, people=SimpleNamespace(**people))


def acting(name: str) -> Actor:
    """That person in the admin."""
    return Actor("user", name, "admin")


def issue(key: str, *, type_slug: str = "junior-diploma", batch: str = "batch-1", **values: str) -> Document:
    """One document in the vault; values replace the usual ones."""
    agency, version = Agency.objects.get(code="S1"), DocTypeVersion.objects.get(slug=type_slug)
    plan = [Planned(1, agency.pk, version.pk, "")]
    (reserved,) = reserve_documents(actor=WORKER, plan=plan, key=key)
    pdf = b"%PDF-1.7 " + NAME.encode() * 20
    definition = version.definition
    deposit = Deposit(
        reserved=reserved,
        sealed=Sealed(1, pdf, sha256_hex(pdf), "5" * 64),
        values=canonical_json(VALUES | values),
        face=PublicFace(
            type_name=definition["name"],
            type_name_en=definition["name_en"],
            mark=definition["mark"],
            issuer_name="示範國中",
            issuer_name_en="Shifan Junior High School",
            agency_number="示中字第1號",
            issued_on=date(2026, 6, 12),
            valid_from=None,
            valid_until=None,
            pages=1,
            compare_code=ids.compare_code(reserved.document_id),
        ),
        facts=SearchFacts(type_slug, "S1", 115),
        holder=Holder(NATIONAL_ID, MOBILE),
        type_version_id=version.pk,
        agency_id=agency.pk,
        layout_sha256="1" * 64,
        batch=batch,
        retain_until=date(2026, 6, 13),
    )
    deposit_sealed(actor=WORKER, deposits=[deposit])
    return Document.objects.get(number=reserved.number)


@dataclass
class Pigeon:
    """A channel of somebody else's: keeps what it carried, or raises what it is told to."""

    slug: str = "pigeon"
    label: str = "信鴿"
    role: str = "holder_email"
    short: bool = True
    trouble: Exception | None = None
    carried: list[tuple[str, Message]] = field(default_factory=list)
    closed: int = 0

    def send(self, to: str, message: Message) -> None:
        if self.trouble:
            raise self.trouble
        self.carried.append((to, message))

    def close(self) -> None:
        self.closed += 1


def _type(slug: str, name: str, name_en: str, roles: Mapping[str, str]) -> None:
    fields = tuple(FieldDefinition(code, "text", code, code, code, role=role) for code, role in roles.items())
    freeze_type(slug, name, name_en, fields=fields, retention_years=1)
