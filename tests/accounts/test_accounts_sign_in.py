"""Password and one-time code at the admin's door: what answers before, between and after, and the day the phone is lost."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern, RoutePattern
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.accounts.checks import second_factor_is_asked
from cms.accounts.middleware import OPEN
from cms.accounts.models import Role, User
from cms.accounts.second_factor import secret_in_groups
from cms.accounts.services import grant_role
from cms.audit.models import AuditEvent

PASSWORD = "correct horse battery"
HOME = "/admin/"
ARGUMENTS = ("1", "csv", "pdf", "00000000-0000-0000-0000-000000000000")


@pytest.fixture(autouse=True)
def _asked(settings, keys):
    settings.MYDOC_SECOND_FACTOR = True


@pytest.fixture
def clerk(city, people, system) -> User:
    grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    people.clerk.set_password(PASSWORD)
    people.clerk.save()
    return User.objects.get(pk=people.clerk.pk)


@pytest.fixture
def half_in(clerk) -> Client:
    """The password was accepted, nothing more."""
    client = Client()
    _give_password(client)
    return client


@pytest.fixture
def device(clerk) -> TOTPDevice:
    return TOTPDevice.objects.create(user=clerk, name="phone")


def test_the_first_sign_in_leads_over_enrolment_to_recovery_codes_shown_once(half_in, clerk):
    answer = half_in.get(HOME, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("accounts_enrol")
    device = TOTPDevice.objects.get(user=clerk, confirmed=False)
    page = answer.content.decode()
    assert "<svg" in page and secret_in_groups(device) in page
    done = half_in.post(reverse("accounts_enrol"), {"code": _code(device)})
    codes = re.findall(r"<code>(\d{4} \d{4} \d{4})</code>", done.content.decode())
    assert len(codes) == 8
    assert done["Cache-Control"].startswith("max-age=0")
    home = half_in.get(HOME)
    assert home.status_code == 200 and "只問密碼" not in home.content.decode()
    # The page is not to be had again, and no table holds a code.
    assert half_in.get(reverse("accounts_enrol")).status_code == 302
    assert not {code.replace(" ", "") for code in codes} & set(StaticToken.objects.values_list("token", flat=True))
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True))[-3:] == [
        "second_factor_enrolled",
        "recovery_codes_made",
        "signed_in",
    ]


def test_enrolment_with_a_wrong_code_lets_nobody_in(half_in, clerk):
    half_in.get(reverse("accounts_enrol"))
    answer = half_in.post(reverse("accounts_enrol"), {"code": "000000"})
    assert "不正確" in answer.content.decode()
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    assert half_in.get(HOME).status_code == 302


def test_every_later_sign_in_asks_the_code_and_then_leads_where_one_was_going(half_in, device):
    wanted = reverse("wagtailadmin_account")
    answer = half_in.get(wanted)
    assert answer.url == f"{reverse('accounts_code')}?next={quote(wanted, safe='')}"
    old_key = half_in.session.session_key
    answer = half_in.post(reverse("accounts_code"), {"code": _code(device), "next": wanted})
    assert (answer.status_code, answer.url) == (302, wanted)
    assert half_in.get(wanted).status_code == 200
    assert half_in.session.session_key != old_key
    assert AuditEvent.objects.get(action="signed_in").detail == {"second_factor": "totp"}


def test_a_code_is_good_once(half_in, device, clerk):
    code = _code(device)
    half_in.post(reverse("accounts_code"), {"code": code})
    second = Client()
    _give_password(second)
    assert "用過" in second.post(reverse("accounts_code"), {"code": code}).content.decode()
    assert second.get(HOME).status_code == 302


def test_wrong_codes_make_the_device_wait_and_a_right_one_in_between_is_not_looked_at(half_in, device):
    for _ in range(2):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        answer = half_in.post(reverse("accounts_code"), {"code": "000000"})
    assert re.search(r"請等 \d+ 秒", answer.content.decode())
    half_in.post(reverse("accounts_code"), {"code": _code(device)})
    assert half_in.get(HOME).status_code == 302


@pytest.mark.parametrize("code", ["", "abc", "0" * 40, "1234567", "١٢٣٤٥٦"])
def test_nonsense_is_no_code(half_in, device, code: str):
    assert half_in.post(reverse("accounts_code"), {"code": code}).status_code == 200
    assert half_in.get(HOME).status_code == 302


def test_a_recovery_code_opens_once(half_in, clerk):
    half_in.get(reverse("accounts_enrol"))
    done = half_in.post(reverse("accounts_enrol"), {"code": _code(TOTPDevice.objects.get(user=clerk))})
    code = re.search(r"\d{4} \d{4} \d{4}", done.content.decode()).group()
    for opens in (True, False):
        client = Client()
        _give_password(client)
        client.post(reverse("accounts_code"), {"code": code})
        assert (client.get(HOME).status_code == 200) is opens
    assert StaticToken.objects.count() == 7
    assert AuditEvent.objects.filter(action="recovery_code_used").count() == 1


def test_who_has_a_device_cannot_enrol_another_with_the_password_alone(half_in, device, clerk):
    for answer in (half_in.get(reverse("accounts_enrol")), half_in.post(reverse("accounts_enrol"), {"code": "1"})):
        assert answer.url == reverse("accounts_code")
    for name in ("accounts_replace_device", "accounts_own_device", "accounts_recovery_codes", "accounts_confirm"):
        assert half_in.post(reverse(name)).status_code == 302
    assert list(TOTPDevice.objects.all()) == [device]


def test_a_new_phone_replaces_the_old_one(half_in, device, clerk):
    half_in.post(reverse("accounts_code"), {"code": _code(device)})
    half_in.get(reverse("accounts_replace_device"))
    new = TOTPDevice.objects.get(user=clerk, confirmed=False)
    assert "還原碼" in half_in.post(reverse("accounts_replace_device"), {"code": _code(new)}).content.decode()
    assert [one.pk for one in TOTPDevice.objects.filter(user=clerk)] == [new.pk]
    assert half_in.get(HOME).status_code == 200


def test_new_recovery_codes_void_the_old(half_in, device, clerk):
    half_in.post(reverse("accounts_code"), {"code": _code(device)})
    for _ in range(2):
        assert "抄下還原碼" in half_in.post(reverse("accounts_recovery_codes")).content.decode()
    assert StaticToken.objects.filter(device__user=clerk).count() == 8


def test_nothing_under_admin_answers_between_password_and_code(half_in, device):
    """Every address of the admin is asked, whatever its arguments are."""
    asked = 0
    for pattern, name in _admin_addresses():
        if name in OPEN or name == "wagtailadmin_login":
            continue
        answers = (half_in.get(pattern), half_in.post(pattern))
        assert [(a.status_code, a.headers.get("Location", "").split("?")[0]) for a in answers] == [
            (302, reverse("accounts_code"))
        ] * 2, pattern
        asked += 1
    assert asked > 100
    assert half_in.get(HOME, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_signing_out_is_always_possible(half_in, device):
    half_in.post(reverse("wagtailadmin_logout"))
    assert half_in.get(HOME).url.startswith(reverse("wagtailadmin_login"))


def test_without_the_switch_the_password_is_enough(settings, clerk):
    settings.MYDOC_SECOND_FACTOR = False
    client = Client()
    assert "只問密碼" in client.get(reverse("wagtailadmin_login")).content.decode()
    _give_password(client)
    assert "只問密碼" in client.get(HOME).content.decode()
    assert AuditEvent.objects.get(action="signed_in").detail == {"second_factor": ""}


def test_only_the_demo_may_do_without(settings):
    assert second_factor_is_asked(None) == []
    settings.MYDOC_SECOND_FACTOR = False
    settings.MYDOC_DEMO = True
    assert second_factor_is_asked(None) == []
    settings.MYDOC_DEMO = False
    assert [error.id for error in second_factor_is_asked(None)] == ["accounts.E001"]


def test_the_way_back_stays_in_the_house(half_in, device):
    data = {"code": _code(device), "next": "https://elsewhere.example/"}
    assert half_in.post(reverse("accounts_code"), data).url == HOME


def test_cookies_go_to_the_admin_only(half_in, clerk):
    client = Client()
    client.get(reverse("wagtailadmin_login"))
    _give_password(client)
    assert {(c.key, c["path"], c["httponly"], c["samesite"]) for c in client.cookies.values()} == {
        ("mydoc_staff", "/admin/", True, "Lax"),
    }
    assert not Client().get("/v/").cookies


def test_no_password_is_reset_by_mail(client, db):
    assert client.get("/admin/password_reset/").status_code == 404


def _give_password(client: Client) -> None:
    client.post(reverse("wagtailadmin_login"), {"username": "clerk", "password": PASSWORD})


def _code(device: TOTPDevice) -> str:
    """What the app shows now."""
    return f"{totp(device.bin_key):06}"


def _admin_addresses(patterns=None, prefix: str = "/") -> list[tuple[str, str]]:
    """One address for each pattern under /admin/, with something plausible in the place of every argument."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = prefix + _filled(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if here.startswith(HOME):
                found += _admin_addresses(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and ".*" not in here:
            found.append((here, pattern.name))
    return found


def _filled(pattern: RoutePattern | RegexPattern) -> str:
    """The pattern with an argument in each place that it accepts there."""
    text = str(pattern)
    for name, converter in pattern.converters.items():
        accepted = next(one for one in ARGUMENTS if re.fullmatch(converter.regex, one))
        text = re.sub(rf"<(\w+:)?{name}>", accepted, text)
    return re.sub(r"[\^$]|\\Z", "", re.sub(r"\((\?P<\w+>)?[^)]*\)", "1", text))
