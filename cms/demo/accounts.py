"""The demo's accounts: who they are, where, and the one password they share."""

import os
import secrets
from dataclasses import dataclass

from django.conf import settings

from cms.accounts.models import Agency, Role, RoleGrant, User
from cms.accounts.services.roles import grant_role
from cms.core.papers import Actor

SYSTEM = Actor("system", "demo", "cli")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A user name, who that is, and the roles held at an agency; who has none there is given a page by the world."""

    name: str
    person: str  # invented, family name first
    agency: str
    roles: tuple[str, ...]
    label: str


CITY, SCHOOL, EDUCATION = "379000000A", "333303", "379130000E"
SOCIAL, TOURISM, IT = "379140000I", "379150000T", "379730000A"
APPROVES = (Role.APPROVER, Role.SEAL_HOLDER)
ACCOUNTS = (
    DemoAccount("bureau", "江以安", IT, (Role.DESIGNER,), "資訊局設計者"),
    DemoAccount("editor", "魏子晴", IT, (), "資訊局網站編輯：公開網站的中英文頁面"),
    DemoAccount("clerk.school", "蔡明軒", SCHOOL, (Role.CLERK,), "龍門國中承辦人"),
    DemoAccount("approver.school", "羅淑芬", SCHOOL, APPROVES, "龍門國中核定人、用印人"),
    DemoAccount("clerk.education", "林宜華", EDUCATION, (Role.CLERK,), "教育局承辦人"),
    DemoAccount("approver.education", "周建宏", EDUCATION, APPROVES, "教育局核定人、用印人"),
    DemoAccount("clerk.social", "許雅筑", SOCIAL, (Role.CLERK,), "社會局承辦人"),
    DemoAccount("approver.social", "高志遠", SOCIAL, APPROVES, "社會局核定人、用印人"),
    DemoAccount("clerk.tourism", "鄭詠心", TOURISM, (Role.CLERK,), "觀光傳播局承辦人"),
    DemoAccount("approver.tourism", "潘家豪", TOURISM, APPROVES, "觀光傳播局核定人、用印人"),
    DemoAccount("clerk.it", "施佩君", IT, (Role.CLERK,), "資訊局承辦人"),
    DemoAccount("approver.it", "溫柏毅", IT, (*APPROVES, Role.DESIGNER), "資訊局核定人、用印人，第二位設計者"),
    DemoAccount("records", "孫若蘭", CITY, (Role.RECORDS_MANAGER,), "檔案管理員"),
    DemoAccount("archivist", "董思賢", CITY, (Role.ARCHIVIST,), "檔案庫管理員"),
    DemoAccount("auditor", "賴昱文", CITY, (Role.AUDITOR,), "稽核"),
)


def demo_password() -> str:
    """The password of every demo account: made once, kept with the keys."""
    path = settings.MYDOC_KEYS / "demo.password"
    if not path.exists():
        settings.MYDOC_KEYS.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(12))
    return path.read_text()


def make_accounts() -> None:
    """Create what is missing: the administrator and everybody in ACCOUNTS, with their roles."""
    _account("admin", "唐致遠", is_superuser=True, is_staff=True)
    for account in ACCOUNTS:
        user = _account(account.name, account.person)
        agency = Agency.objects.get(code=account.agency)
        held = set(RoleGrant.objects.filter(user=user, agency=agency).values_list("role", flat=True))
        for role in account.roles:
            if role not in held:
                grant_role(actor=SYSTEM, user=user, role=role, agency=agency, reason="示範環境")


def _account(name: str, person: str, **flags: bool) -> User:
    user = User.objects.filter(username=name).first()
    if user is None:
        own = {"last_name": person[0], "first_name": person[1:]}
        user = User.objects.create_user(name, password=demo_password(), **own, **flags)
    return user
