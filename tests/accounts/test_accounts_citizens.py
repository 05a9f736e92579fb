"""Who is found, who is made, and that the database shows neither id nor mobile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.accounts.identity import open_id
from cms.accounts.models import Citizen
from cms.accounts.services import find_or_make_citizens
from cms.core.papers import Holder

ID, OTHER_ID, MOBILE = "A123456789", "B223456781", "0912345678"


@pytest.fixture(autouse=True)
def _keys(db, keys):
    return keys


def test_everybody_gets_their_citizen_in_order_and_nobody_gets_none():
    holders = [Holder(ID, MOBILE), Holder(), Holder(OTHER_ID), Holder(mobile="0987654321"), Holder(" ", " ")]
    found = find_or_make_citizens(holders)
    assert [citizen is None for citizen in found] == [False, True, False, False, True]
    assert len({citizen.pk for citizen in found if citizen}) == Citizen.objects.count() == 3
    assert open_id(found[0].id_cipher) == ID
    assert found[0].mobile_hash and not found[2].mobile_hash


def test_the_same_person_is_made_once_however_typed():
    first = find_or_make_citizens([Holder(ID, MOBILE), Holder("a123456789"), Holder(ID, "0900000000")])
    again = find_or_make_citizens([Holder("Ａ１２３４５６７８９")])
    assert len({citizen.pk for citizen in [*first, *again]}) == Citizen.objects.count() == 1


def test_a_mobile_alone_never_finds_somebody_with_an_id():
    [known] = find_or_make_citizens([Holder(ID, MOBILE)])
    [alone] = find_or_make_citizens([Holder(mobile=MOBILE)])
    [alone_again, known_again] = find_or_make_citizens([Holder(mobile="0912-345-678"), Holder(ID, MOBILE)])
    assert (known_again.pk, alone_again.pk) == (known.pk, alone.pk)
    assert known.pk != alone.pk


def test_two_queries_whether_they_are_new_or_known():
    holders = [Holder(f"A{n:09}", f"09{n:08}") for n in range(50)]
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert len(find_or_make_citizens(holders)) == 50
        assert len([query for query in queries if "accounts_citizen" in query["sql"]]) == 2


def test_nothing_in_the_row_shows_the_id_or_the_mobile():
    find_or_make_citizens([Holder(ID, MOBILE)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_citizen")
        row = repr(cursor.fetchall())
    assert ID not in row and MOBILE not in row
