"""Foreign keys look the same way as imports: the order is the one that import-linter holds, read from the same place."""

import tomllib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model

FIRST_CONTRACT = "Apps form one direction; every new app must be placed"


@pytest.fixture(scope="module")
def height(project) -> dict[str, int]:
    """How high each app stands; strangers (a | b) share a height."""
    contracts = tomllib.loads((project / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["name"] == FIRST_CONTRACT]
    return {
        name.strip("() "): height
        for height, layer in enumerate(reversed(layers))
        for name in layer.replace("|", ":").split(":")
    }


def test_foreign_keys_point_downwards_or_stay_at_home(height):
    wrong = [
        f"{source} -> {target}"
        for model in apps.get_models(include_auto_created=True)
        for source, target in _references(model)
        if not _may_point(height, source, target)
    ]
    assert wrong == []


def test_every_app_has_its_place(height):
    installed = {config.name.split(".")[1] for config in apps.get_app_configs() if config.name.startswith("cms.")}
    assert installed <= height.keys()


@pytest.mark.parametrize(
    ("source", "target", "may"),
    [
        ("cms.vault.models", "cms.doctypes.models", True),
        ("cms.vault.models", "cms.vault.models", True),
        ("cms.doctypes.models", "cms.vault.models", False),
        ("cms.vault.models", "cms.templates_designer.models", False),
        ("cms.templates_designer.models", "cms.vault.models", False),
        ("cms.vault.models", "wagtail.models", True),
    ],
)
def test_what_may_point_where(height, source: str, target: str, may: bool):
    assert _may_point(height, source, target) is may


def _references(model: type[Model]) -> Iterator[tuple[str, str]]:
    """The modules of a model of ours and of every model that one of its own fields, or its table itself, refers to."""
    if not model.__module__.startswith("cms."):
        return
    for field in model._meta.get_fields(include_parents=False):
        if field.related_model and not field.auto_created and isinstance(field.related_model, type):
            yield model.__module__, field.related_model.__module__
    for parent in model._meta.parents:
        yield model.__module__, parent.__module__


def _may_point(height: dict[str, int], source: str, target: str) -> bool:
    if not target.startswith("cms."):
        return True
    source, target = source.split(".")[1], target.split(".")[1]
    return source == target or height[target] < height[source]
