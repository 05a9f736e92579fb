"""What somebody who scanned a QR was shown, in words for the holder: which facts, never their contents."""

from __future__ import annotations

from cms.doctypes.definition import FieldDefinition, TypeDefinition

from .facts import OPEN, either
from .status import Status
from .words import status_names, words_in


def seen(status: str, definition: TypeDefinition, lang: str) -> str:
    """One sentence such as 對方看到：有效、種類、機關、日期；沒有看到姓名.

    `status` is the one stored with the scan, `definition` says which fields of this type anybody may see.
    """
    words = words_in(lang)
    shown = [field for field in definition.fields if field.visibility in {"public", "masked"}] if status in OPEN else []
    facts = [words["seen_facts"]] if status != Status.DESTROYED else []
    told = [status_names(status, lang)[0], *facts, *(_label(field, lang) for field in shown)]
    sentence = words["seen"].format(facts=words["list"].join(told))
    name = definition.with_role("holder_name")
    return sentence if name in shown else sentence + words["seen_no_name"]


def _label(field: FieldDefinition, lang: str) -> str:
    label = either(field.label, field.label_en, lang)[0]
    return words_in(lang)["seen_masked"].format(label=label) if field.visibility == "masked" else label
