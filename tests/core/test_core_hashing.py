"""Fingerprints that mean one thing only."""

import hashlib
import hmac

import pytest

from cms.core import clock
from cms.core.hashing import canonical_json, keyed_hash, sha256_hex, sha256_json


def test_canonical_json_is_one_text_for_one_value():
    assert canonical_json({"乙": [1, None], "a": "陳"}) == '{"a":"陳","乙":[1,null]}'.encode()
    assert sha256_json({"a": 1, "b": 2}) == sha256_json({"b": 2, "a": 1}) == sha256_hex(b'{"a":1,"b":2}')


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_canonical_json_refuses_what_would_not_come_back(value):
    with pytest.raises(ValueError):
        canonical_json(value)


def test_keyed_hash_is_hmac_over_length_framed_texts():
    framed = b"\0" * 7 + b"\x02id" + b"\0" * 7 + b"\x03" + "陳".encode()
    assert keyed_hash(b"secret", "id", "陳") == hmac.new(b"secret", framed, hashlib.sha256).hexdigest()


def test_keyed_hash_tells_secrets_domains_and_framings_apart():
    hashes = [
        keyed_hash(b"s", "d", "ab", "c"),
        keyed_hash(b"s", "d", "a", "bc"),
        keyed_hash(b"s", "d", "abc"),
        keyed_hash(b"s", "d", "abc", ""),
        keyed_hash(b"s", "da", "bc"),
        keyed_hash(b"t", "d", "abc"),
    ]
    assert len(set(hashes)) == len(hashes)


def test_the_clock_is_aware_and_in_taipei():
    assert clock.now().utcoffset().total_seconds() == 8 * 3600
