"""The desk that answers citizens' requests: a list, one request with its words, the answer, and export with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail_modeladmin.helpers import AdminURLHelper

from cms.accounts.listings import Export, ListingAdmin, ReadOnly, Row, answer_export
from cms.accounts.models import User
from cms.accounts.reauthentication import freshly_authenticated
from cms.accounts.selectors import actor_for
from cms.core.clock import TAIPEI
from cms.core.dates import roc_short
from cms.core.errors import NotFound, Refused
from cms.delivery.channels import channels
from cms.delivery.models import Notice
from cms.delivery.selectors import notices_of_answer
from cms.portal.forms import AnswerForm, RequestFilters
from cms.portal.models import DataRequest
from cms.portal.permissions import answers_somewhere, requests_for
from cms.portal.selectors import RequestCriteria, channels_to, find_requests, request_choices
from cms.portal.services.listing import export_requests
from cms.portal.services.requests import answer_request, read_request

LABEL = "民眾申請"
ASSURANCES = {"mobile": "手機驗證碼", "id": "手機驗證碼和身分證後 4 碼", "city": "城市帳號"}
State = DataRequest.State
TONES = {State.OPEN: "is-superseded", State.GRANTED: "is-valid", State.PARTLY: "is-valid"}


class RecordsManagersOnly(ReadOnly):
    """Whoever answers nowhere has neither the list nor its place in the menu."""

    def user_can_list(self, user: User) -> bool:
        return answers_somewhere(user)


class RequestAddresses(AdminURLHelper):
    """The list has the name that other screens know it by."""

    def get_action_url_name(self, action: str) -> str:
        return "portal_requests" if action == "index" else super().get_action_url_name(action)


class RequestRow(Row):
    """A request is read on its own page, under its code."""

    def get_primary_button(self, obj: DataRequest) -> dict[str, str]:
        return {"url": reverse("portal_request", args=[obj.code]), "title": "看這項申請"}


class RequestAdmin(ListingAdmin):
    """Code, kind, document, agency, days and state: nobody's words, and nothing that names a person."""

    model = DataRequest
    base_url_path = "portal/requests"
    menu_label = LABEL
    menu_icon = "mail"
    menu_order = 75
    list_display = ("code", "kind_name", "document_number", "answering_agency", "asked_on", "due", "tag")
    ordering = ("closed", "asked_at")
    permission_helper_class = RecordsManagersOnly
    url_helper_class = RequestAddresses
    button_helper_class = RequestRow
    unit = "項"
    export_url_name = "portal_requests_export"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataRequest]:
        return find_requests(request.user, RequestCriteria())

    def find_form(self, user: User, query: QueryDict) -> RequestFilters:
        return RequestFilters(query, request_choices(user))

    def find(self, user: User, query: QueryDict) -> QuerySet[DataRequest]:
        return find_requests(user, self.find_form(user, query).criteria())

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        return (path("portal/requests/", self.index_view, name="portal_requests"),)

    def code(self, wish: DataRequest) -> str:
        return wish.code

    code.short_description = "編號"
    code.admin_order_field = "pk"

    def kind_name(self, wish: DataRequest) -> str:
        return wish.get_kind_display()

    kind_name.short_description = "種類"
    kind_name.admin_order_field = "kind"

    def document_number(self, wish: DataRequest) -> str:
        return wish.document.number if wish.document else "—"

    document_number.short_description = "文件編號"

    def answering_agency(self, wish: DataRequest) -> str:
        return wish.agency.name

    answering_agency.short_description = "答覆機關"

    def asked_on(self, wish: DataRequest) -> str:
        return roc_short(wish.asked_at.astimezone(TAIPEI).date())

    asked_on.short_description = "申請日期"
    asked_on.admin_order_field = "asked_at"

    def due(self, wish: DataRequest) -> str:
        return roc_short(wish.due_on) if wish.state == State.OPEN else ""

    due.short_description = "期限"

    def tag(self, wish: DataRequest) -> SafeString:
        return state_tag(wish)

    tag.short_description = "狀態"
    tag.admin_order_field = "state"


def state_tag(wish: DataRequest) -> SafeString:
    """The state in a word and a tone; overdue is said beside it."""
    name = f"{wish.get_state_display()}，逾期" if wish.is_overdue else wish.get_state_display()
    tone = "is-late" if wish.is_overdue else TONES.get(wish.state, "is-gone")
    return format_html('<span class="md-tag {}">{}</span>', tone, name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_desk(request: HttpRequest, code: str) -> HttpResponse:
    """One request in the citizen's words; that it was read is on record. Then the answer, once."""
    form = AnswerForm(request.POST if request.method == "POST" else None, label_suffix="")
    try:
        if form.is_valid() and _answered(request, code, form):
            return redirect("portal_request", code)
        wish, texts = read_request(actor=actor_for(request.user, "admin"), code=code)
    except NotFound as absent:
        raise Http404(str(absent)) from absent
    page = _frame(f"民眾申請 {code}", (LABEL, reverse("portal_requests")), (code, "")) | {
        "wish": wish,
        "texts": texts,
        "tag": state_tag(wish),
        "assurance": ASSURANCES.get(wish.assurance, wish.assurance),
        "form": form,
        "reach": _reach(wish) if wish.state == State.OPEN else "",
        "told": [_told(notice) for notice in notices_of_answer(wish.code)],
        "others": requests_for(request.user).filter(citizen=wish.citizen).exclude(pk=wish.pk).order_by("-pk"),
    }
    return render(request, "portal/admin/request.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@freshly_authenticated()
def export_list(request: HttpRequest) -> HttpResponse:
    """First the reason, then the file: the requests that the list shows with the same criteria."""
    if not answers_somewhere(request.user):
        raise PermissionDenied
    form = RequestFilters(request.GET, request_choices(request.user))
    criteria = form.criteria()
    export = Export(
        title="匯出民眾申請清單",
        contents=f"會匯出 {find_requests(request.user, criteria).count():,} 項申請的登記資料，不含申請和答覆的內容。",
        told=form.told(),
        list_label=LABEL,
        list_url=f"{reverse('portal_requests')}?{request.GET.urlencode()}",
        name="requests",
        write=lambda actor, format_: export_requests(actor=actor, criteria=criteria, format_=format_),
    )
    return answer_export(request, export)


def _reach(wish: DataRequest) -> str:
    """What the records manager should know of the ways to the citizen before answering."""
    ways = channels_to(wish)
    wanted = "、".join(label for label, is_wanted in ways.items() if is_wanted)
    if wanted:
        return f"送出後，系統會以{wanted}通知申請人有答覆了。通知裡不寫申請和答覆的內容。"
    return "申請人關掉了通知，只會在入口網看到答覆。" if ways else "沒有聯絡方式，民眾只會在入口網看到。"


def _told(notice: Notice) -> str:
    """電子郵件：寄送失敗（位址不存在）"""
    channel = channels().get(notice.channel)
    return f"{channel.label if channel else notice.channel}：{notice.ending}"


def _answered(request: HttpRequest, code: str, form: AnswerForm) -> bool:
    """Whether the answer stands; if not, the form says why."""
    try:
        answer_request(actor=actor_for(request.user, "admin"), code=code, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"已答覆申請 {code}。申請人下次登入就看得到。")
    return True


def _frame(title: str, *steps: tuple[str, str]) -> dict[str, object]:
    return {"header_title": title, "breadcrumbs_items": [{"label": label, "url": url} for label, url in steps]}
