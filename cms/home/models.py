"""The public site's own pages: a front page in each language, and plain pages of text."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.verification.addresses import form_path
from cms.verification.looks import LOOKS
from cms.verification.page import other_language, site_frame
from cms.verification.status import Status
from cms.verification.words import status_names, words_in

# Our own style sheets and pictures; no script, nothing from elsewhere. Wagtail's preview frames the page.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


class PublicPage(Page):
    """What the pages of the public site share: their language, the frame's words, a strict policy, no cookie."""

    LANGUAGES = (("zh", "正體中文"), ("en", "English"))

    language = models.CharField("語言", max_length=2, choices=LANGUAGES, default="zh")

    settings_panels = (*Page.settings_panels, FieldPanel("language"))

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return (
            super().get_context(request, *args, **kwargs)
            | site_frame(self.language)
            | {
                "form_path": form_path(self.language),
                "other_path": words_in(other_language(self.language))["home"],
            }
        )

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        response["Content-Security-Policy"] = POLICY
        response["Content-Language"] = words_in(self.language)["lang"]
        return response


class HomePage(PublicPage):
    """The front page: what this place is, and the way to check a document. The English one is a child with slug en."""

    heading = models.CharField("標語", max_length=60, help_text="用直線「|」分成可以斷行的片語。")
    introduction = models.TextField("簡介", max_length=300)

    template = "home/home_page.html"
    parent_page_types = ("wagtailcore.Page", "home.HomePage")
    content_panels = (*Page.content_panels, FieldPanel("heading"), FieldPanel("introduction"))

    class Meta:
        verbose_name = "首頁"
        verbose_name_plural = "首頁"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {
            "phrases": self.heading.split("|"),
            "legend": [
                (*LOOKS[status], status_names(status, self.language)[0], words_in(self.language)[f"mean_{status}"])
                for status in Status
            ],
        }


class StandardPage(PublicPage):
    """A page of text, such as the privacy notice or the accessibility statement."""

    body = RichTextField("內文", features=["h2", "h3", "ol", "ul", "bold", "link"])

    template = "home/standard_page.html"
    parent_page_types = ("home.HomePage", "home.StandardPage")
    content_panels = (*Page.content_panels, FieldPanel("body"))

    class Meta:
        verbose_name = "文字頁"
        verbose_name_plural = "文字頁"
