"""A small world for the vault, for tests in this process and in others: a city, two schools, people, papers to deposit."""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace

from worlds import everybody, found_city, freeze_type

from cms.accounts.models import Agency
from cms.core import ids
from cms.core.hashing import canonical_json, sha256_hex
from cms.core.papers import Actor, Comparable, Deposit, FaceField, Holder, PublicFace, Reservation, Sealed, SearchFacts
from cms.doctypes.models import DocTypeVersion
from cms.vault.services.deposit import Planned, deposit_sealed, reserve_documents

NAME, NATIONAL_ID, MOBILE = "林測試", "A123456789", "0912345678"
NOBODY = Holder()
WORKER = Actor("system", "tests", "worker")


def make_world() -> SimpleNamespace:
    """Two sister schools under a city; each role in one person over the first school; a stranger in the other."""
    city, school, other = found_city()
    people = everybody(school, other)
    version = freeze_type("junior-diploma", "國民中學畢業證書", "Junior High School Diploma", mark="畢")
    return SimpleNamespace(city=city, school=school, other=other, version=version, people=SimpleNamespace(**people))


def acting(name: str) -> Actor:
    """That person at the command line."""
    return Actor("user", name, "cli")


def planned(count: int, unique_keys: Sequence[str] = (), replaces: str = "", agency: str = "S1") -> list[Planned]:
    """count rows of one agency."""
    agency_id = Agency.objects.get(code=agency).pk
    version_id = DocTypeVersion.objects.get(slug="junior-diploma").pk
    return [
        Planned(seq, agency_id, version_id, unique_keys[seq - 1] if unique_keys else "", replaces)
        for seq in range(1, count + 1)
    ]


def paper(reserved: Reservation, *, agency="S1", holder=None, retain_until=None, pdf=None, show_void_reason=True):
    """A deposit for a reservation."""
    pdf = pdf or b"%PDF-1.7 " + NAME.encode() + NATIONAL_ID.encode() + reserved.number.encode() * 40
    plan = planned(1, agency=agency)[0]
    return Deposit(
        reserved=reserved,
        sealed=Sealed(reserved.seq, pdf, sha256_hex(pdf), "5" * 64),
        values=canonical_json({"holder": NAME, "national_id": NATIONAL_ID}),
        face=PublicFace(
            type_name="國民中學畢業證書",
            type_name_en="Junior High School Diploma",
            mark="畢",
            issuer_name="示範國中",
            issuer_name_en="Shifan Junior High School",
            agency_number="示中字第1號",
            issued_on=date(2026, 6, 12),
            valid_from=None,
            valid_until=None,
            pages=1,
            compare_code=ids.compare_code(reserved.document_id),
            fields=(FaceField("holder", "姓名", "Name", "林○○"),),
            comparables=(Comparable("national_id", "身分證字號", "ID", NATIONAL_ID),),
            show_void_reason=show_void_reason,
        ),
        facts=SearchFacts("junior-diploma", agency, 115),
        holder=holder or Holder(NATIONAL_ID, MOBILE),
        type_version_id=plan.type_version_id,
        agency_id=plan.agency_id,
        layout_sha256="1" * 64,
        batch="batch-1",
        retain_until=retain_until,
    )


def reserve(count: int = 1, *, key: str = "key", actor: Actor = WORKER, **more) -> Sequence[Reservation]:
    """Reserve count numbers under one key."""
    return reserve_documents(actor=actor, plan=planned(count, **more), key=key)


def issue(key: str = "key", *, agency: str = "S1", unique_key: str = "", replaces: str = "", **more) -> str:
    """Reserve and deposit one document; its number."""
    (reserved,) = reserve(key=key, agency=agency, unique_keys=[unique_key], replaces=replaces)
    deposit_sealed(actor=WORKER, deposits=[paper(reserved, agency=agency, **more)])
    return reserved.number
