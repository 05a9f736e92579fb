"""What a document type must have before it may be published, told in sentences that its designer can act on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from .columns import folded_column
from .definition import APPROVALS, ROLES, VALIDITIES, VISIBILITIES, FieldDefinition, TypeDefinition
from .kinds import KINDS, Unfit, kind_of

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
# The kinds that can play a role; every other role is played by text.
_ROLE_KINDS = {
    "holder_id": {"national_id"},
    "holder_mobile": {"mobile"},
    "holder_email": {"email"},
    "valid_from": {"date"},
    "valid_until": {"date"},
    "none": set(KINDS),
}
_NEVER_PUBLIC = {"national_id", "mobile", "email"}


def problems_in(definition: TypeDefinition) -> tuple[str, ...]:
    """Every reason why this type cannot be published, each a full sentence; empty if it can."""
    return (
        *_type_problems(definition),
        *_set_problems(definition),
        *_unique_problems(definition),
        *_validity_problems(definition),
        *(sentence for field in definition.fields for sentence in _field_problems(field)),
    )


def _type_problems(definition: TypeDefinition) -> Iterator[str]:
    if not definition.name or not definition.name_en:
        yield "缺少種類的中文名稱或英文名稱。請兩個都填。"
    if len(definition.mark) != 1:
        yield f"標記「{definition.mark}」要剛好 1 個字，例如「畢」。"
    if definition.retention_years is not None and not 1 <= definition.retention_years <= 100:
        yield "沒有保存年限。請選「永久保存」，或填 1 到 100 年。"
    if not definition.legal_ground or not definition.file_class:
        yield "保存年限缺少法令依據或檔案分類號。請兩個都填。"
    if not definition.signing_profile:
        yield "沒有指定用印設定。請填用印設定的代號，例如 platform。"
    if definition.approval not in APPROVALS:
        yield f"沒有「{definition.approval}」這種核定規則。請從清單選一個。"
    if definition.validity not in VALIDITIES:
        yield f"沒有「{definition.validity}」這種效期規則。請從清單選一個。"


def _set_problems(definition: TypeDefinition) -> Iterator[str]:
    """What can only be seen by looking at all fields together."""
    for code in _repeated(field.code for field in definition.fields):
        yield f"代號「{code}」用在兩個以上的欄位。請讓每個欄位的代號都不同。"
    for role in _repeated(field.role for field in definition.fields if field.role != "none"):
        labels = "、".join(f"「{field.label}」" for field in definition.fields if field.role == role)
        yield f"{labels}的用途都是「{ROLES.get(role, role)}」。請只留一個，其他改成「{ROLES['none']}」。"
    names = [folded_column(name) for field in definition.fields for name in {field.column, *field.aliases}]
    for name in _repeated(names):
        yield f"試算表欄名或別名「{name}」屬於兩個以上的欄位。請改成不同的欄名。"
    if definition.with_role("holder_name") is None:
        yield f"沒有用途是「{ROLES['holder_name']}」的欄位。請新增一個，或指定現有的文字欄位。"
    comparable = [field for field in definition.fields if field.visibility == "comparable"]
    if len(comparable) == 1:
        yield f"只有「{comparable[0].label}」一個可核對的欄位。查驗時至少要核對兩個，請再選一個，或改成不顯示。"


def _unique_problems(definition: TypeDefinition) -> Iterator[str]:
    known = {field.code: field for field in definition.fields}
    for code in definition.unique_by:
        if code not in known:
            codes = "、".join(known)
            yield f"不得重複的欄位「{code}」不存在。現有的代號是：{codes}。請改成其中的代號。"
        elif not known[code].required:
            yield f"「{known[code].label}」不得重複，所以不能空白。請把它改成必填。"


def _validity_problems(definition: TypeDefinition) -> Iterator[str]:
    until = definition.with_role("valid_until")
    if definition.validity == "fields" and (until is None or not until.required):
        yield f"效期依欄位決定，但沒有必填的「{ROLES['valid_until']}」欄位。請新增一個，或改成永久有效。"
    if definition.validity == "permanent" and (until or definition.with_role("valid_from")):
        yield "種類是永久有效，卻有有效起日或有效迄日的欄位。請改成依欄位決定，或改掉欄位的用途。"


def _field_problems(field: FieldDefinition) -> Iterator[str]:
    where = f"欄位「{field.label or field.code}」"
    if not CODE.fullmatch(field.code):
        yield f"{where}的代號「{field.code}」不能用。請用小寫英文字母開頭，只含小寫英文字母、數字和底線，最多 40 個字。"
    if not field.label or not field.label_en or not field.column:
        yield f"{where}缺少中文名稱、英文名稱或試算表欄名。請都填。"
    if field.role not in ROLES or field.kind not in _ROLE_KINDS.get(field.role, {"text"}):
        yield f"{where}的型別不能當「{ROLES.get(field.role, field.role)}」。請換型別，或改用途。"
    if field.visibility not in VISIBILITIES:
        yield f"{where}的查驗頁顯示「{field.visibility}」不存在。請從清單選一個。"
    if field.visibility == "public" and field.kind in _NEVER_PUBLIC:
        yield f"{where}是個人資料，不能在查驗頁公開。請改成可核對、遮罩或不顯示。"
    if field.visibility == "comparable" and field.kind == "image":
        yield f"{where}是圖片，無法輸入核對。請改成公開或不顯示。"
    if (field.kind == "choice") != bool(field.choices) or _repeated(field.choices):
        yield f"{where}的選項不對。選項型別至少要有一個選項，不能重複；其他型別不能有選項。"
    if field.kind not in KINDS:
        yield f"{where}的型別「{field.kind}」不存在。請從清單選一個。"
        return
    if not 1 <= field.max_length <= 2000:
        yield f"{where}的最多字數要在 1 到 2000 之間，現在是 {field.max_length}。"
    yield from _sample_problems(where, field)


def _sample_problems(where: str, field: FieldDefinition) -> Iterator[str]:
    """Layouts are tried out with the samples, so both must be values that the field would take."""
    for name, text in (("範例", field.sample), ("最長範例", field.longest_sample)):
        if not text.strip():
            yield f"{where}沒有{name}。請填一個，預覽版面時要用。"
            continue
        try:
            kind_of(field).read(text, field)
        except Unfit as unfit:
            yield f"{where}的{name}「{text}」不能用：{unfit.message}{unfit.remedy}"


def _repeated(values: Iterator[str] | list[str] | tuple[str, ...]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]
