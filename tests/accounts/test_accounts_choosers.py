"""Choosers list, find and hand out what the policy lets one view: here people, whom superusers alone view."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from cms.accounts.choosers import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView, CreateView
from cms.accounts.models import User


@pytest.fixture
def asked(people):
    def _asked(name: str, query: str = "") -> HttpRequest:
        request = RequestFactory().get("/admin/" + query)
        request.user = getattr(people, name)
        return request

    return _asked


def test_the_lists(asked, people):
    for view in (ChooseView, ChooseResultsView):
        for name, seen in (("admin", 4), ("clerk", 0)):
            made = view(model=User)
            made.setup(asked(name))
            assert made.get_object_list().count() == seen


def test_one_by_its_number(asked, people):
    chosen = ChosenView.as_view(model=User)
    assert b"stranger" in chosen(asked("admin"), str(people.stranger.pk)).content
    with pytest.raises(Http404):
        chosen(asked("clerk"), str(people.stranger.pk))


def test_several_by_their_numbers(asked, people):
    query = f"?id={people.stranger.pk}&id={people.clerk.pk}"
    chosen = ChosenMultipleView.as_view(model=User)
    assert b"stranger" in chosen(asked("admin", query)).content
    assert b"stranger" not in chosen(asked("clerk", query)).content


@pytest.mark.parametrize("name", ["admin", "clerk"])
def test_nobody_makes_anything_there(asked, name: str):
    with pytest.raises(PermissionDenied):
        CreateView.as_view(model=User)(asked(name))
