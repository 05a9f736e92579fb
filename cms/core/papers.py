"""The values that travel down the road of one document: frozen, plain and picklable, so that any stage may run elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, how they came in, and for whom and why if not for themselves."""

    kind: str  # "user", "citizen", "share", "system" or "public"
    ref: str  # user name, citizen id or job name; never a personal value
    via: str  # "admin", "cli", "portal", "share", "verify", "api", "worker"
    on_behalf_of: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Reservation:
    """A number and a token promised to one row; made once, at approval."""

    seq: int
    document_id: UUID
    number: str
    token: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one document says: the texts of its placeholders, its address and its machine-readable twin."""

    seq: int
    texts: Mapping[str, str]
    verify_url: str
    twin: bytes


@dataclass(frozen=True, slots=True)
class SealSlot:
    """The signature field that a sealed page gets; reserve counts hexadecimal digits of /Contents."""

    field: str
    reserve: int
    claimed_at: datetime
    name: str
    reason: str
    certify: bool = True


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A rendered page; gap is where /Contents stands, or None when sealing must add a revision."""

    seq: int
    pdf: bytes
    gap: tuple[int, int] | None = None
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed page and the fingerprints of the file and of the certificate that vouches for it."""

    seq: int
    pdf: bytes
    sha256: str
    signer_sha256: str
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer, not an exception: what was found in which column, and what would help."""

    seq: int
    code: str
    column: str
    found: str
    remedy: str


@dataclass(frozen=True, slots=True)
class FaceField:
    """One line of the public face: a field's label and the text that anybody may read."""

    code: str
    label: str
    label_en: str
    text: str


@dataclass(frozen=True, slots=True)
class Comparable:
    """A field that a visitor may type: its label and its value in clear, which the vault keeps as a keyed hash only."""

    code: str
    label: str
    label_en: str
    value: str


@dataclass(frozen=True, slots=True)
class Vouching:
    """One line of the signature history: when, what kind of act, by whom, with which certificate."""

    at: datetime
    kind: str  # "seal", "agency", "timestamp"
    signer: str
    subject: str
    issuer: str
    serial: str
    algorithm: str


@dataclass(frozen=True, slots=True)
class PublicFace:
    """What the verify page shows; only public values, masked names and values to compare."""

    type_name: str
    type_name_en: str
    mark: str
    issuer_name: str
    issuer_name_en: str
    agency_number: str
    issued_on: date
    valid_from: date | None
    valid_until: date | None
    pages: int
    compare_code: str
    fields: tuple[FaceField, ...] = ()
    comparables: tuple[Comparable, ...] = ()
    history: tuple[Vouching, ...] = ()
    show_void_reason: bool = False


@dataclass(frozen=True, slots=True)
class SearchFacts:
    """What the index may know without opening the document; no personal value."""

    type_slug: str
    agency_code: str
    year: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose document it is: national id and mobile in clear on their way to a keyed hash, both empty if it stays with the agency."""

    national_id: str = ""
    mobile: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Deposit:
    """Everything that the vault needs to keep one sealed document; values is the canonical JSON of its field values."""

    reserved: Reservation
    sealed: Sealed
    values: bytes
    face: PublicFace
    facts: SearchFacts
    holder: Holder
    type_version_id: int
    agency_id: int
    layout_sha256: str
    batch: str = ""
    unique_key: str = ""
    retain_until: date | None = None
