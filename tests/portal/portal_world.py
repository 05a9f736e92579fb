"""Citizens with documents of every status, issued by the real services: built once a module, used by all tests of the portal.

documents (document_of)                      whose, and to which mobile
diploma                                      林昱辰, family phone
sister_diploma                               林昱安, the same family phone
old_phone_diploma, new_phone_low_income      黃堃峯, two mobiles; the old number is somebody else's by now
void, superseded, successor                  陳沛𡘙: a void diploma, a diploma and the one that replaced it
visit, destroyed                             沈沛𡘙, known by the mobile alone
recycled_visit                               Panay Kaniw, known by the mobile alone, which was 黃堃峯's
expired, not_yet                             王雅婷, low income
school_award                                 nobody's: the agency's own

people                                       what they proved
lin_mobile, lin_id, lin_city, sister_id      the family's phone; with the last four; the city account
huang_old_id, huang_new_id, huang_city       either mobile with the last four; the city account
chen_id, wang_id                             mobile and last four
shen_mobile                                  mobile: opens what was issued to it alone
recycled_mobile, recycled_id                 黃堃峯's old number in Panay's hand; the same, proven to be 王雅婷 by mistake
nobody_mobile, nobody_city                   no documents at all
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import AutoField, Model

from cms.accounts.identity import id_hash, mobile_hash
from cms.accounts.models import Agency, Citizen, User
from cms.accounts.selectors import actor_for
from cms.accounts.visitors import Assurance, Visitor
from cms.core import clock, ids
from cms.core.papers import Actor
from cms.demo.world import build_world
from cms.issuance.models import Batch, Row
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.batches import start_sealing, upload_batch
from cms.issuance.services.check import check_file
from cms.issuance.services.chunks import work_on_next_chunk
from cms.issuance.services.single import issue_single
from cms.vault.models import CustodyGrant, Document, PublicFace, Reservation
from cms.vault.services.retention import destroy_document
from cms.vault.services.status import void_document

WORKER = Actor("system", "worker", "worker")
LIN, SISTER, HUANG, CHEN, WANG = "A123456789", "B234567894", "F131104093", "A283016614", "A275749113"
FAMILY_PHONE, OLD_PHONE, NEW_PHONE = "0912345678", "0932345678", "0955345678"
CHEN_PHONE, SHEN_PHONE, WANG_PHONE, UNKNOWN_PHONE = "0922345678", "0947446005", "0968710461", "0911000111"

DIPLOMA = ("學校代碼", "證書字號", "學號", "姓名", "英文姓名", "身分證字號", "出生日期", "畢業日期", "手機")
DIPLOMAS = {
    "diploma": ("333303", "示市龍門畢字第115700001號", "1157001", "林昱辰", "LIN YU-CHEN", LIN, "100/03/14", "115/06/12", FAMILY_PHONE),
    "sister_diploma": ("333303", "示市龍門畢字第115700002號", "1157002", "林昱安", "", SISTER, "100/03/14", "115/06/12", FAMILY_PHONE),
    "old_phone_diploma": ("333303", "示市龍門畢字第115700003號", "1157003", "黃堃峯", "HUANG KUN-FENG", HUANG, "100/01/08", "115/06/12", OLD_PHONE),
    "void": ("333303", "示市龍門畢字第115700004號", "1157004", "陳沛𡘙", "CHEN PEI-YI", CHEN, "99/11/02", "115/06/12", CHEN_PHONE),
    "superseded": ("333303", "示市龍門畢字第115700005號", "1157005", "陳沛衣", "CHEN PEI-YI", CHEN, "99/11/02", "115/06/12", CHEN_PHONE),
}  # fmt: skip
VISIT = ("流水號", "姓名", "英文姓名", "手機", "參訪場館", "場館英文名稱", "參訪日期")
VISITS = {
    "visit": ("EXPO11590002", "沈沛𡘙", "SHEN PEI-YI", SHEN_PHONE, "水岸館", "Waterfront Hall", "115/08/29"),
    "destroyed": ("EXPO11590003", "沈沛𡘙", "SHEN PEI-YI", SHEN_PHONE, "織造館", "Weaving Hall", "115/08/30"),
    "recycled_visit": ("EXPO11590004", "Panay Kaniw", "", OLD_PHONE, "花舞館", "", "115/08/29"),
}
LOW_INCOME = ("核定編號", "戶長姓名", "身分證字號", "身分別", "戶籍地址", "核定起日", "核定迄日", "手機")
LOW_INCOMES = {
    "expired": ("示社助字第11590001號", "王雅婷", WANG, "低收入戶", "示範市河濱區織錦里1鄰織錦路81巷1號", "114/01/01", "114/12/31", WANG_PHONE),
    "not_yet": ("示社助字第11590002號", "王雅婷", WANG, "中低收入戶", "示範市河濱區織錦里1鄰織錦路81巷1號", "190/01/01", "190/12/31", WANG_PHONE),
    "new_phone_low_income": ("示社助字第11590003號", "黃堃峯", HUANG, "中低收入戶", "示範市河濱區織錦里2鄰織錦路82巷2號", "110/01/01", "190/12/31", NEW_PHONE),
}  # fmt: skip
# A visitor who sees the document.
HOLDERS = {
    "diploma": "lin_id",
    "sister_diploma": "sister_id",
    "old_phone_diploma": "huang_old_id",
    "new_phone_low_income": "huang_new_id",
    "void": "chen_id",
    "superseded": "chen_id",
    "successor": "chen_id",
    "visit": "shen_mobile",
    "destroyed": "shen_mobile",
    "recycled_visit": "recycled_mobile",
    "expired": "wang_id",
    "not_yet": "wang_id",
}
AWARD = ("獎狀字號", "得獎人", "競賽名稱", "名次", "頒發日期")
AWARDS = {
    "school_award": ("府資獎字第1159003號", "河濱資料隊", "示範市政府115年度城市數據應用黑客松", "佳作", "115/10/03")
}
FILES = (
    ("junior-diploma", "333303", "school", DIPLOMA, DIPLOMAS),
    ("visit", "379150000T", "tourism", VISIT, VISITS),
    ("low-income", "379140000I", "social", LOW_INCOME, LOW_INCOMES),
    ("award", "379730000A", "it", AWARD, AWARDS),
)


@dataclass(frozen=True, slots=True)
class PortalWorld:
    """Numbers of the documents and visitors, by the names in this module's docstring."""

    numbers: Mapping[str, str]
    people: Mapping[str, Visitor]


