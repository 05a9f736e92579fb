"""Production refuses the demo's accounts."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from cms.accounts.models import User
from cms.demo.checks import no_demo_accounts


@pytest.fixture
def clerk(db):
    return User.objects.create_user("clerk.school", password="a long enough one")


def test_the_demo_itself_may_have_them(clerk):
    assert no_demo_accounts(None) == []


def test_production_may_not(clerk, settings):
    settings.MYDOC_DEMO = False
    assert [error.id for error in no_demo_accounts(None)] == ["demo.E001"]
    with pytest.raises(SystemCheckError, match=r"demo\.E001"):
        call_command("check", deploy=True, fail_level="ERROR")
    clerk.is_active = False
    clerk.save()
    assert no_demo_accounts(None) == []
