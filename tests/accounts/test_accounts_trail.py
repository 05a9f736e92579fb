"""The audit trail on screen and as a file: for superusers and the city's auditors, with a reason on record."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cms.accounts.models import Role, User
from cms.accounts.selectors import actor_for
from cms.accounts.services import grant_role
from cms.accounts.services.trail import HEADER, export_trail
from cms.accounts.trail import TrailCriteria, find_events
from cms.audit.events import Event
from cms.audit.models import AuditEvent
from cms.audit.services import link_events, record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor

LIST = "audit_auditevent_modeladmin_index"
EXPORT = "accounts_export_trail"


@pytest.fixture
def trail(city, people, system) -> None:
    """An auditor of the city, one of a school, a clerk; and two events of the desk."""
    for user, role, agency in (
        (people.manager, Role.AUDITOR, city.root),
        (people.clerk, Role.CLERK, city.root),
        (people.stranger, Role.AUDITOR, city.longmen),
    ):
        grant_role(actor=system, user=user, role=role, agency=agency, reason="測試")
    desk = Actor("user", "somebody", "admin", purpose="=HYPERLINK(1)")
    record_events(actor=desk, events=[Event("opened", "document", "TEST115-1"), Event("closed", "batch", "B115-1")])


@pytest.fixture
def browser() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def test_events_are_found_by_actor_object_act_and_day(trail, people):
    def found(**criteria) -> list[str]:
        return list(find_events(people.manager, TrailCriteria(**criteria)).values_list("action", flat=True))

    today = clock.today()
    assert found(text="someb") == ["opened", "closed"]
    assert found(text="TEST115-1") == found(action="opened") == found(object_kind="document") == ["opened"]
    assert found(text="mebody") == []
    assert len(found(since=today, until=today)) == AuditEvent.objects.count()
    assert found(since=today + timedelta(days=1)) == found(until=today - timedelta(days=1)) == []


def test_others_find_nothing(trail, people):
    for user in (people.clerk, people.stranger):
        assert not find_events(user, TrailCriteria()).exists()


def test_the_list_filters_and_links_to_an_event_with_its_place_in_the_chain(trail, people, browser):
    link_events()
    client = browser(people.manager)
    page = client.get(reverse(LIST), {"action": "opened"}).content.decode()
    assert "TEST115-1" in page
    assert "B115-1" not in page
    event = AuditEvent.objects.get(action="opened")
    details = client.get(reverse("audit_auditevent_modeladmin_inspect", args=[event.pk])).content.decode()
    assert event.link.hash in details


@pytest.mark.parametrize("query", [{"since": "nonsense"}, {"actor_ref__startswith": "x"}, {"action": "x"}, {"o": "9"}])
def test_what_is_not_offered_is_not_asked(trail, people, browser, query: dict):
    response = browser(people.manager).get(reverse(LIST), query)
    assert response.status_code == 200
    assert "TEST115-1" in response.content.decode()


def test_the_list_of_roles_answers_no_lookup_of_the_address(trail, people, browser):
    """Otherwise ?user__password__startswith=… tells password hashes apart."""
    client = browser(people.manager)
    for query in ({"user__password__startswith": "no"}, {"nothing": "1"}, {"role__nothing": "1"}):
        response = client.get(reverse("accounts_rolegrant_modeladmin_index"), query)
        assert response.status_code == 200
        assert response.context["result_count"] == response.context["all_count"]
    chosen = client.get(reverse("accounts_rolegrant_modeladmin_index"), {"role__exact": "clerk"})
    assert chosen.context["result_count"] == 1


def test_an_export_is_complete_inert_and_on_record(trail, people):
    link_events()
    actor = actor_for(people.manager, "admin", "年度稽核")
    file = export_trail(actor=actor, criteria=TrailCriteria(text="somebody"), format_="csv")
    header, *rows = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    assert tuple(header) == HEADER
    assert [row[7] for row in rows] == ["opened", "closed"]
    assert rows[0][6] == "'=HYPERLINK(1)"
    assert rows[0][12] == AuditEvent.objects.get(action="opened").link.hash
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.purpose, event.detail["rows"]) == ("audit_exported", "年度稽核", 2)


@pytest.mark.parametrize(("name", "purpose"), [("clerk", "稽核"), ("stranger", "稽核"), ("manager", "  ")])
def test_a_refused_export_leaves_nothing(trail, people, name: str, purpose: str):
    events = AuditEvent.objects.count()
    with pytest.raises(Refused):
        export_trail(actor=actor_for(getattr(people, name), "admin", purpose), criteria=TrailCriteria(), format_="xlsx")
    assert AuditEvent.objects.count() == events


def test_the_export_page_asks_for_the_reason_and_a_fresh_sign_in(trail, people, browser):
    client = browser(people.manager)
    assert "匯出理由" in client.get(reverse(EXPORT), {"action": "opened"}).content.decode()
    assert client.post(reverse(EXPORT), {"format": "csv"}).status_code == 400
    given = client.post(f"{reverse(EXPORT)}?action=opened", {"reason": "稽核", "format": "csv"})
    assert b"TEST115-1" in given.content
    assert b"B115-1" not in given.content
    refused = browser(people.clerk).post(reverse(EXPORT), {"reason": "稽核", "format": "csv"})
    assert refused.status_code == 400
    assert "不能查閱稽核紀錄" in refused.content.decode()
    session = client.session
    session["mydoc_password"] -= 3600
    session.save()
    stale = client.post(reverse(EXPORT), {"reason": "稽核", "format": "csv"})
    assert stale["Location"].startswith(reverse("accounts_confirm"))
