"""Sealing at a level with an installation's own authority: finished or not at all, and written down as what it is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from signing_world import key_pem, page, pem

from cms.core import clock
from cms.core.errors import Refused
from cms.core.hashing import sha256_hex
from cms.core.papers import Unsealed
from cms.demo.pki import make_test_pki
from cms.signing import services
from cms.signing.backends.opening import open_signer
from cms.signing.containers import SEAL_RESERVE, STAMPED_RESERVE
from cms.signing.evidence import gather
from cms.signing.longterm import seal_at
from cms.signing.models import SigningProfile
from cms.signing.pades import SealError
from cms.signing.selectors import trust_store
from cms.signing.timestamps import stamp
from cms.signing.trust import TrustStore
from cms.signing.validation import Outcome, judge
from cms.signing.vouching import stamp_lines, vouching_of

LTA = SigningProfile.Level.BASELINE_LTA
FACTS = {"slug": "platform", "name": "平臺封緘", "key_ref": "file:platform", "signer_name": "測試示範市政府"}


@pytest.fixture
def profile(home, actors) -> SigningProfile:
    """An installation that trusts its own root, and an approved profile of baseline B."""
    root = (home / "pki" / "anchors" / "test-root.pem").read_text()
    anchor = services.propose_anchor(actor=actors["bureau"], name="測試根", certificate=root, is_test=True)
    services.confirm_anchor(actor=actors["second"], anchor=anchor)
    proposed = services.propose_profile(actor=actors["bureau"], **FACTS)
    return services.approve_profile(actor=actors["second"], profile=proposed)


def sealed(profile, level, papers=1):
    now = clock.now()
    pages = [Unsealed(seq, page(), pages=seq) for seq in range(1, papers + 1)]
    return list(seal_at(level, pages, open_signer(profile), profile.slot(now, level)))


def test_single_documents_are_sealed_for_decades(profile):
    first, second = sealed(profile, LTA, papers=2)
    assert (first.seq, second.seq, second.pages) == (1, 2, 2)
    for paper in (first, second):
        verdict = judge(paper.pdf, trust=trust_store(), at=clock.now())
        assert verdict.outcome is Outcome.INTACT and verdict.proven_at, verdict.reason
        assert (paper.sha256, paper.signer_sha256) == (sha256_hex(paper.pdf), verdict.signer.sha256)


def test_baseline_b_stays_what_it_was(profile):
    [paper] = sealed(profile, SigningProfile.Level.BASELINE_B)
    assert judge(paper.pdf, trust=trust_store(), at=clock.now()).stamps == ()
    assert stamp_lines(paper.pdf) == ()


def test_the_slot_is_as_large_as_the_level_needs(profile, actors):
    now = clock.now()
    assert (profile.slot(now).reserve, profile.slot(now, LTA).reserve) == (SEAL_RESERVE, STAMPED_RESERVE)
    single = services.propose_profile(actor=actors["bureau"], level=LTA, **(FACTS | {"slug": "single"}))
    assert single.slot(now).reserve == STAMPED_RESERVE


def test_the_history_gets_one_line_for_the_time(profile):
    [paper] = sealed(profile, LTA)
    [line] = stamp_lines(paper.pdf)
    verdict = judge(paper.pdf, trust=trust_store(), at=clock.now())
    assert (line.kind, line.signer, line.at) == ("timestamp", "測試時戳服務", verdict.proven_at)
    assert line.at.utcoffset() == timedelta(hours=8)
    assert line.subject.startswith("C=TW, O=測試") and line.algorithm == "ECDSA P-256, SHA-256"
    assert line.serial != vouching_of(open_signer(profile), "測試", clock.now()).serial


def test_without_the_authority_nothing_is_sealed(profile, settings):
    (settings.MYDOC_KEYS / "signing" / "tsa.key.pem").unlink()
    with pytest.raises(Refused, match="時戳服務目前不能使用"):
        sealed(profile, LTA)
    assert sealed(profile, SigningProfile.Level.BASELINE_B)


def test_an_authority_that_fails_on_the_way_leaves_nothing(profile, settings, monkeypatch):
    """The seal has its time-stamp, the document time-stamp fails: no half-sealed file comes out."""
    asked = []

    def failing(data):
        asked.append(data)
        if len(asked) == 2:
            (settings.MYDOC_KEYS / "signing" / "tsa.key.pem").unlink()
        return stamp(data)

    monkeypatch.setattr("cms.signing.longterm.stamp", failing)
    with pytest.raises(Refused, match="時戳服務目前不能使用"):
        sealed(profile, LTA)
    assert len(asked) == 2


def test_a_slot_of_baseline_b_is_too_small_and_says_so(profile):
    slot = replace(profile.slot(clock.now(), LTA), reserve=4_000)
    with pytest.raises(SealError):
        list(seal_at(LTA, [Unsealed(1, page())], open_signer(profile), slot))


def test_evidence_is_both_chains_and_their_lists(profile, home):
    evidence = gather(open_signer(profile))
    subjects = [x509.load_der_x509_certificate(one).subject.rfc4514_string() for one in evidence.certificates]
    assert len(subjects) == 4 and all("測試" in one for one in subjects)
    assert set(evidence.crls) == {path.read_bytes() for path in (home / "pki").glob("*.crl")}


def test_evidence_that_is_not_complete_is_refused(profile, home, tmp_path):
    signer = open_signer(profile)
    make_test_pki(tmp_path / "other", tmp_path / "other-keys")
    (home / "pki" / "root.crl").write_bytes((tmp_path / "other" / "pki" / "root.crl").read_bytes())
    with pytest.raises(Refused, match="廢止清冊"):
        gather(signer)
    with pytest.raises(Refused, match="根憑證"):
        gather(signer, TrustStore(()))


def test_a_signer_of_another_authority_has_no_evidence_here(profile, settings, pki):
    issued = pki.issue()
    (settings.MYDOC_KEYS / "signing" / "platform.key.pem").write_bytes(key_pem(issued.key))
    (settings.MYDOC_HOME / "pki" / "platform.pem").write_bytes(pem(issued.certificate, pki.authority.certificate))
    with pytest.raises(Refused, match="備不齊"):
        sealed(profile, LTA)
