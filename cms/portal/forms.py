"""The forms of the desk that answers citizens' requests; what they mean is decided by the services."""

from __future__ import annotations

from django import forms

from cms.accounts.listings import FindForm

from .models import DataRequest
from .selectors import RequestCriteria
from .services.requests import ANSWERS, LONGEST_TEXT


class RequestFilters(FindForm):
    """By number, kind, state and agency."""

    text = forms.CharField(
        label="申請或文件編號",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "文件編號開頭也可以"}),
    )
    kind = forms.ChoiceField(label="種類", required=False)
    state = forms.ChoiceField(label="狀態", required=False)
    agency = forms.ChoiceField(label="答覆機關", required=False)

    def criteria(self) -> RequestCriteria:
        """What is asked for."""
        return RequestCriteria(**self.cleaned_data)


class AnswerForm(forms.Form):
    """The outcome, and the words that the citizen reads."""

    use_required_attribute = False
    outcome = forms.ChoiceField(
        label="結果",
        choices=[(state.value, DataRequest.State(state).label) for state in ANSWERS],
        widget=forms.RadioSelect,
        error_messages={"required": "請選擇結果"},
    )
    text = forms.CharField(
        label="答覆",
        # No max_length: it would count a line's end twice, as forms send it. The service counts.
        widget=forms.Textarea(attrs={"rows": 6, "class": "md-input", "maxlength": LONGEST_TEXT}),
        help_text="申請人看得到。請寫理由和接下來會怎麼辦理，不要寫身分證字號。",
        error_messages={"required": "請寫下答覆"},
    )
