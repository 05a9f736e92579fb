"""What the admin gets from this app: what does not fit on the public site is told to whoever changed it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.feature_registry import FeatureRegistry

from .models import PublicPage
from .selectors import loose_ends


@hooks.register("after_publish_page")
@hooks.register("after_unpublish_page")
@hooks.register("after_delete_page")
@hooks.register("after_move_page")
def tell_loose_ends(request: HttpRequest, page: Page) -> None:
    """The page is as its editor wants it; what that leaves behind elsewhere stands above the next screen."""
    if issubclass(page.specific_class, PublicPage):
        for sentence in loose_ends():
            messages.warning(request, sentence)


class LinkAway(LinkHandler):
    """A link to another site says so: the style sheet writes it behind the words."""

    identifier = "external"

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        address = attrs["href"]
        own = address.startswith(settings.MYDOC_VERIFY_URL.rstrip("/") + "/")
        return format_html('<a href="{}">' if own else '<a href="{}" rel="external">', address)


@hooks.register("register_rich_text_features")
def links_away(features: FeatureRegistry) -> None:
    """Every rich text on the public site marks them."""
    features.register_link_type(LinkAway)
