"""A document type as plain values: its fields, what makes a document unique, how long it is kept and who seals it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

ROLES = {
    "none": "一般資料",
    "holder_name": "持有人姓名",
    "holder_id": "持有人身分證字號",
    "holder_mobile": "持有人手機",
    "holder_email": "持有人電子郵件",
    "agency_code": "機關代碼",
    "agency_number": "機關字號",
    "valid_from": "有效起日",
    "valid_until": "有效迄日",
}
VISIBILITIES = {"hidden": "不顯示", "comparable": "可核對", "masked": "遮罩", "public": "公開"}
VALIDITIES = {"permanent": "永久有效", "fields": "依有效起日、有效迄日欄位"}
APPROVALS = {"four_eyes": "另一人核定（承辦人不得核定自己的批次）"}


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One field: how it is called, where it stands in a spreadsheet, what it may hold, and who may see it."""

    code: str
    kind: str
    label: str
    label_en: str
    column: str
    aliases: tuple[str, ...] = ()
    required: bool = True
    max_length: int = 100
    sample: str = ""
    longest_sample: str = ""
    role: str = "none"
    visibility: str = "hidden"
    choices: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The field as JSON values, the same for ever for the same field."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FieldDefinition:
        """The field that to_json wrote; raises TypeError for a key that no field has."""
        return cls(**{**data, "aliases": tuple(data["aliases"]), "choices": tuple(data["choices"])})


@dataclass(frozen=True, slots=True)
class TypeDefinition:
    """What can be issued; retention_years None means for ever, unique_by names the codes that tell two documents apart."""

    slug: str
    name: str
    name_en: str
    mark: str
    fields: tuple[FieldDefinition, ...]
    unique_by: tuple[str, ...]
    retention_years: int | None
    legal_ground: str
    file_class: str
    validity: str
    signing_profile: str
    approval: str = "four_eyes"
    show_void_reason: bool = False

    def field(self, code: str) -> FieldDefinition:
        """The field with this code; raises KeyError if there is none."""
        for each in self.fields:
            if each.code == code:
                return each
        raise KeyError(code)

    def with_role(self, role: str) -> FieldDefinition | None:
        """The field that plays this role, or None."""
        return next((each for each in self.fields if each.role == role), None)

    def to_json(self) -> dict[str, Any]:
        """The definition as JSON values; its canonical JSON is what a version's sha256 is taken of."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**plain, "fields": [each.to_json() for each in self.fields], "unique_by": list(self.unique_by)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TypeDefinition:
        """The definition that to_json wrote; raises KeyError or TypeError for keys that are missing or unknown."""
        own = tuple(FieldDefinition.from_json(each) for each in data["fields"])
        return cls(**{**data, "fields": own, "unique_by": tuple(data["unique_by"])})
