"""Migrations: none missing, all named, all reversible, and none that leans on the code of today."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("cms.")}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_are_named(migrations):
    assert [module.name for module in migrations if re.search(r"_auto_\d|^\d+$", module.path.stem)] == []


def test_migrations_import_no_code_of_ours(migrations):
    own = [(m.name, name) for m in migrations for name in m.imports() if name.split(".")[0] in ("cms", "search")]
    assert own == []


def test_every_operation_can_be_taken_back():
    loader = MigrationLoader(connection=None, ignore_no_migrations=True)
    one_way = [
        f"{migration} {operation}"
        for migration in loader.disk_migrations.values()
        if migration.__module__.startswith("cms.")
        for operation in migration.operations
        if not operation.reversible
    ]
    assert one_way == []


def test_all_of_them_are_taken_back_and_applied_again(tmp_path: Path, project: Path):
    """On a database of its own: everything forwards, ours backwards, forwards again; accounts only as far as 0001, on
    which Wagtail's own migrations stand."""
    folders = {"MYDOC_HOME": str(tmp_path / "home"), "MYDOC_KEYS": str(tmp_path / "keys"), "MYDOC_DATABASE_URL": ""}
    (tmp_path / "home").mkdir()
    loader = MigrationLoader(connection=None, ignore_no_migrations=True)
    labels = {label for label, name in loader.disk_migrations if label in OURS} - {"accounts"}
    backwards = [*((label, "zero") for label in sorted(labels)), ("accounts", "0001")]
    steps = [(), *backwards, ()]
    script = (
        "import django; django.setup(); from django.core.management import call_command;"
        f"[call_command('migrate', *step, verbosity=0) for step in {steps!r}]"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **folders, "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