def build_portal_world() -> PortalWorld:
    """Agencies, accounts and types as in the demo, then these documents and what became of them."""
    build_world()
    numbers: dict[str, str] = {}
    for slug, agency, people, header, rows in FILES:
        issued = _issue(slug, agency, people, header, rows.values())
        numbers.update(zip(rows, issued, strict=True))
    numbers["successor"] = _replace(numbers["superseded"])
    _void(numbers["void"])
    _destroy(numbers["destroyed"])
    return PortalWorld(numbers, _people())


def listed_copies(number: str, count: int) -> None:
    """So many more documents like this one for its holder, as far as a list sees them: they have no file."""
    original = Document.objects.select_related("reservation", "face").get(number=number)
    grant, at = original.custody.get(), clock.now()
    kept = [Reservation(**_columns(original.reservation) | _identity(9_000 + n)) for n in range(count)]
    Reservation.objects.bulk_create(kept)
    documents = [Document(**_columns(original) | {"reservation_id": one.pk, "number": one.number}) for one in kept]
    Document.objects.bulk_create(documents)
    face = _columns(original.face)
    PublicFace.objects.bulk_create(
        [PublicFace(**face | {"token": one.token, "document_id": one.pk, "number": one.number}) for one in kept]
    )
    held = _columns(grant) | {"starts_at": at}
    CustodyGrant.objects.bulk_create([CustodyGrant(**held | {"document_id": one.pk}) for one in kept])


def _columns(row: Model) -> dict[str, object]:
    """Every column of a row but a key that the database gives."""
    fields = [field for field in row._meta.concrete_fields if not isinstance(field, AutoField)]
    return {field.attname: getattr(row, field.attname) for field in fields}


