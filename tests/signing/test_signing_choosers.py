"""Choosers of profiles and anchors show nothing to people who may not see the lists either."""

import pytest
from django.test import Client

from cms.accounts.models import User

ADDRESSES = (
    "/admin/snippets/choose/signing/signingprofile/results/",
    "/admin/snippets/choose/signing/trustanchor/results/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_finds_nothing_to_choose(db, address: str):
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="a long enough one"))
    assert client.get(address).status_code == 200
    client.force_login(User.objects.create_user("nobody", password="a long enough one"))
    assert client.get(address).status_code == 302
