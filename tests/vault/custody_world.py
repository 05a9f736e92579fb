"""A type with a field of every visibility, a citizen's document of it, and one that stays with its school."""

from dataclasses import replace
from uuid import UUID

from vault_world import MOBILE, NATIONAL_ID, NOBODY, WORKER, paper
from worlds import freeze_type

from cms.accounts.identity import id_hash, mobile_hash
from cms.accounts.models import Agency, Citizen
from cms.accounts.visitors import Assurance, Visitor
from cms.doctypes.definition import FieldDefinition
from cms.doctypes.models import DocTypeVersion
from cms.vault.services.deposit import Planned, deposit_sealed, reserve_documents

OTHER_MOBILE = "0987654321"


def make_type() -> DocTypeVersion:
    """One field of each visibility; the names of the fields are those of the visibilities."""
    fields = tuple(
        FieldDefinition(code=visibility, kind="text", label=visibility, label_en=visibility, column=visibility, visibility=visibility)
        for visibility in ("public", "masked", "comparable", "hidden")
    )  # fmt: skip
    return freeze_type("shared", "測試證明", "Test", mark="測", fields=fields)


def issue_shared(key: str = "shared", *, agencys: bool = False, **more) -> str:
    """A document of this type, 林測試's or the school's own; its number."""
    version = DocTypeVersion.objects.filter(slug="shared").first() or make_type()
    plan = [Planned(1, Agency.objects.get(code="S1").pk, version.pk)]
    (reserved,) = reserve_documents(actor=WORKER, plan=plan, key=key)
    made = paper(reserved, holder=NOBODY if agencys else None, retain_until=more.pop("retain_until", None))
    face = replace(made.face, **more)
    deposit_sealed(actor=WORKER, deposits=[replace(made, type_version_id=version.pk, face=face)])
    return reserved.number


def lin() -> Visitor:
    """林測試, by the last four of the id and the mobile that the document was issued to."""
    return Visitor(_known(NATIONAL_ID), mobile_hash(MOBILE), Assurance.ID)


def lin_city() -> Visitor:
    """The same person by the city account."""
    return Visitor(_known(NATIONAL_ID), "", Assurance.CITY)


def somebody(mobile: str = OTHER_MOBILE) -> Visitor:
    """Somebody of whom a mobile is known and nothing else."""
    alone = Citizen.objects.filter(id_hash=None, mobile_hash=mobile_hash(mobile)).values_list("pk", flat=True).first()
    return Visitor(None, mobile_hash(mobile), Assurance.MOBILE, alone)


def _known(national_id: str) -> UUID:
    return Citizen.objects.get(id_hash=id_hash(national_id)).pk
