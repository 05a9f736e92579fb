"""Read-only lists in the admin: filters as a form, no lookup of the address beyond it, and export with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.core.tables import MEDIA_TYPES, Format

from .models import User
from .selectors import actor_for

LONGEST_REASON = 200


class ReadOnly(PermissionHelper):
    """Nobody adds, edits or deletes here, superusers included; who gets past the door may list and inspect."""

    def user_can_list(self, user: User) -> bool:
        return True

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_inspect_obj(self, user: User, obj: Model) -> bool:
        return self.user_can_list(user)

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return False


class FindForm(forms.Form):
    """The filters of a list; what is not among the choices counts as not chosen."""

    def __init__(self, query: QueryDict, choices: dict[str, list[tuple[str, str]]]) -> None:
        super().__init__(query)
        for name, offered in choices.items():
            self.fields[name].choices = [("", "全部"), *offered]
        self.is_valid()

    def told(self) -> list[tuple[str, str]]:
        """The criteria that are set, as label and words."""
        chosen = ((self.fields[name], value) for name, value in self.cleaned_data.items() if value)
        return [(field.label, dict(getattr(field, "choices", ())).get(value, value)) for field, value in chosen]


class OfferedFilters(IndexView):
    """modeladmin's list without its free lookups: ?granted_by__password__startswith=… would answer otherwise."""

    def get_filters_params(self, params: QueryDict | None = None) -> dict[str, list[str]]:
        asked = super().get_filters_params(params)
        return {key: value for key, value in asked.items() if key.partition("__")[0] in self.list_filter}

    def get_filters(self, request: HttpRequest) -> tuple[list, bool, dict, bool]:
        specs, any_filter, _rest, distinct = super().get_filters(request)
        return specs, any_filter, {}, distinct


class Listing(IndexView):
    """modeladmin's list, over what its admin finds for the reader; the address reaches no column that is not offered."""

    has_filters = False
    filter_specs = ()

    @property
    def page_title(self) -> str:
        return self.model_admin.get_menu_label()

    def get_queryset(self, request: HttpRequest | None = None) -> QuerySet:
        request = request or self.request
        found = self.model_admin.find(request.user, request.GET)
        return found.order_by(*self.get_ordering(request, found))

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        admin, query = self.model_admin, self.request.GET
        more = {"find_form": admin.find_form(self.request.user, query), "unit": admin.unit}
        more["export_url"] = f"{reverse(admin.export_url_name)}?{query.urlencode()}"
        return super().get_context_data(**more, **kwargs)


class Row(ButtonHelper):
    """A row is opened by its first column; buttons below it would say the same again."""

    def get_buttons_for_obj(self, obj: Model, *args: object, **kwargs: object) -> list[dict[str, str]]:
        return []


class ListingAdmin(ModelAdmin):
    """A list with filters, details and export; nothing changes here, and there is no permission to hand out."""

    history_view_enabled = False
    list_per_page = 50
    permission_helper_class = ReadOnly
    button_helper_class = Row
    index_view_class = Listing
    index_template_name = "components/listing.html"
    unit = ""
    export_url_name = ""

    def find_form(self, user: User, query: QueryDict) -> FindForm:
        """The filters, with the choices that this reader has."""
        raise NotImplementedError

    def find(self, user: User, query: QueryDict) -> QuerySet:
        """The rows that this reader may see and that the address asks for."""
        raise NotImplementedError

    def get_permissions_for_registration(self) -> QuerySet[Permission]:
        return Permission.objects.none()


class ExportForm(forms.Form):
    """Why a list leaves the system, and in which format."""

    use_required_attribute = False
    reason = forms.CharField(
        label="匯出理由",
        max_length=LONGEST_REASON,
        help_text="例如「年度清查」。理由會留在稽核紀錄。",
        error_messages={"required": "請寫下匯出理由"},
        widget=forms.TextInput(attrs={"class": "md-input"}),
    )
    format = forms.ChoiceField(
        label="格式", choices=[(name, name.upper()) for name in MEDIA_TYPES], widget=forms.RadioSelect, initial="xlsx"
    )


@dataclass(frozen=True, slots=True)
class Export:
    """A list on its way out: what the page says of it, and how the file is written once the reason is known."""

    title: str
    contents: str
    told: Sequence[tuple[str, str]]
    list_label: str
    list_url: str
    name: str
    write: Callable[[Actor, Format], bytes]


def answer_export(request: HttpRequest, export: Export) -> HttpResponse:
    """First the reason, then the file."""
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        format_ = form.cleaned_data["format"]
        try:
            file = export.write(actor_for(request.user, "admin", form.cleaned_data["reason"]), format_)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _download(file, f"{export.name}-{clock.today():%Y%m%d}.{format_}", MEDIA_TYPES[format_])
    steps = [{"label": export.list_label, "url": export.list_url}, {"label": "匯出", "url": ""}]
    page = {"export": export, "form": form, "header_title": export.title, "breadcrumbs_items": steps}
    return render(request, "components/export.html", page, status=400 if form.errors else 200)


def _download(file: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(file, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
