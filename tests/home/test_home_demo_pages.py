"""The demo's pages: made once, and never over what an editor wrote."""

from wagtail.models import Page, Site

from cms.accounts.models import User
from cms.demo.pages import make_public_pages
from cms.home.models import HomePage, StandardPage


def test_a_second_run_makes_nothing(site):
    before = list(Page.objects.order_by("pk").values_list("pk", "url_path", "latest_revision"))
    assert make_public_pages() == site
    assert list(Page.objects.order_by("pk").values_list("pk", "url_path", "latest_revision")) == before
    assert Site.objects.get(is_default_site=True).root_page_id == site.pk


def test_what_an_editor_wrote_stays(site):
    editor = User.objects.create_superuser("editor")
    page = StandardPage.objects.get(slug="help", depth=3)
    for changed, text in ((page, "問我們"), (site, "新的標語")):
        changed.title = text
        changed.steps = []
        changed.save_revision(user=editor).publish(user=editor)
    make_public_pages()
    assert StandardPage.objects.get(pk=page.pk).title == "問我們"
    home = HomePage.objects.get(pk=site.pk)
    assert (home.title, len(home.steps)) == ("新的標語", 0)


def test_what_an_editor_withdrew_stays_withdrawn(site):
    page = StandardPage.objects.get(slug="help", depth=3)
    page.unpublish()
    make_public_pages()
    assert not StandardPage.objects.get(pk=page.pk).live


def test_a_front_page_from_before_gets_its_parts(site):
    for home in HomePage.objects.all():
        home.steps, home.kinds, home.buttons, home.navigation = [], [], [], []
        home.save()
    make_public_pages()
    assert [len(home.steps) for home in HomePage.objects.all()] == [5, 5]
    assert HomePage.objects.count() == 2
