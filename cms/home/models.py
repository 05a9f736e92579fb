"""The public site's own pages: a front page in each language, and pages of text below it; editors change all they say."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester

from cms.core.clock import TAIPEI
from cms.verification.addresses import form_path
from cms.verification.facts import day
from cms.verification.looks import LOOKS
from cms.verification.page import other_language, site_frame
from cms.verification.status import Status
from cms.verification.words import status_names

from .blocks import PHRASES, BodyBlock, FrontStepBlock, KindBlock, LinkBlock
from .frame import public
from .words import words_in


class PublicPage(Page):
    """What the pages of the public site share: their language, their twin in the other one, the frame, no cookie.

    Language and twin follow from the place in the tree: the pages below the English front page are the English ones,
    and the page at the same place below the other front page is the twin. No address is taken from a request.
    """

    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug", heading="代稱", help_text="另一種語言的同一頁要用同樣的代稱，語言切換才找得到。"),
                FieldPanel("show_in_menus", heading="放在頁尾", help_text="在公開網站每一頁的頁尾放一個連結。"),
                FieldPanel(
                    "seo_title", heading="分頁標題", help_text="瀏覽器分頁和搜尋結果顯示的標題；不填就用頁面的標題。"
                ),
                FieldPanel("search_description", heading="搜尋說明", help_text="搜尋結果在標題下面顯示的一段話。"),
            ],
            heading="網址、頁尾與搜尋",
        )
    ]

    class Meta:
        abstract = True

    @cached_property
    def front(self) -> HomePage:
        """The front page of this page's language: itself, or the nearest one above."""
        return HomePage.objects.ancestor_of(self).order_by("-depth").first()

    @property
    def other_language(self) -> str:
        """The language of the twin."""
        return other_language(self.front.language)

    @property
    def path_on_site(self) -> str:
        """Where the page is on this site."""
        return words_in(self.front.language)["home"] + self._place

    @property
    def twin(self) -> Page | None:
        """The same page in the other language, if it is published."""
        front = HomePage.objects.live().filter(language=self.other_language).first()
        return front and Page.objects.live().filter(url_path=front.url_path + self._place).first()

    @property
    def _place(self) -> str:
        """The path below the front page; the same in both languages."""
        return self.url_path.removeprefix(self.front.url_path)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        lang = self.front.language
        home = words_in(self.other_language)["home"]
        twin = home + self._place if self.twin else ""
        return {
            **super().get_context(request, *args, **kwargs),
            **site_frame(lang),
            "w": words_in(lang),
            "origin": settings.MYDOC_VERIFY_URL.rstrip("/"),
            "path": self.path_on_site,
            "twin_path": twin,
            "other_path": twin or home,
            "navigation": self.front.navigation,
        }

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return public(super().serve(request, *args, **kwargs), self.front.language)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return public(super().serve_preview(request, mode_name), self.front.language)


class FrontPagePermissions(PagePermissionTester):
    """Without a front page there is no site: nobody takes one away on a screen."""

    def can_unpublish(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False


class HomePage(PublicPage):
    """The front page: what this place is, how to begin, what can be found. The English one is a child with slug en."""

    LANGUAGES = (("zh", "正體中文"), ("en", "English"))
    ENGLISH_SLUG = "en"  # every address of an English page begins with it

    language = models.CharField("語言", max_length=2, choices=LANGUAGES, default="zh")
    heading = models.CharField("標語", max_length=60, help_text=PHRASES)
    introduction = models.TextField("簡介", max_length=300)
    buttons = StreamField(
        [("link", LinkBlock(label="連結"))],
        verbose_name="標語下的按鈕",
        blank=True,
        max_num=2,
        help_text="第一個是主要按鈕，第二個是旁邊的連結。",
    )
    navigation = StreamField(
        [("link", LinkBlock(label="連結"))],
        verbose_name="頁首的連結",
        blank=True,
        max_num=4,
        help_text="顯示在這個語言每一頁的頁首。",
    )
    steps_heading = models.CharField("步驟的標題", max_length=60, blank=True)
    steps = StreamField([("step", FrontStepBlock(label="步驟"))], verbose_name="步驟", blank=True, max_num=5)
    kinds_heading = models.CharField("文件種類的標題", max_length=60, blank=True)
    kinds = StreamField([("kind", KindBlock(label="文件種類"))], verbose_name="文件種類", blank=True, max_num=12)

    template = "home/home_page.html"
    max_count = len(LANGUAGES)
    parent_page_types = ("wagtailcore.Page", "home.HomePage")
    subpage_types = ("home.HomePage", "home.StandardPage")
    content_panels = (
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("heading"), FieldPanel("introduction"), FieldPanel("buttons")], heading="最上面的一段"
        ),
        FieldPanel("navigation"),
        MultiFieldPanel([FieldPanel("steps_heading"), FieldPanel("steps")], heading="步驟"),
        MultiFieldPanel([FieldPanel("kinds_heading"), FieldPanel("kinds")], heading="這裡有哪些文件"),
    )
    settings_panels = (*Page.settings_panels, FieldPanel("language"))

    class Meta:
        verbose_name = "首頁"
        verbose_name_plural = "首頁"

    def clean(self) -> None:
        """Refuse a second front page in a language, and an English one that is not under its address."""
        super().clean()
        if HomePage.objects.filter(language=self.language).exclude(pk=self.pk).exists():
            raise ValidationError({"language": "這個語言已經有首頁。請改回原來的語言。"})
        if self.language == "en" and self.slug != self.ENGLISH_SLUG:
            raise ValidationError({"slug": f"英文網頁的網址都以 /en/ 開頭。請把代稱改回「{self.ENGLISH_SLUG}」。"})

    def permissions_for_user(self, user: AbstractBaseUser | AnonymousUser) -> PagePermissionTester:
        return FrontPagePermissions(user, self)

    @cached_property
    def front(self) -> HomePage:
        return self

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        words = words_in(self.language)
        return super().get_context(request, *args, **kwargs) | {
            "form_path": form_path(self.language),
            "legend": [
                (*LOOKS[status], status_names(status, self.language)[0], words[f"mean_{status}"]) for status in Status
            ],
        }


class StandardPageForm(WagtailAdminPageForm):
    """Refuses an address that another part of the system answers at: nobody would ever see the page."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        slug = cleaned.get("slug")
        if slug and resolve(f"{self.parent_page.specific.path_on_site}{slug}/").url_name != "wagtail_serve":
            self.add_error("slug", f"「{slug}」是系統自己的網址，頁面會打不開。請換一個代稱。")
        return cleaned


class StandardPage(PublicPage):
    """A page of text, such as the steps, the answers to questions, or the privacy notice."""

    introduction = models.TextField("前言", max_length=300, blank=True)
    body = StreamField(BodyBlock(), verbose_name="內文", blank=True)

    template = "home/standard_page.html"
    base_form_class = StandardPageForm
    parent_page_types = ("home.HomePage", "home.StandardPage")
    subpage_types = ("home.StandardPage",)
    content_panels = (*Page.content_panels, FieldPanel("introduction"), FieldPanel("body"))

    class Meta:
        verbose_name = "文字頁"
        verbose_name_plural = "文字頁"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        at = self.last_published_at
        updated = day(at.astimezone(TAIPEI).date(), self.front.language) if at else ""
        return super().get_context(request, *args, **kwargs) | {"updated": updated}
