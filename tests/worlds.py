"""What the small worlds of several apps' tests have in common: a city and its schools, a person in a role, a type."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from django.db import transaction
from wagtail.models import Page

from cms.accounts.models import Agency, Role, RoleGrant, User
from cms.core import clock
from cms.core.hashing import sha256_json
from cms.doctypes.definition import FieldDefinition, TypeDefinition
from cms.doctypes.models import DocTypeVersion

World = TypeVar("World")


def built_once(blocker, build: Callable[[], World]) -> Iterator[World]:
    """A world in a transaction around a module's tests: building it takes seconds, rolling back to it nothing.

    For fixtures of scope "module" that ask for django_db_setup and hand over django_db_blocker.
    """
    with blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # as TestCase marks its own: durable blocks inside are allowed
        around.__enter__()
        built = build()
    yield built
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def found_city() -> tuple[Agency, Agency, Agency]:
    """A city, one of its schools (S1) and the school next to it (S2)."""
    city = Agency.add_root(code="C", name="示範市政府")
    school = city.add_child(code="S1", name="示範國中")
    return city, school, Agency.objects.get(pk=city.pk).add_child(code="S2", name="鄰近國中")


def person_in(role: Role, agency: Agency, name: str = "") -> User:
    """Somebody with this role over this agency, called as the role is unless a name is given."""
    user = User.objects.create_user(name or role.value)
    RoleGrant.objects.create(user=user, role=role, agency=agency, starts_at=clock.now(), reason="測試")
    return user


def everybody(school: Agency, other: Agency) -> dict[str, User]:
    """Each role in one person over the first school; a stranger, who is a clerk of the other; a superuser."""
    people = {role.value: person_in(role, school) for role in Role}
    stranger = person_in(Role.CLERK, other, "stranger")
    return people | {"stranger": stranger, "admin": User.objects.create_superuser("admin")}


def freeze_type(
    slug: str,
    name: str,
    name_en: str,
    *,
    mark: str = "證",
    fields: Sequence[FieldDefinition] = (),
    retention_years: int | None = None,
) -> DocTypeVersion:
    """The first version of a type of document, under no page of its own."""
    definition = TypeDefinition(
        slug=slug,
        name=name,
        name_en=name_en,
        mark=mark,
        fields=tuple(fields),
        unique_by=(),
        retention_years=retention_years,
        legal_ground="",
        file_class="",
        validity="permanent",
        signing_profile="platform",
    ).to_json()
    return DocTypeVersion.objects.create(
        page=Page.get_first_root_node(),
        slug=slug,
        number=DocTypeVersion.objects.count() + 1,  # a page has each number once, and all of them are under one page
        definition=definition,
        sha256=sha256_json(definition),
        frozen_at=clock.now(),
    )
