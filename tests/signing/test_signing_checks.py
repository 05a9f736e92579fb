"""Production refuses test anchors and keys in files; the demo does not."""

import pytest
from django.core import checks
from signing_world import pem

from cms.signing import services


@pytest.fixture
def decided(actors, pki):
    facts = {"slug": "platform", "name": "平臺封緘", "key_ref": "file:platform", "signer_name": "測試示範市政府"}
    profile = services.propose_profile(actor=actors["bureau"], **facts)
    certificate = pem(pki.root.certificate).decode()
    anchor = services.propose_anchor(actor=actors["bureau"], name="測試根", certificate=certificate, is_test=True)
    return profile, anchor


def found() -> set[str]:
    messages = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    return {message.id for message in messages if message.id.startswith("signing.")}


def test_what_nobody_has_approved_is_no_error(settings, decided):
    settings.MYDOC_DEMO = False
    assert found() == set()


def test_production_refuses_test_anchors_and_software_keys(settings, actors, decided):
    profile, anchor = decided
    services.approve_profile(actor=actors["second"], profile=profile)
    services.confirm_anchor(actor=actors["second"], anchor=anchor)
    settings.MYDOC_DEMO = True
    assert found() == set()
    settings.MYDOC_DEMO = False
    assert found() == {"signing.E001", "signing.E002"}
    services.withdraw_anchor(actor=actors["second"], anchor=anchor)
    assert found() == {"signing.E002"}