def _identity(serial: int) -> dict[str, object]:
    return {
        "document_id": uuid4(),
        "number": ids.document_number("TEST", 115, serial),
        "token": ids.new_token(),
        "key": f"copy {serial}",
    }


def _people() -> dict[str, Visitor]:
    lin, sister, huang, chen, wang = (_known(one) for one in (LIN, SISTER, HUANG, CHEN, WANG))
    return {
        "lin_mobile": _by_phone(FAMILY_PHONE),
        "lin_id": _by_id(lin, FAMILY_PHONE),
        "lin_city": _by_city(lin),
        "sister_id": _by_id(sister, FAMILY_PHONE),
        "huang_old_id": _by_id(huang, OLD_PHONE),
        "huang_new_id": _by_id(huang, NEW_PHONE),
        "huang_city": _by_city(huang),
        "chen_id": _by_id(chen, CHEN_PHONE),
        "wang_id": _by_id(wang, WANG_PHONE),
        "shen_mobile": _by_phone(SHEN_PHONE),
        "recycled_mobile": _by_phone(OLD_PHONE),
        "recycled_id": _by_id(wang, OLD_PHONE),
        "nobody_mobile": _by_phone(UNKNOWN_PHONE),
        "nobody_city": _by_city(uuid4()),
    }


def _by_phone(mobile: str) -> Visitor:
    return Visitor(None, mobile_hash(mobile), Assurance.MOBILE, _alone(mobile))


def _by_id(person: UUID, mobile: str) -> Visitor:
    return Visitor(person, mobile_hash(mobile), Assurance.ID, _alone(mobile))


def _by_city(person: UUID) -> Visitor:
    return Visitor(person, "", Assurance.CITY)


def _known(national_id: str) -> UUID:
    return Citizen.objects.get(id_hash=id_hash(national_id)).pk


def _alone(mobile: str) -> UUID | None:
    found = Citizen.objects.filter(id_hash__isnull=True, mobile_hash=mobile_hash(mobile)).first()
    return found.pk if found else None


def _actor(name: str) -> Actor:
    return actor_for(User.objects.get(username=name), "cli")


def _issue(slug: str, agency: str, people: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    clerk, where = User.objects.get(username=f"clerk.{people}"), Agency.objects.get(code=agency)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    data = out.getvalue().encode("utf-8-sig")
    checked = check_file(user=clerk, type_slug=slug, agency=where, data=data, name=f"{slug}.csv")
    assert not checked.errors, checked.errors
    return _sealed(upload_batch(actor=actor_for(clerk, "cli"), checked=checked, data=data), people)


def _replace(number: str) -> str:
    """A corrected diploma in the place of that one."""
    codes = ("school_code", "certificate_number", "student_number", "holder_name", "holder_name_en", "national_id")
    cells = dict(zip((*codes, "birth_date", "graduation_date", "mobile"), DIPLOMAS["superseded"], strict=True))
    batch = issue_single(
        actor=_actor("clerk.school"),
        type_slug="junior-diploma",
        agency=Agency.objects.get(code="333303"),
        cells=cells | {"holder_name": "陳沛𡘙"},
        replaces=number,
    )
    return _sealed(batch, "school")[0]


def _sealed(batch: Batch, people: str) -> list[str]:
    approver = _actor(f"approver.{people}")
    with transaction.atomic():
        batch = start_sealing(actor=approver, batch=approve_batch(actor=approver, batch=batch))
    work_on_next_chunk(actor=WORKER, batch=batch)
    rows = Row.objects.filter(batch=batch).order_by("seq")
    return list(rows.values_list("document__number", flat=True))


def _void(number: str) -> None:
    void_document(
        actor=_actor("clerk.school"),
        approved_by=_actor("approver.school"),
        number=number,
        reason_code="data_error",
        reason="測試作廢",
    )


def _destroy(number: str) -> None:
    yesterday = clock.today() - timedelta(days=1)
    Document.objects.filter(number=number).update(retain_until=yesterday)  # as if its years had passed
    destroy_document(
        actor=_actor("records"), approved_by=_actor("archivist"), number=number, legal_ground="測試：保存年限屆滿"
    )
