"""Account administration for an agency's account manager: people, their roles, and the way in for who has none yet."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cms.accounts import second_factor
from cms.accounts.forms import GrantForm, InviteForm, ReasonForm
from cms.accounts.models import RoleGrant, User
from cms.accounts.permissions import (
    administered_by,
    grants_for,
    may_administer_somewhere,
    may_grant,
    may_manage_account,
    people_for,
)
from cms.accounts.reauthentication import freshly_authenticated
from cms.accounts.selectors import actor_for, user_by_name
from cms.accounts.services import (
    deactivate_account,
    end_role,
    grant_role,
    invite_person,
    make_password_link,
    reset_second_factor,
)
from cms.core import clock
from cms.core.errors import MyDocError, Refused
from cms.core.papers import Actor

PAGE = 50


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The people of the agencies that one administers."""
    if not may_administer_somewhere(request.user):
        raise PermissionDenied
    wanted = request.GET.get("q", "").strip()
    people = people_for(request.user).order_by("username")
    if wanted:
        people = people.filter(
            Q(username__icontains=wanted) | Q(last_name__icontains=wanted) | Q(first_name__icontains=wanted)
        )
    page = Paginator(people, PAGE).get_page(request.GET.get("p"))
    roles = _roles_by_person(request.user, page.object_list)
    rows = [(person, roles.get(person.pk, [])) for person in page.object_list]
    return render(request, "accounts/people.html", {"page": page, "rows": rows, "wanted": wanted})


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles, and what may be done about them."""
    account = _account(request, pk)
    grants = grants_for(request.user).filter(user=account).select_related("agency", "page", "granted_by")
    now = clock.now()
    page = {
        "account": account,
        "grants": [
            (grant, _state(grant, now), may_grant(request.user, grant.role, grant.agency))
            for grant in grants.order_by("-starts_at")
        ],
        "manages": account.is_active and may_manage_account(request.user, account),
        "has_device": second_factor.device_of(account) is not None,
    }
    return render(request, "accounts/person.html", page)


@never_cache
@freshly_authenticated()
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """A new account; the answer carries the one-time link, this once."""
    if not may_administer_somewhere(request.user):
        raise PermissionDenied
    form = InviteForm(request.POST or None, manager=request.user)
    if form.is_valid():
        try:
            account = invite_person(actor=_actor(request), **form.person(), **form.terms())
            return _show_link(request, account)
        except Refused as error:
            form.add_error(None, str(error))
    return _form(request, form, "邀請人員", "建立帳號", reverse("accounts_people"))


@never_cache
@freshly_authenticated()
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest) -> HttpResponse:
    """A role for an account that exists, wherever it worked before."""
    if not may_administer_somewhere(request.user):
        raise PermissionDenied
    form = GrantForm(request.POST or None, manager=request.user, initial={"username": request.GET.get("user", "")})
    if form.is_valid():
        try:
            account = user_by_name(form.cleaned_data["username"])
            grant_role(actor=_actor(request), user=account, **form.terms())
        except MyDocError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已授予「{account.username}」角色。")
            return redirect("accounts_person", account.pk)
    return _form(request, form, "授予角色", "授予", reverse("accounts_people"))


@never_cache
@freshly_authenticated()
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role now."""
    found = get_object_or_404(RoleGrant.objects.select_related("user", "agency"), pk=pk)
    if not may_grant(request.user, found.role, found.agency):
        raise Http404
    title = f"終止「{found.user.username}」在{found.agency or found.page}的{found.get_role_display()}角色"
    return _with_reason(
        request,
        found.user,
        title,
        "終止角色",
        lambda reason: end_role(actor=_actor(request), grant=found, reason=reason),
    )


@never_cache
@freshly_authenticated()
@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    account = _managed(request, pk)
    title = f"停用帳號「{account.username}」，並終止它的所有角色"
    return _with_reason(
        request,
        account,
        title,
        "停用帳號",
        lambda reason: deactivate_account(actor=_actor(request), user=account, reason=reason),
    )


@never_cache
@freshly_authenticated()
@require_http_methods(["GET", "POST"])
def reset_device(request: HttpRequest, pk: int) -> HttpResponse:
    """For who lost the phone and the recovery codes."""
    account = _managed(request, pk)
    title = f"清除「{account.username}」的一次性密碼裝置，下次登入重新設定"
    return _with_reason(
        request,
        account,
        title,
        "清除裝置",
        lambda reason: reset_second_factor(actor=_actor(request), user=account, reason=reason),
    )


@never_cache
@freshly_authenticated(back="accounts_person")
@require_http_methods(["POST"])
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time link for who forgot the password or let the first link pass."""
    account = _managed(request, pk)
    try:
        return _show_link(request, account)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("accounts_person", account.pk)


def _show_link(request: HttpRequest, account: User) -> HttpResponse:
    uid, token = make_password_link(actor=_actor(request), user=account)
    link = request.build_absolute_uri(reverse("accounts_set_password", args=[uid, token]))
    return render(request, "accounts/link.html", {"account": account, "link": link})


def _with_reason(request: HttpRequest, account: User, title: str, verb: str, act) -> HttpResponse:
    """One page with a reason and one button; the service has the last word."""
    back = reverse("accounts_person", args=[account.pk])
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"完成：{title}。")
            return redirect(back)
    return _form(request, form, title, verb, back)


def _form(request: HttpRequest, form, title: str, verb: str, back: str) -> HttpResponse:
    return render(request, "accounts/form.html", {"form": form, "title": title, "verb": verb, "back": back})


def _account(request: HttpRequest, pk: int) -> User:
    """The account if one may see it; hidden looks like absent."""
    return get_object_or_404(people_for(request.user), pk=pk)


def _managed(request: HttpRequest, pk: int) -> User:
    account = _account(request, pk)
    if not may_manage_account(request.user, account):
        raise Http404
    return account


def _roles_by_person(user: User, people: list[User]) -> dict[int, list[RoleGrant]]:
    """The grants of these people that hold or are still to come, as far as the user may see them."""
    now = clock.now()
    grants = grants_for(user).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), user__in=people)
    if not user.is_superuser:
        grants = grants.filter(agency__in=administered_by(user))
    found: dict[int, list[RoleGrant]] = {}
    for one in grants.select_related("agency", "page").order_by("role"):
        found.setdefault(one.user_id, []).append(one)
    return found


def _state(grant: RoleGrant, now) -> str:
    if grant.ends_at is not None and grant.ends_at <= now:
        return "已終止"
    return "尚未生效" if grant.starts_at > now else "有效"


def _actor(request: HttpRequest) -> Actor:
    return actor_for(request.user, "admin")
