"""The forms of signing in, and of the screens for accounts and roles."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from wagtail.admin.forms.auth import LoginForm

from cms.core.clock import TAIPEI

from .models import Agency, Role, User
from .permissions import administered_by, may_offer

WRONG_PASSWORD = "帳號或密碼不正確。連續錯五次，這個帳號會暫停登入十五分鐘。"  # noqa: S105 - a sentence


class SignInForm(LoginForm):
    """User name and password; one answer for every way of being wrong, and no longer sessions on request."""

    remember = None
    error_messages = {"invalid_login": WRONG_PASSWORD, "inactive": WRONG_PASSWORD}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, label, complete in (("username", "帳號", "username"), ("password", "密碼", "current-password")):
            self.fields[name].label = label
            self.fields[name].widget.attrs["autocomplete"] = complete
            self.fields[name].widget.attrs.pop("placeholder", None)


class NewPasswordForm(SetPasswordForm):
    """A first or a new password, typed twice; the page says what it must be like."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("new_password1", "新密碼"), ("new_password2", "再輸入一次")):
            self.fields[name].label = label
            self.fields[name].help_text = ""


class CodeForm(forms.Form):
    """A one-time code; a recovery code fits too."""

    code = forms.CharField(
        label="一次性密碼",
        max_length=40,
        help_text="驗證程式顯示的六位數字。手機不在身邊時，輸入一組還原碼。",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


class FirstCodeForm(CodeForm):
    """The code that shows that the device was set up."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "掃描後，驗證程式顯示的六位數字。"


class ConfirmForm(forms.Form):
    """Password and one-time code again; the code only where it is asked."""

    password = forms.CharField(
        label="密碼",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, *args: object, asks_code: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if asks_code:
            self.fields["code"] = CodeForm.base_fields["code"]
            self.fields["code"].widget.attrs.pop("autofocus", None)


class GrantForm(forms.Form):
    """A role for an account that exists."""

    username = forms.CharField(label="帳號", max_length=150, help_text="對方的帳號名稱，請完整輸入。")
    role = forms.ChoiceField(label="角色")
    agency = forms.ModelChoiceField(
        label="機關", queryset=Agency.objects.none(), help_text="角色及於這個機關和它的所有下級單位。"
    )
    starts_on = forms.DateField(
        label="生效日", required=False, help_text="不填就是現在。", widget=forms.DateInput(attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        label="最後一天",
        required=False,
        help_text="這一天過後自動終止；不填就是沒有期限。",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(label="理由", max_length=200, help_text="例如職務、代理期間或公文文號。")

    def __init__(self, *args: object, manager: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = administered_by(manager)
        self.fields["role"].choices = [choice for choice in Role.choices if may_offer(manager, choice[0])]

    def terms(self) -> dict:
        """What grant_role wants to know: role, agency, starts_at, ends_at and reason."""
        given = self.cleaned_data
        return {
            "role": given["role"],
            "agency": given["agency"],
            "starts_at": _midnight(given["starts_on"]),
            "ends_at": _midnight(given["ends_on"] + timedelta(days=1)) if given["ends_on"] else None,
            "reason": given["reason"],
        }


class InviteForm(GrantForm):
    """A new account with its first role."""

    last_name = forms.CharField(label="姓", max_length=150)
    first_name = forms.CharField(label="名", max_length=150)
    email = forms.EmailField(label="電子郵件", required=False, help_text="可以不填。")
    field_order = ("username", "last_name", "first_name", "email", "role", "agency", "starts_on", "ends_on", "reason")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = "登入用的名稱：英文字母、數字和 @ . + - _。"

    def person(self) -> dict:
        """What invite_person wants to know about the person."""
        return {name: self.cleaned_data[name] for name in ("username", "last_name", "first_name", "email")}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="理由", max_length=200)


def _midnight(day: date | None) -> datetime | None:
    """The start of a day in Taipei."""
    return day and datetime.combine(day, time(), tzinfo=TAIPEI)
