"""What the tests of signing share: the PKI, signers, a sealed page, an installation, and designers."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from signing_world import AT, Pki, sealed_with

from cms.accounts.models import Agency, RoleGrant, User
from cms.accounts.selectors import actor_for
from cms.demo.pki import make_test_pki
from cms.signing.backends.software import SoftwareSigner


@pytest.fixture(scope="session")
def pki() -> Pki:
    return Pki.new()


@pytest.fixture(scope="session")
def signers(pki) -> dict[str, SoftwareSigner]:
    keys = {"p256": ec.generate_private_key(ec.SECP256R1()), "rsa": rsa.generate_private_key(65537, 2048)}
    return {name: pki.signer(pki.issue(key)) for name, key in keys.items()}


@pytest.fixture(scope="session")
def sealed(signers) -> bytes:
    """A page sealed with the P-256 key."""
    return sealed_with(signers["p256"])


@pytest.fixture
def home(settings, tmp_path) -> Path:
    """An installation with a test PKI of its own."""
    settings.MYDOC_HOME, settings.MYDOC_KEYS = tmp_path / "home", tmp_path / "keys"
    make_test_pki(settings.MYDOC_HOME, settings.MYDOC_KEYS)
    return settings.MYDOC_HOME


@pytest.fixture
def people(db) -> dict[str, User]:
    """Two designers, a clerk, and a superuser without a role."""
    bureau = Agency.add_root(code="379130000A", name="測試示範市政府資訊局")
    users = {name: User.objects.create_user(name) for name in ("bureau", "second", "clerk")}
    for name, role in (("bureau", "designer"), ("second", "designer"), ("clerk", "clerk")):
        RoleGrant.objects.create(
            user=users[name], role=role, agency=bureau, starts_at=AT.replace(year=2024), reason="測試"
        )
    users["admin"] = User.objects.create_superuser("admin")
    return users


@pytest.fixture
def actors(people):
    return {name: actor_for(user, "cli") for name, user in people.items()}
