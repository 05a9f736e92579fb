"""The bottom line about a file: two axes, one answer."""

from types import SimpleNamespace

import pytest
from test_verification_status import NEVER, THEN, TODAY

from cms.signing.validation import Check, FileVerdict, Outcome
from cms.verification.verdict import decide

VALID_FACE = NEVER | {"number": "TEST115-00000001-0"}


def _file(outcome: Outcome) -> FileVerdict:
    return FileVerdict(outcome, (Check("signature", outcome is Outcome.INTACT, "…"),))


@pytest.mark.parametrize(
    ("outcome", "facts", "our_signer", "told"),
    [
        (Outcome.INTACT, {}, True, ("valid", "valid", "")),
        (Outcome.INTACT, {"voided_at": THEN}, True, ("invalid", "void", "void")),
        (Outcome.INTACT, {"superseded_at": THEN}, True, ("invalid", "superseded", "superseded")),
        (Outcome.INTACT, {"destroyed_at": THEN}, True, ("invalid", "destroyed", "destroyed")),
        (Outcome.INTACT, {"valid_until": TODAY.replace(day=23)}, True, ("invalid", "expired", "expired")),
        (Outcome.INTACT, {"valid_from": TODAY.replace(day=25)}, True, ("invalid", "not_yet_valid", "not_yet_valid")),
        (Outcome.FOREIGN, {}, True, ("unknown", "valid", "signature")),
        (Outcome.FOREIGN, {"voided_at": THEN}, True, ("invalid", "void", "void")),
        (Outcome.CHANGED, None, True, ("invalid", "", "changed")),
        (Outcome.INTACT, None, True, ("invalid", "", "not_registered")),
        (Outcome.INTACT, None, False, ("unknown", "", "foreign")),
        (Outcome.FOREIGN, None, False, ("unknown", "", "foreign")),
        (Outcome.UNREADABLE, None, False, ("unknown", "", "unreadable")),
    ],
)
def test_file_and_register_give_one_bottom_line(outcome, facts, our_signer, told):
    face = None if facts is None else SimpleNamespace(**VALID_FACE | facts)
    result = decide(_file(outcome), face, TODAY, our_signer=our_signer)
    assert (result.bottom_line, result.status, result.reason) == told
    assert result.number == ("" if face is None else face.number)
    assert result.sentence
    assert {check.code for check in result.checks} >= {"signature", "fingerprint"}


def test_only_all_good_checks_make_a_valid_file():
    result = decide(_file(Outcome.INTACT), SimpleNamespace(**VALID_FACE), TODAY, our_signer=True)
    assert all(check.ok for check in result.checks)
