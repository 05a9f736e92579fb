"""From one row's values to what is rendered and what is deposited: pure, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cms.core.dates import add_years
from cms.core.hashing import canonical_json
from cms.core.ids import compare_code
from cms.core.papers import (
    Comparable,
    Deposit,
    FaceField,
    Holder,
    PublicFace,
    Reservation,
    Sealed,
    SearchFacts,
    Sheet,
    Vouching,
)
from cms.doctypes.definition import FieldDefinition, TypeDefinition
from cms.doctypes.kinds import kind_of
from cms.templates_designer.schema import FrozenLayout
from cms.templates_designer.variables import AgencyFacts, Issue, texts_for, twin_for


@dataclass(frozen=True, slots=True)
class Order:
    """One document to be made: its row's values, its agency's facts, its reservation, its day."""

    definition: TypeDefinition
    values: Mapping[str, str]
    agency: AgencyFacts
    reserved: Reservation
    issued_on: date
    verify_url: str
    layout: FrozenLayout

    @property
    def issue(self) -> Issue:
        return Issue(
            number=self.reserved.number,
            token=self.reserved.token,
            verify_url=self.verify_url,
            compare_code=compare_code(self.reserved.document_id),
            issued_on=self.issued_on,
        )

    def role_value(self, role: str) -> str:
        """The value of the field with this role, or an empty text."""
        found = self.definition.with_role(role)
        return self.values.get(found.code, "") if found else ""


def sheet_for(order: Order) -> Sheet:
    """What the renderer needs: the texts of all placeholders, the address and the twin."""
    texts = texts_for(order.definition, order.values, order.agency, order.issue)
    twin = twin_for(order.definition, order.values, order.agency, order.issue, order.layout)
    return Sheet(seq=order.reserved.seq, texts=texts, verify_url=order.verify_url, twin=twin)


def face_for(order: Order, pages: int, history: tuple[Vouching, ...]) -> PublicFace:
    """What anybody with the QR may see: public values, masked values, and values to compare."""
    shown, compared = [], []
    for field in order.definition.fields:
        value = order.values.get(field.code, "")
        if not value:
            continue
        if field.visibility in {"public", "masked"}:
            shown.append(_face_field(field, value))
        elif field.visibility == "comparable":
            kind = kind_of(field)
            labels = (kind.compare_label(field, "zh"), kind.compare_label(field, "en"))
            compared.append(Comparable(field.code, *labels, kind.normalised(value)))
    return PublicFace(
        type_name=order.definition.name,
        type_name_en=order.definition.name_en,
        mark=order.definition.mark,
        issuer_name=order.agency.name,
        issuer_name_en=order.agency.name_en,
        agency_number=order.role_value("agency_number"),
        issued_on=order.issued_on,
        valid_from=_day(order.role_value("valid_from")),
        valid_until=_day(order.role_value("valid_until")),
        pages=pages,
        compare_code=compare_code(order.reserved.document_id),
        fields=tuple(shown),
        comparables=tuple(compared),
        history=history,
        show_void_reason=order.definition.show_void_reason,
    )


def deposit_for(
    order: Order,
    sealed: Sealed,
    history: tuple[Vouching, ...],
    *,
    type_version_id: int,
    agency_id: int,
    batch: str,
    unique_key: str,
) -> Deposit:
    """Everything that the vault keeps of one document."""
    face = face_for(order, sealed.pages, history)
    retention = order.definition.retention_years
    return Deposit(
        reserved=order.reserved,
        sealed=sealed,
        values=canonical_json(dict(order.values)),
        face=face,
        facts=SearchFacts(
            order.definition.slug, order.agency.code, order.issued_on.year, (face.type_name, face.issuer_name)
        ),
        holder=Holder(
            order.role_value("holder_id"), order.role_value("holder_mobile"), order.role_value("holder_email")
        ),
        type_version_id=type_version_id,
        agency_id=agency_id,
        layout_sha256=order.layout.sha256,
        batch=batch,
        unique_key=unique_key,
        retain_until=add_years(order.issued_on, retention) if retention else None,
    )


def _face_field(field: FieldDefinition, value: str) -> FaceField:
    kind = kind_of(field)
    text = kind.masked(value) if field.visibility == "masked" else kind.shown(value, "zh")
    return FaceField(field.code, field.label, field.label_en, text)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
