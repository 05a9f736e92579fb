"""What check refuses about the city account: an unfinished connection, and in production one that is not safe."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

NEEDED = ("client_id", "client_secret", "levels")
DEMO_CLIENT = "demo-"  # how the client of the demo's own provider is called
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def city_account_is_complete(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """signin.E001: there is an issuer, but something that is needed beside it is empty."""
    account = settings.MYDOC_CITY_ACCOUNT
    missing = [name for name in NEEDED if not account.get(name, True)] if account["issuer"] else []
    if not missing:
        return []
    names = "、".join(missing)
    return [Error(f"城市帳號的設定不完整，缺少：{names}。", hint="補齊，或清空 MYDOC_CITY_ISSUER。", id="signin.E001")]


def city_account_is_safe(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """signin.E002: the issuer is not https; signin.E003: it is the demo's, where nobody needs a password."""
    account = settings.MYDOC_CITY_ACCOUNT
    if settings.MYDOC_DEMO or not account["issuer"]:
        return []
    found: list[CheckMessage] = []
    issuer = urlsplit(account["issuer"])
    if issuer.scheme != "https":
        found.append(Error("城市帳號的 issuer 要是 https 網址。", hint="修正 MYDOC_CITY_ISSUER。", id="signin.E002"))
    if issuer.hostname in THIS_MACHINE or account["client_id"].startswith(DEMO_CLIENT):
        hint = "改接正式的城市帳號後再啟動。"
        found.append(Error("正式環境接的是示範城市帳號，登入不需要密碼。", hint=hint, id="signin.E003"))
    return found
