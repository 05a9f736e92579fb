"""Pages that moved leave word where to; what another app did not find is asked of nobody else."""

import pytest
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from wagtail.contrib.redirects.models import Redirect

from cms.home.middleware import MovedPagesMiddleware


def _answer(rf, path: str) -> HttpResponse:
    """What becomes of a 404 at this address."""
    request = rf.get(path)
    try:
        request.resolver_match = resolve(path)
    except Resolver404:
        request.resolver_match = None
    return MovedPagesMiddleware(lambda request: HttpResponse("nothing here", status=404))(request)


@pytest.mark.parametrize("path", ["/v/0Q172Z5S6G8B0Q172Z5S", "/en/v/7KQF", "/my/claim/", "/my/en/claim/"])
def test_another_apps_answer_costs_no_query_and_stays(rf, db, django_assert_num_queries, path):
    Redirect.add_redirect(path, "/help/")
    with django_assert_num_queries(0):
        assert _answer(rf, path).content == b"nothing here"


@pytest.mark.parametrize("path", ["/old-help/", "/old/page.html"])
def test_an_old_address_leads_to_the_new_one(rf, site, path):
    Redirect.add_redirect(path, "/help/")
    assert _answer(rf, path).url == "/help/"
    assert _answer(rf, "/never/").status_code == 404
