"""Signing profiles and trust anchors in the admin, as snippets that designers propose and decide but never edit."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets import ListingButton
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.accounts.choosers import ScopedSnippetChooserViewSet

from . import views
from .models import SigningProfile, TrustAnchor
from .permissions import DesignerPolicy, may_design

register_permission_policy(SigningProfile, DesignerPolicy(SigningProfile))
register_permission_policy(TrustAnchor, DesignerPolicy(TrustAnchor))


class SigningProfileViewSet(SnippetViewSet):
    model = SigningProfile
    icon = "edit"
    add_view_class = views.ProposeProfileView
    inspect_view_enabled = True
    copy_view_enabled = False
    chooser_viewset_class = ScopedSnippetChooserViewSet
    list_display = ["name", "slug", "algorithm", "key_ref", "proposed_by", "approved_by", "approved_at"]


class TrustAnchorViewSet(SnippetViewSet):
    model = TrustAnchor
    icon = "key"
    add_view_class = views.ProposeAnchorView
    inspect_view_enabled = True
    copy_view_enabled = False
    chooser_viewset_class = ScopedSnippetChooserViewSet
    list_display = ["name", "is_test", "effective_from", "proposed_by", "confirmed_by", "withdrawn_at"]


class SigningViewSetGroup(SnippetViewSetGroup):
    items = (SigningProfileViewSet, TrustAnchorViewSet)
    menu_label = "簽章"
    menu_icon = "key"
    add_to_admin_menu = True


register_snippet(SigningViewSetGroup)


@hooks.register("register_admin_urls")
def decision_urls() -> list[URLPattern]:
    """Where a second person decides."""
    return [
        path("signing/profiles/<int:pk>/approve/", views.approve, name="signing_approve"),
        path("signing/anchors/<int:pk>/confirm/", views.confirm, name="signing_confirm"),
        path("signing/anchors/<int:pk>/withdraw/", views.withdraw, name="signing_withdraw"),
    ]


@hooks.register("register_snippet_listing_buttons")
def decision_buttons(snippet: Model, user: AbstractBaseUser, next_url: str | None = None) -> Iterator[ListingButton]:
    """Offer in the list what is still open to decide."""
    if not isinstance(snippet, SigningProfile | TrustAnchor) or not may_design(user):
        return
    if isinstance(snippet, SigningProfile) and snippet.approved_at is None:
        yield ListingButton("核定", reverse("signing_approve", args=[snippet.pk]), icon_name="check", priority=10)
    if isinstance(snippet, TrustAnchor) and snippet.confirmed_at is None and snippet.withdrawn_at is None:
        yield ListingButton("確認", reverse("signing_confirm", args=[snippet.pk]), icon_name="check", priority=10)
    if isinstance(snippet, TrustAnchor) and snippet.withdrawn_at is None:
        yield ListingButton("撤回", reverse("signing_withdraw", args=[snippet.pk]), icon_name="cross", priority=20)
