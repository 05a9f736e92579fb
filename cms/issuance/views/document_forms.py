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


class BreakGlassForm(DeskForm):
    """Which document an emergency is about, and what it is."""

    number = forms.CharField(
        label="文件編號",
        max_length=40,
        error_messages={"required": "請輸入文件編號"},
        help_text="例如 MD115-00000128-2。",
    )
    purpose = forms.CharField(
        label="理由",
        min_length=10,
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="寫給持有人看，例如「系統事故 115-017，確認檔案可否讀取」。",
        error_messages={
            "required": "請寫下緊急調閱的理由",
            "min_length": "理由太短：請寫清楚是什麼事、為什麼非調閱不可",
        },
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
