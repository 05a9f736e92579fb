"""Tries are counted in windows, under hashes, and by one statement."""

from datetime import timedelta

from cms.accounts.models import TryCount
from cms.accounts.services.tries import count_try, forget_tries, tries_of
from cms.core import clock

TEN = timedelta(minutes=10)


def test_a_window_begins_with_its_first_try_and_ends_by_itself(db, monkeypatch):
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start)
    assert [count_try("code", "0912345678", window=TEN) for _ in range(3)] == [1, 2, 3]
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=9, seconds=59))
    assert count_try("code", "0912345678", window=TEN) == 4
    monkeypatch.setattr(clock, "now", lambda: start + TEN)
    assert tries_of("code", "0912345678") == 0
    assert count_try("code", "0912345678", window=TEN) == 1


def test_each_key_has_a_count_of_its_own_and_can_be_forgotten(db):
    count_try("code", "a", window=TEN)
    assert count_try("code", "b", window=TEN) == 1
    forget_tries("code", "a")
    assert (tries_of("code", "a"), tries_of("code", "b")) == (0, 1)


def test_nothing_stands_there_in_clear_and_old_windows_go(db, monkeypatch):
    start = clock.now()
    count_try("code", "0912345678", window=TEN)
    assert "0912345678" not in str(list(TryCount.objects.values()))
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=2))
    count_try("code", "other", window=TEN)
    assert TryCount.objects.count() == 1


def test_counting_is_one_statement(db, django_assert_num_queries):
    count_try("code", "a", window=TEN)
    with django_assert_num_queries(1):
        count_try("code", "a", window=TEN)
