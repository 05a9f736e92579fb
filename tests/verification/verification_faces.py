"""Documents with a public face in any state, as rows made directly; also run by the journeys inside their own installation."""

import re
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.http import HttpResponse
from wagtail.models import Page

from cms.accounts.identity import keyed
from cms.accounts.models import Agency
from cms.core import clock
from cms.core.hashing import sha256_json
from cms.core.ids import compare_code, group_token, new_token
from cms.doctypes.definition import FieldDefinition, TypeDefinition
from cms.doctypes.kinds import kind_of
from cms.doctypes.models import DocTypeVersion
from cms.vault.models import Document, PublicFace, Reservation
from cms.verification.slips import marked

SCHOOL = "示範市立青田國民中學"
SCHOOL_EN = "Shifan Municipal Qingtian Junior High School"
NAME, BORN, GRADE = "林昱辰", "2011-03-14", "特優"
SEALED_AT = datetime(2026, 6, 12, 9, 30, 10, tzinfo=clock.TAIPEI)

DEFINITION = TypeDefinition(
    slug="test-diploma",
    name="國民中學畢業證書",
    name_en="Junior High School Diploma",
    mark="畢",
    fields=(
        FieldDefinition("name", "text", "姓名", "Name", "姓名", role="holder_name", visibility="comparable"),
        FieldDefinition("born", "date", "出生日期", "Date of birth", "出生日期", visibility="comparable"),
        FieldDefinition("grade", "text", "成績", "Grade", "成績", visibility="public"),
        FieldDefinition("secret", "text", "備註", "Remark", "備註", visibility="hidden"),
    ),
    unique_by=("name",),
    retention_years=None,
    legal_ground="",
    file_class="",
    validity="permanent",
    signing_profile="platform",
)
VALUES = {"name": NAME, "born": BORN, "grade": GRADE, "secret": "家境清寒"}


def make_reservation() -> Reservation:
    """A number and token that nothing was issued for."""
    agency = Agency.objects.filter(code="333303").first() or Agency.add_root(
        code="333303", name=SCHOOL, name_en=SCHOOL_EN
    )
    version = DocTypeVersion.objects.filter(slug=DEFINITION.slug).first() or DocTypeVersion.objects.create(
        page=Page.objects.first(),
        slug=DEFINITION.slug,
        number=1,
        definition=DEFINITION.to_json(),
        sha256=sha256_json(DEFINITION.to_json()),
        frozen_at=SEALED_AT,
    )
    serial = Reservation.objects.count() + 1
    return Reservation.objects.create(
        document_id=uuid4(),
        number=f"TEST115-{serial:08d}-0",
        token=new_token(),
        key="verification tests",
        seq=serial,
        agency=agency,
        doc_type_version=version,
        reserved_at=SEALED_AT,
    )


def make_face(**changes) -> PublicFace:
    """An issued document's face: valid for ever unless `changes` (columns of PublicFace) say otherwise."""
    reservation = make_reservation()
    document = Document.objects.create(
        reservation=reservation,
        number=reservation.number,
        doc_type_version=reservation.doc_type_version,
        agency=reservation.agency,
        issued_at=SEALED_AT,
    )
    columns = {
        "token": reservation.token,
        "document": document,
        "type_name": DEFINITION.name,
        "type_name_en": DEFINITION.name_en,
        "mark": DEFINITION.mark,
        "issuer_name": SCHOOL,
        "issuer_name_en": SCHOOL_EN,
        "number": reservation.number,
        "agency_number": "示市青田畢字第115000128號",
        "issued_on": date(2026, 6, 12),
        "pages": 1,
        "compare_code": compare_code(reservation.document_id),
        "fields": [{"code": "grade", "label": "成績", "label_en": "Grade", "text": GRADE}],
        "comparables": [_comparable(reservation, code) for code in ("name", "born")],
        "history": [
            _vouching("seal", SEALED_AT, "示範市政府文件保管箱"),
            _vouching("timestamp", SEALED_AT + timedelta(seconds=2), "示範市時戳服務"),
        ],
    }
    return PublicFace.objects.create(**columns | changes)


def make_states() -> dict[str, PublicFace]:
    """One face in each state that a face can be in, by name of the state, on the real calendar."""
    now = clock.now()
    today = now.date()
    period = {"valid_from": today - timedelta(days=300), "valid_until": today + timedelta(days=65)}
    return {
        "valid": make_face(),
        "void": make_face(voided_at=now, show_void_reason=True, void_reason="姓名登載錯誤，已另發新證"),
        "superseded": make_face(superseded_at=now),
        "expired": make_face(**period | {"valid_until": today - timedelta(days=1)}),
        "not_yet_valid": make_face(**period | {"valid_from": today + timedelta(days=1)}),
        "destroyed": make_face(destroyed_at=now),
    }


def without_code(response: HttpResponse, token: str) -> str:
    """The page without the time and without the code that was asked for, in whatever form: what two codes share."""
    page = re.sub(r"<time.*?</time>", "", response.content.decode())
    page = re.sub(r'<div class="md-note"><p>(有標記|The marked).*?</div>', "", page)
    for shown in (marked(token), token, group_token(token), group_token(token).replace("-", " ")):
        page = page.replace(shown, "CODE")
    return page


def _comparable(reservation: Reservation, code: str) -> dict[str, str]:
    field = DEFINITION.field(code)
    value = kind_of(field).normalised(VALUES[code])
    return {
        "code": code,
        "label": field.label,
        "label_en": field.label_en,
        "hash": keyed("compare", str(reservation.document_id), code, value),
    }


def _vouching(kind: str, at: datetime, signer: str) -> dict[str, str]:
    return {
        "at": at.isoformat(),
        "kind": kind,
        "signer": signer,
        "subject": f"C=TW, O=示範市政府（測試）, CN={signer}",
        "issuer": "C=TW, O=示範測試憑證管理中心",
        "serial": "00A1 7F3C 52D0 E94B 8861 F307 2C5B 9E44",
        "algorithm": "ECDSA P-256、SHA-256",
    }
