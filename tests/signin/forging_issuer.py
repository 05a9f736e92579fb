"""An OpenID issuer on loopback that answers as it is told: honestly by default, or with one thing wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CLIENT_ID, CLIENT_SECRET = "mydoc-test", "a secret of the tests"
LEVEL = "urn:mydoc.example:acr:high"
NATIONAL_ID, MOBILE = "F126018151", "0978220482"
SUBJECT, ACCESS_TOKEN, CODE = "subject-8c1f", "access-55d0", "code-91ab"
ABSENT = object()  # as a claim's value: leave the claim out

Signer = Callable[[bytes], bytes]
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Told:
    """What differs from an honest answer."""

    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)
    signer: Signer | None = None
    id_token: Any = None  # instead of a signed one
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # by path, instead of the right one
    silent_at: str = ""  # the path at which nothing is answered until the test is over


@dataclass
class Issuer:
    """The running issuer; asked holds the requests of the token endpoint and their headers."""

    url: str
    told: Told = field(default_factory=Told)
    nonce: str = ""
    asked: list[tuple[dict[str, list[str]], dict[str, str]]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def settings(self, **changes: Any) -> dict[str, Any]:
        """MYDOC_CITY_ACCOUNT for this issuer."""
        return {"issuer": self.url, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, **changes}

    def tell(self, told: Told) -> None:
        """From now on answer like this."""
        self.told, self.nonce = told, ""
        self.asked.clear()
        self.paths.clear()

    def answer(self, path: str) -> tuple[int, bytes]:
        """Status and body for a path."""
        if path in self.told.answers:
            return self.told.answers[path]
        documents = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": lambda: {"keys": [public_jwk(KEY, "current")]},
            "/token": self._tokens,
            "/person": self._person,
        }
        return (200, json.dumps(documents[path]()).encode()) if path in documents else (404, b"")

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/person",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/leave",
            # What a hostile document might try: none of it is for the provider to decide.
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
            "verify": False,
            "scope": "everything",
        }

    def _tokens(self) -> dict[str, Any]:
        token = self.told.id_token if self.told.id_token is not None else self._id_token()
        answer = {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 60, "id_token": token}
        return {name: value for name, value in answer.items() if value is not ABSENT}

    def _id_token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": SUBJECT,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "acr": LEVEL,
            "at_hash": _b64(hashlib.sha256(ACCESS_TOKEN.encode()).digest()[:16]),
        }
        header = {"alg": "RS256", "kid": "current", "typ": "JWT"}
        return jws(
            _changed(header, self.told.header), _changed(claims, self.told.claims), self.told.signer or rs256(KEY)
        )

    def _person(self) -> dict[str, Any]:
        honest = {
            "sub": SUBJECT,
            "national_id": NATIONAL_ID,
            "phone_number": f"+886{MOBILE[1:]}",
            "phone_number_verified": True,
        }
        return _changed(honest, self.told.person)


class _Conversation(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._say()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        self.server.issuer.asked.append((parse_qs(body), dict(self.headers)))
        self._say()

    def log_message(self, *args: object) -> None:
        """The tests' output is not the place."""

    def _say(self) -> None:
        issuer = self.server.issuer
        issuer.paths.append(self.path)
        if self.path == issuer.told.silent_at:
            issuer.over.wait(30)
            return
        status, body = issuer.answer(self.path)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"{issuer.url}/person")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    issuer: Issuer


@contextmanager
def forging_issuer() -> Iterator[Issuer]:
    """A running issuer on a free port."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.issuer
        finally:
            server.issuer.over.set()
            server.shutdown()
            thread.join()


def jws(header: dict[str, Any], claims: dict[str, Any], sign: Signer) -> str:
    """A compact JWS (RFC 7515) over the claims, signed however one likes."""
    signed = b".".join(_b64(json.dumps(part).encode()).encode() for part in (header, claims))
    return f"{signed.decode()}.{_b64(sign(signed))}"


def rs256(key: rsa.RSAPrivateKey) -> Signer:
    """Signs with an RSA key."""
    return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def hs256(secret: bytes) -> Signer:
    """Signs with a secret that others may know."""
    return lambda data: hmac.digest(secret, data, "sha256")


def unsigned(data: bytes) -> bytes:
    """No signature at all."""
    return b""


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    """The public key as everybody can download it."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_jwk(key: rsa.RSAPrivateKey, kid: str) -> dict[str, str]:
    """The public key as RFC 7517 writes it."""
    numbers = key.public_key().public_numbers()
    modulus, exponent = (_b64(n.to_bytes((n.bit_length() + 7) // 8, "big")) for n in (numbers.n, numbers.e))
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": modulus, "e": exponent}


def _changed(honest: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**honest, **changes}.items() if value is not ABSENT}


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
