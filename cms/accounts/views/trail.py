"""The audit trail on screen: a list with filters, one event with its place in the chain, and export with a reason."""

from __future__ import annotations

import json
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods
from wagtail_modeladmin.views import InspectView

from cms.accounts.listings import Export, FindForm, ListingAdmin, ReadOnly, answer_export
from cms.accounts.models import User
from cms.accounts.permissions import may_read_audit
from cms.accounts.reauthentication import freshly_authenticated
from cms.accounts.services.trail import export_trail
from cms.accounts.trail import TrailCriteria, events_for, find_events, trail_choices
from cms.audit.models import AuditEvent
from cms.core.clock import TAIPEI
from cms.core.dates import DateProblem, read_date

LABEL = "稽核事件"


class DayField(forms.CharField):
    """A day as people write it; blank is None."""

    def clean(self, value: str) -> date | None:
        text = super().clean(value)
        try:
            return read_date(text) if text else None
        except DateProblem as problem:
            raise forms.ValidationError(f"{problem.message}。{problem.remedy}。") from problem


class TrailForm(FindForm):
    """By actor or object, act, kind of object, way in, and days."""

    text = forms.CharField(label="行為者或對象", required=False, max_length=150)
    action = forms.ChoiceField(label="動作", required=False)
    object_kind = forms.ChoiceField(label="對象類別", required=False)
    via = forms.ChoiceField(label="途徑", required=False)
    since = DayField(label="起日", required=False, max_length=20)
    until = DayField(label="迄日", required=False, max_length=20)

    def criteria(self) -> TrailCriteria:
        """What is asked for; a day that cannot be read is not asked for, and said beside its field."""
        return TrailCriteria(**{name: value for name, value in self.cleaned_data.items() if value})


class ReadOnlyAudit(ReadOnly):
    """For superusers and auditors of the whole city."""

    def user_can_list(self, user: User) -> bool:
        return may_read_audit(user)


class EventDetails(InspectView):
    """One event, its detail readable, and the link that chains it."""

    def get_fields_dict(self) -> list[dict[str, object]]:
        event: AuditEvent = self.instance
        told = [self.get_dict_for_field(name) for name in self.model_admin.get_inspect_view_fields()]
        detail = json.dumps(event.detail, ensure_ascii=False, indent=2)
        told.append({"label": "細節", "value": format_html("<pre>{}</pre>", detail)})
        linked = hasattr(event, "link")
        told.append({"label": "鏈節", "value": f"第 {event.link.seq} 節" if linked else "尚未串接，2 秒內會串接"})
        if linked:
            told.append({"label": "鏈節雜湊", "value": event.link.hash})
        return told


class AuditEventAdmin(ListingAdmin):
    """What happened, newest first."""

    model = AuditEvent
    menu_icon = "history"
    menu_label = LABEL
    permission_helper_class = ReadOnlyAudit
    inspect_view_enabled = True
    inspect_view_class = EventDetails
    list_display = ("moment", "actor_ref", "via", "action", "object_kind", "object_ref")
    ordering = ("-id",)
    inspect_view_fields = (
        "at",
        "actor_kind",
        "actor_ref",
        "via",
        "on_behalf_of",
        "purpose",
        "action",
        "object_kind",
        "object_ref",
    )
    unit = "筆"
    export_url_name = "accounts_export_trail"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        return events_for(request.user)

    def find_form(self, user: User, query: QueryDict) -> TrailForm:
        return TrailForm(query, trail_choices(user))

    def find(self, user: User, query: QueryDict) -> QuerySet[AuditEvent]:
        return find_events(user, self.find_form(user, query).criteria())

    def moment(self, event: AuditEvent) -> str:
        return f"{event.at.astimezone(TAIPEI):%Y-%m-%d %H:%M:%S}"

    moment.short_description = "時間"
    moment.admin_order_field = "id"


@require_http_methods(["GET", "HEAD", "POST"])
@freshly_authenticated()
def export_events(request: HttpRequest) -> HttpResponse:
    """First the reason, then the file: the events that the list shows with the same criteria."""
    form = TrailForm(request.GET, trail_choices(request.user))
    criteria = form.criteria()
    export = Export(
        title="匯出稽核事件",
        contents=f"會匯出 {find_events(request.user, criteria).count():,} 筆事件。事件只有編號、次數和雜湊；「目的」是當事人填寫的文字。",
        told=form.told(),
        list_label=LABEL,
        list_url=f"{reverse('audit_auditevent_modeladmin_index')}?{request.GET.urlencode()}",
        name="audit",
        write=lambda actor, format_: export_trail(actor=actor, criteria=criteria, format_=format_),
    )
    return answer_export(request, export)
