"""From people to actors and back, and agencies by their code."""

from cms.core.errors import NotFound, Refused
from cms.core.papers import Actor

from .models import Agency, User


def actor_for(user: User, via: str, purpose: str = "") -> Actor:
    """The user as the one who acts, coming in via "admin", "cli", "portal", "api" or "worker"."""
    return Actor(kind="user", ref=user.get_username(), via=via, purpose=purpose)


def user_of(actor: Actor) -> User:
    """The active account behind an actor; raises Refused where there is none."""
    if actor.kind != "user":
        raise Refused(f"這個動作要由有帳號的人員執行，現在的執行者是「{actor.kind}」。請用人員帳號登入後再試。")
    user = User.objects.filter(username=actor.ref, is_active=True).first()
    if user is None:
        raise Refused(f"找不到可用的帳號「{actor.ref}」：帳號不存在或已停用。請確認帳號名稱，或洽帳號管理員。")
    return user


def agency_by_code(code: str) -> Agency:
    """The agency with this code; raises NotFound."""
    agency = Agency.objects.filter(code=code).first()
    if agency is None:
        raise NotFound(f"查無機關代碼「{code}」。請確認代碼是否在機關清單中。")
    return agency


def user_by_name(username: str) -> User:
    """The active account with this name; raises NotFound."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NotFound(f"查無可用的帳號「{username}」。請確認帳號名稱；新進人員請用「邀請人員」。")
    return user
