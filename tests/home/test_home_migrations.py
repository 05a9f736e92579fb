"""Pages of text from before they had parts: what they said survives the way forwards and back."""

import os
import subprocess
import sys

THERE_AND_BACK = """
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page, Revision
from cms.home.models import HomePage, StandardPage

def migrate(name):
    call_command("migrate", "home", name, verbosity=0)

def told(page):
    with connection.cursor() as cursor:
        cursor.execute("SELECT language, body FROM home_standardpage WHERE page_ptr_id = %s", [page.pk])
        return cursor.fetchone()

root = Page.get_first_root_node()
chinese = root.add_child(instance=HomePage(title="首頁", slug="mydoc", heading="h", introduction="i"))
english = chinese.add_child(instance=HomePage(title="Home", slug="en", language="en", heading="h", introduction="i"))
body = [("text", "<p>We keep “little”.</p>"), ("address", None), ("text", "<p>More.</p>")]
page = english.add_child(instance=StandardPage(title="Privacy", slug="privacy", body=body))
empty = chinese.add_child(instance=StandardPage(title="空白", slug="empty"))
page.body = [("text", "<p>A draft.</p>")]
draft = page.save_revision()

migrate("0001_pages")
assert told(page) == ("en", "<p>We keep “little”.</p><p>More.</p>"), told(page)
assert told(empty) == ("zh", ""), told(empty)
assert Revision.objects.get(pk=draft.pk).content["body"] == "<p>A draft.</p>"

migrate("0002_pages_in_parts")
said = [(part.block_type, part.value.source) for part in StandardPage.objects.get(pk=page.pk).body]
assert said == [("text", "<p>We keep “little”.</p><p>More.</p>")], said
assert list(StandardPage.objects.get(pk=empty.pk).body) == []
assert StandardPage.objects.get(pk=page.pk).front == english
assert list(HomePage.objects.get(pk=chinese.pk).steps) == []
drafted = Revision.objects.get(pk=draft.pk).as_object()
assert [part.value.source for part in drafted.body] == ["<p>A draft.</p>"]
print("all said")
"""


def test_what_pages_said_survives_both_ways(tmp_path, settings):
    (tmp_path / "home").mkdir()
    environment = os.environ | {
        "MYDOC_HOME": str(tmp_path / "home"),
        "MYDOC_KEYS": str(tmp_path / "keys"),
        "MYDOC_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
    }
    for arguments in (["migrate", "--verbosity", "0"], ["shell", "--no-imports", "--command", THERE_AND_BACK]):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
    assert "all said" in done.stdout
