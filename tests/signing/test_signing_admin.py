"""The designer's screens: proposing and deciding go through the services, and nobody edits or deletes."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from signing_world import pem

from cms.audit.models import AuditEvent
from cms.signing import services
from cms.signing.models import SigningProfile, TrustAnchor

FORM = {
    "slug": "platform",
    "name": "平臺封緘",
    "level": "B-B",
    "algorithm": "sha256_ecdsa",
    "key_ref": "file:platform",
    "signer_name": "測試示範市政府",
    "reason": "核發證書",
    "field_name": "Seal",
}


@pytest.fixture
def screens(people, client):
    """Sign somebody in who may enter the admin at all."""

    def sign_in(name: str):
        people[name].user_permissions.add(Permission.objects.get(codename="access_admin"))
        client.force_login(people[name])
        return client

    return sign_in


def url(model, name: str, *args) -> str:
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def test_a_designer_proposes_and_another_approves(screens):
    assert screens("bureau").post(url(SigningProfile, "add"), FORM).status_code == 302
    profile = SigningProfile.objects.get()
    assert (profile.proposed_by.username, profile.approved_at) == ("bureau", None)
    approve = reverse("signing_approve", args=[profile.pk])
    assert "提案人" in screens("bureau").post(approve, follow=True).content.decode()
    page = screens("second").get(approve).content.decode()
    assert "file:platform" in page and "核定" in page
    screens("second").post(approve)
    profile.refresh_from_db()
    assert profile.approved_by.username == "second"
    assert list(AuditEvent.objects.values_list("via", flat=True)) == ["admin", "admin"]


def test_an_anchor_is_proposed_confirmed_and_withdrawn(screens, pki):
    form = {"name": "測試根", "certificate": pem(pki.root.certificate).decode(), "is_test": "on"}
    form |= {"effective_from": "2026-11-24 08:00"}
    screens("bureau").post(url(TrustAnchor, "add"), form)
    anchor = TrustAnchor.objects.get()
    screens("second").post(reverse("signing_confirm", args=[anchor.pk]))
    assert TrustAnchor.objects.get().confirmed_by.username == "second"
    screens("bureau").post(reverse("signing_withdraw", args=[anchor.pk]))
    assert TrustAnchor.objects.get().withdrawn_at is not None


def test_a_refusal_is_shown_beside_the_form(screens):
    form = {"name": "測試根", "certificate": "nonsense", "is_test": "on", "effective_from": "2026-11-24 08:00"}
    answer = screens("bureau").post(url(TrustAnchor, "add"), form)
    assert "讀不到根憑證" in answer.content.decode() and not TrustAnchor.objects.exists()


def test_the_list_offers_what_is_open(screens, actors):
    profile = services.propose_profile(actor=actors["bureau"], **FORM)
    listed = url(SigningProfile, "list")
    assert reverse("signing_approve", args=[profile.pk]) in screens("second").get(listed).content.decode()
    services.approve_profile(actor=actors["second"], profile=profile)
    assert reverse("signing_approve", args=[profile.pk]) not in screens("second").get(listed).content.decode()
    assert screens("second").get(url(SigningProfile, "inspect", profile.pk)).status_code == 200


@pytest.mark.parametrize("who", ["bureau", "clerk", "admin"])
def test_nobody_edits_deletes_or_copies_on_a_screen(screens, actors, who):
    profile = services.propose_profile(actor=actors["bureau"], **FORM)
    browser = screens(who)
    for name in ("edit", "delete"):
        address = url(SigningProfile, name, profile.pk)
        assert browser.get(address).status_code in {302, 403, 404}
        browser.post(address, FORM | {"name": "改過", "key_ref": "file:mine"})
    bulk = reverse("wagtail_bulk_action", args=["signing", "signingprofile", "delete"])
    browser.post(f"{bulk}?id={profile.pk}")
    profile.refresh_from_db()
    assert (profile.name, profile.key_ref) == ("平臺封緘", "file:platform")


@pytest.mark.parametrize("who", ["clerk", "admin"])
def test_who_is_no_designer_proposes_and_decides_nothing(screens, actors, who):
    profile = services.propose_profile(actor=actors["bureau"], **FORM)
    browser = screens(who)
    browser.post(url(SigningProfile, "add"), FORM | {"slug": "other"})
    assert SigningProfile.objects.count() == 1
    approve = reverse("signing_approve", args=[profile.pk])
    assert browser.get(approve).status_code in {302, 403}
    browser.post(approve)
    profile.refresh_from_db()
    assert profile.approved_at is None


def test_a_clerk_sees_no_list(screens):
    assert screens("clerk").get(url(SigningProfile, "list")).status_code in {302, 403}
    assert screens("admin").get(url(SigningProfile, "list")).status_code == 200
