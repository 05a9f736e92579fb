"""What the designer fills in for one field: one block per kind, all with the same questions."""

from __future__ import annotations

from django.core.validators import RegexValidator
from wagtail import blocks

from .definition import ROLES, VISIBILITIES, FieldDefinition
from .kinds import KINDS
from .soundness import CODE

_ICONS = {
    "text": "pilcrow",
    "long_text": "doc-full",
    "date": "date",
    "integer": "decimal",
    "choice": "list-ul",
    "national_id": "user",
    "mobile": "mobile-alt",
    "email": "mail",
    "tax_id": "globe",
    "image": "image",
}
_LENGTHS = {"text": 100, "long_text": 300, "integer": 12, "email": 254, "image": 100}


class FieldBlock(blocks.StructBlock):
    """One field of a document type; the block's name in the stream is the field's kind."""

    label = blocks.CharBlock(label="中文名稱", max_length=60)
    label_en = blocks.CharBlock(label="英文名稱", max_length=100)
    code = blocks.CharBlock(
        label="代號",
        max_length=40,
        help_text="版面和程式用的名字：小寫英文字母、數字、底線，例如 holder_name。",
        validators=[RegexValidator(rf"\A{CODE.pattern}\Z", "請用小寫英文字母開頭，只含小寫英文字母、數字和底線。")],
    )
    column = blocks.CharBlock(label="試算表欄名", max_length=60)
    aliases = blocks.ListBlock(
        blocks.CharBlock(label="別名", max_length=60), label="欄名的別名", default=[], collapsed=True
    )
    required = blocks.BooleanBlock(label="必填", required=False, default=True)
    max_length = blocks.IntegerBlock(label="最多字數", min_value=1, max_value=2000, default=100)
    sample = blocks.CharBlock(label="範例", max_length=2000)
    longest_sample = blocks.CharBlock(label="最長範例", max_length=2000, help_text="版面要放得下的最長內容。")
    role = blocks.ChoiceBlock(label="用途", choices=list(ROLES.items()), default="none")
    visibility = blocks.ChoiceBlock(label="查驗頁顯示", choices=list(VISIBILITIES.items()), default="hidden")


class ChoiceFieldBlock(FieldBlock):
    """A field that takes one of the words listed here."""

    choices = blocks.ListBlock(blocks.CharBlock(label="選項", max_length=100), label="選項")


class FieldStreamBlock(blocks.StreamBlock):
    """A type's fields in the order in which forms and spreadsheets show them."""

    def __init__(self, local_blocks=None, **kwargs):
        own = [(name, _block_for(name)) for name in KINDS]
        super().__init__([*own, *(local_blocks or [])], **kwargs)


def fields_in(stream) -> tuple[FieldDefinition, ...]:
    """The stream's blocks as plain field definitions; what a draft leaves blank is empty."""
    return tuple(_field_in(child.block_type, child.value) for child in stream or ())


def stream_data(fields: tuple[FieldDefinition, ...]) -> list[dict]:
    """Plain field definitions as the raw data of the stream."""
    return [{"type": field.kind, "value": _block_value(field)} for field in fields]


def _block_for(kind: str) -> FieldBlock:
    block = ChoiceFieldBlock if kind == "choice" else FieldBlock
    own = [
        (
            "max_length",
            blocks.IntegerBlock(label="最多字數", min_value=1, max_value=2000, default=_LENGTHS.get(kind, 40)),
        )
    ]
    return block(own, label=KINDS[kind].name, icon=_ICONS[kind], group="欄位")


def _field_in(kind: str, value) -> FieldDefinition:
    texts = {name: value.get(name) or "" for name in _TEXTS}
    return FieldDefinition(
        kind=kind,
        **texts,
        aliases=tuple(alias for alias in value.get("aliases") or () if alias),
        required=bool(value.get("required")),
        max_length=value.get("max_length") or 0,
        choices=tuple(choice for choice in value.get("choices") or () if choice),
    )


def _block_value(field: FieldDefinition) -> dict:
    data = field.to_json()
    del data["kind"]
    if field.kind != "choice":
        del data["choices"]
    return data


_TEXTS = ("code", "label", "label_en", "column", "sample", "longest_sample", "role", "visibility")
