"""A small type that uses every kind of field, and a folder of types in Wagtail's tree."""

from dataclasses import replace

import pytest
from wagtail.models import Page

from cms.accounts.models import User
from cms.doctypes.builtin import builtin_definition
from cms.doctypes.definition import FieldDefinition, TypeDefinition
from cms.doctypes.models import DocTypeIndexPage
from cms.doctypes.services import make_doc_type_page


@pytest.fixture
def junior() -> TypeDefinition:
    return builtin_definition("junior-diploma")


@pytest.fixture
def low_income() -> TypeDefinition:
    return builtin_definition("low-income")


@pytest.fixture
def every_kind(junior) -> TypeDefinition:
    """One field of each kind."""
    samples = {
        "text": ("王小明", "holder_name"),
        "long_text": ("第一行\n第二行", "none"),
        "date": ("113/06/14", "none"),
        "integer": ("1,200", "none"),
        "choice": ("甲類", "none"),
        "national_id": ("A123456789", "none"),
        "mobile": ("0912345678", "none"),
        "email": ("a@example.tw", "none"),
        "tax_id": ("04595257", "none"),
        "image": ("photo.png", "none"),
    }
    fields = tuple(
        FieldDefinition(
            code=kind,
            kind=kind,
            label=f"{kind} 欄",
            label_en=kind,
            column=f"欄位 {kind}",
            aliases=(f"別名 {kind}",),
            sample=sample,
            longest_sample=sample,
            role=role,
            choices=("甲類", "乙類") if kind == "choice" else (),
        )
        for kind, (sample, role) in samples.items()
    )
    return replace(junior, slug="every-kind", name="全部型別", fields=fields, unique_by=("text",))


@pytest.fixture
def designer(db) -> User:
    return User.objects.create_superuser("designer", "designer@mydoc.example", "correct horse battery")


@pytest.fixture
def index(db) -> DocTypeIndexPage:
    page = DocTypeIndexPage(title="證件種類", slug="types")
    Page.get_first_root_node().add_child(instance=page)
    return page


@pytest.fixture
def page(index, designer, junior):
    """The junior diploma, published once."""
    return make_doc_type_page(parent=index, definition=junior, by=designer)
