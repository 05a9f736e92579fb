"""What people fill in at the desk: a file, an answer about it, a reason, the fields of one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from cms.accounts.models import Agency
from cms.doctypes.definition import FieldDefinition, TypeDefinition
from cms.issuance.cells import CellError

LOOK = "md-input"
EXAMPLES = {"date": "例如 113/01/31", "mobile": "09 開頭，共 10 碼"}


class DeskForm(forms.Form):
    """Our own look, errors beside the field, nothing checked by the browser."""

    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", LOOK)


class AgencyForm(DeskForm):
    """For which agency; asked only of people who are clerks in more than one."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="機關", empty_label=None)

    def __init__(self, *args: object, agencies: QuerySet[Agency], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies
        self.fields["agency"].initial = first = agencies.first()
        self.fields["agency"].required = False
        self.only = first if agencies.count() == 1 else None
        if self.only:
            self.fields["agency"].widget = forms.HiddenInput()

    def clean_agency(self) -> Agency:
        chosen = self.cleaned_data["agency"] or self.fields["agency"].initial
        if chosen is None:
            raise forms.ValidationError("您在任何機關都沒有承辦人的角色。請改用有這個角色的帳號，或請帳號管理員授予。")
        return chosen


class UploadForm(AgencyForm):
    """One file, not larger than what is read."""

    file = forms.FileField(
        label="名單檔案",
        error_messages={
            "required": "還沒有選檔案。請選擇 XLSX 或 CSV 檔。",
            "empty": "這個檔案是空的。請確認檔案內容，再選一次。",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt", "class": "", "aria-describedby": "file-hint"}),
    )

    def clean_file(self) -> object:
        file, most = self.cleaned_data["file"], settings.MYDOC_UPLOAD_MAX_BYTES
        if file.size > most:
            raise forms.ValidationError(
                f"檔案「{file.name}」有 {file.size / 2**20:.1f} MB，最多 {most / 2**20:.0f} MB。請分成幾個檔案，再上傳。"
            )
        return file


class WithdrawForm(DeskForm):
    """Why a batch is taken back."""

    reason = forms.CharField(
        label="撤回的理由", max_length=200, error_messages={"required": "請填寫撤回的理由，例如「名單有誤」。"}
    )


class RowForm(AgencyForm):
    """The fields of one document as a form; the cells are judged by the service, in the same words as a spreadsheet's."""

    def __init__(self, *args: object, definition: TypeDefinition, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        for field in definition.fields:
            self.fields[field.code] = _cell(field)

    def cells(self) -> Mapping[str, str]:
        """What was typed, by field code."""
        return {field.code: self.cleaned_data[field.code] for field in self.definition.fields}

    def tell(self, errors: Iterable[CellError]) -> None:
        """Show what the service found wrong beside the fields."""
        for error in errors:
            self.add_error(error.field, error.message)


def _cell(field: FieldDefinition) -> forms.Field:
    """Any text, as in a spreadsheet; choices as a list."""
    label = field.column if field.required else f"{field.column}（可不填）"
    if field.choices:
        options = [("", "請選擇"), *((choice, choice) for choice in field.choices)]
        return forms.CharField(
            label=label, required=False, strip=False, widget=forms.Select(choices=options, attrs={"class": LOOK})
        )
    example = EXAMPLES.get(field.kind) or (f"例如 {field.sample}" if field.sample else "")
    look = {"class": LOOK, "autocomplete": "off"}
    widget = forms.Textarea(attrs=look | {"rows": 3}) if field.kind == "long_text" else forms.TextInput(attrs=look)
    return forms.CharField(label=label, required=False, strip=False, help_text=example, widget=widget)
