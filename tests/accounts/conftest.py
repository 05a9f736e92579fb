"""A small city: the bureau, education with two schools, social welfare; and people without any role."""

from types import SimpleNamespace

import pytest
from wagtail.models import Page

from cms.accounts.models import Agency, User
from cms.core.papers import Actor

SYSTEM = Actor(kind="system", ref="setup", via="cli")


@pytest.fixture
def keys(settings, tmp_path):
    """A key folder of its own."""
    settings.MYDOC_KEYS = tmp_path / "keys"
    return settings.MYDOC_KEYS


@pytest.fixture
def system() -> Actor:
    return SYSTEM


@pytest.fixture
def city(db) -> SimpleNamespace:
    root = Agency.add_root(code="379000000A", name="示範市政府")
    education = root.add_child(code="379130000E", name="教育局")
    social = Agency.objects.get(code=root.code).add_child(code="379140000I", name="社會局")
    longmen = Agency.objects.get(code=education.code).add_child(code="333303", name="示範市立龍門國民中學")
    daan = Agency.objects.get(code=education.code).add_child(code="333302", name="示範市立大安國民中學")
    return SimpleNamespace(
        **{
            name: Agency.objects.get(pk=agency.pk)
            for name, agency in {
                "root": root,
                "education": education,
                "social": social,
                "longmen": longmen,
                "daan": daan,
            }.items()
        }
    )


@pytest.fixture
def pages(db) -> SimpleNamespace:
    """Two subjects under the root page, with a child each."""
    root = Page.objects.get(depth=1)
    made = {name: root.add_child(instance=Page(title=name, slug=name)) for name in ("diplomas", "welfare")}
    for name in ("diplomas", "welfare"):
        made[f"{name}_child"] = made[name].add_child(instance=Page(title=f"{name} child", slug="child"))
    return SimpleNamespace(root=root, **made)


@pytest.fixture
def people(db) -> SimpleNamespace:
    names = ("clerk", "manager", "stranger")
    made = {name: User.objects.create_user(name) for name in names}
    return SimpleNamespace(admin=User.objects.create_superuser("admin"), **made)
