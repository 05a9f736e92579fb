"""The small forms of the document screens; what they mean is decided by the services."""

from django import forms

from cms.issuance.forms import DeskForm
from cms.issuance.reasons import VoidReason
from cms.vault.access import LONGEST_PURPOSE
from cms.vault.services.status import LONGEST_REASON


class PurposeForm(DeskForm):
    """What a document is opened for."""

    purpose = forms.CharField(
        label="查閱目的",
        max_length=LONGEST_PURPOSE,
        help_text="例如「家長來電查詢」。目的會留在查閱紀錄，持有人看得到。",
        error_messages={"required": "請寫下查閱目的"},
    )


class VoidForm(DeskForm):
    """Why a document should be void."""

    reason_code = forms.ChoiceField(
        label="作廢原因",
        choices=VoidReason,
        widget=forms.RadioSelect(attrs={"class": ""}),
        error_messages={"required": "請選擇作廢原因"},
    )
    reason = forms.CharField(
        label="說明",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="寫給核定人和日後查閱的人看，例如「出生日期誤植，另行換發」。請不要寫身分證字號。",
        error_messages={"required": "請寫下說明"},
    )
