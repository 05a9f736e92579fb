"""The texts that placeholders stand for, and the machine-readable twin of what a page shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from cms.core.dates import english_long, roc_formal, roc_long, roc_short
from cms.core.hashing import canonical_json
from cms.core.ids import group_token
from cms.doctypes.definition import FieldDefinition, TypeDefinition
from cms.doctypes.kinds import kind_of
from cms.templates_designer.schema import FrozenLayout, placeholders

TWIN_SCHEMA = 1
_AGENCY_NAMES = ("code", "name", "name_en", "head_title", "head_title_spaced", "head_name")
_ISSUE_NAMES = (
    "number",
    "token",
    "token_grouped",
    "verify_url",
    "host",
    "compare_grouped",
    "pages",
    "date",
    "date_short",
    "date_formal",
    "date_en",
)
_DATE_FORMS = ("roc", "roc_short", "roc_formal")


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """Who issues, as printed."""

    code: str
    name: str
    name_en: str = ""
    head_title: str = ""
    head_name: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """The act of issuing, as printed; compare_code are the eight digits of cms.core.ids.compare_code."""

    number: str
    token: str
    verify_url: str
    compare_code: str
    issued_on: date
    pages: int = 1


def texts_for(
    definition: TypeDefinition, values: Mapping[str, str], agency: AgencyFacts, issue: Issue
) -> dict[str, str]:
    """Every text that a layout of this type may place, by the names of names_for; an absent value gives empty texts.

    values: canonical texts by field code, as doctypes.validation reads them. A field `birth_date` gives `birth_date`
    as its kind shows it, `.en` in English, `.masked`, and if it is a date `.roc`, `.roc_short` and `.roc_formal`;
    `holder` is the field with the role holder_name.
    """
    texts = dict.fromkeys(names_for(definition), "")
    for field in definition.fields:
        texts |= dict(_texts_of(field, values.get(field.code, "")))
    holder = definition.with_role("holder_name")
    if holder:
        texts["holder"] = texts[holder.code]
    texts |= {"type.name": definition.name, "type.name_en": definition.name_en}
    texts |= {f"agency.{name}": text for name, text in _agency_texts(agency).items()}
    texts |= {f"issue.{name}": text for name, text in _issue_texts(issue).items()}
    return texts


def names_for(definition: TypeDefinition) -> set[str]:
    """Every name that a placeholder in a layout of this type may use."""
    names = {"holder", "type.name", "type.name_en"}
    names |= {f"agency.{name}" for name in _AGENCY_NAMES} | {f"issue.{name}" for name in _ISSUE_NAMES}
    for field in definition.fields:
        names |= {field.code, f"{field.code}.en", f"{field.code}.masked"}
        names |= {f"{field.code}.{form}" for form in _DATE_FORMS} if field.kind == "date" else set()
    return names


def twin_for(
    definition: TypeDefinition, values: Mapping[str, str], agency: AgencyFacts, issue: Issue, layout: FrozenLayout
) -> bytes:
    """The twin as canonical JSON: what the page shows and no more; a field shown masked only is masked here too."""
    names = placeholders(layout.data)
    texts = texts_for(definition, values, agency, issue)
    holder = definition.with_role("holder_name")
    shown = names | {holder.code} if holder and "holder" in names else names
    issued: dict[str, object] = {
        "verify_url": issue.verify_url,
        "code": issue.token,
        "compare_code": issue.compare_code,
        "pages": issue.pages,
    }
    if "issue.number" in names:
        issued["number"] = issue.number
    if any(name.startswith("issue.date") for name in names):
        issued["issued_on"] = issue.issued_on.isoformat()
    twin = {
        "schema": TWIN_SCHEMA,
        "type": {"slug": definition.slug, "name": definition.name, "name_en": definition.name_en},
        "layout": layout.sha256,
        "agency": {
            name: texts[f"agency.{name}"] for name in ("code", "name", "name_en") if _is_shown("agency", name, names)
        },
        "issue": issued,
        "fields": [
            entry for field in definition.fields for entry in _twin_entries(field, values.get(field.code, ""), shown)
        ],
    }
    return canonical_json(twin)


def _is_shown(group: str, name: str, names: set[str]) -> bool:
    return f"{group}.{name}" in names


def _twin_entries(field: FieldDefinition, value: str, shown: set[str]) -> Iterator[dict[str, str]]:
    """One field of the twin: its canonical value where the page shows it whole, else the masked text, else nothing."""
    used = {name for name in shown if name.partition(".")[0] == field.code}
    if not value or not used:
        return
    masked_only = used == {f"{field.code}.masked"}
    yield {
        "code": field.code,
        "label": field.label,
        "label_en": field.label_en,
        "value": kind_of(field).masked(value) if masked_only else value,
    }


def _texts_of(field: FieldDefinition, value: str) -> Iterator[tuple[str, str]]:
    if not value:
        return
    kind = kind_of(field)
    yield field.code, kind.shown(value, "zh")
    yield f"{field.code}.en", kind.shown(value, "en")
    yield f"{field.code}.masked", kind.masked(value)
    if field.kind == "date":
        day = date.fromisoformat(value)
        yield f"{field.code}.roc", roc_long(day)
        yield f"{field.code}.roc_short", roc_short(day)
        yield f"{field.code}.roc_formal", roc_formal(day)


def _agency_texts(agency: AgencyFacts) -> dict[str, str]:
    title = agency.head_title
    return {
        "code": agency.code,
        "name": agency.name,
        "name_en": agency.name_en,
        "head_title": title,
        # A title of two characters is set with a space between them: 校　長.
        "head_title_spaced": "　".join(title) if len(title) == 2 else title,
        "head_name": agency.head_name,
    }


def _issue_texts(issue: Issue) -> dict[str, str]:
    code = issue.compare_code
    return {
        "number": issue.number,
        "token": issue.token,
        "token_grouped": group_token(issue.token),
        "verify_url": issue.verify_url,
        "host": urlsplit(issue.verify_url).netloc,
        "compare_grouped": f"{code[:4]} {code[4:]}",
        "pages": str(issue.pages),
        "date": roc_long(issue.issued_on),
        "date_short": roc_short(issue.issued_on),
        "date_formal": roc_formal(issue.issued_on),
        "date_en": english_long(issue.issued_on),
    }
