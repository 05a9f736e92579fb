"""Making the provider ready: database, client and people; may be run at every start."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from oauth2_provider.models import Application

from .keys import kept, new_secret
from .people import PEOPLE


def prepare() -> None:
    """Everything that is missing; raises ImproperlyConfigured outside a demo.

    The secret is kept in clear for the client's settings, and hashed in the database.
    """
    if not settings.MYDOC_DEMO:
        raise ImproperlyConfigured(
            "示範城市帳號沒有密碼，任何人都能用任何人的身分登入，只能在示範環境啟動。請用 manage.py city_account 啟動。"
        )
    call_command("migrate", verbosity=0)
    for person in PEOPLE:
        User.objects.get_or_create(username=person.sub)
    site = settings.CITY_ACCOUNT_SITE
    Application.objects.update_or_create(
        client_id=settings.CITY_ACCOUNT_CLIENT,
        defaults={
            "name": "文件保管箱",
            "client_secret": kept(settings.CITY_ACCOUNT_CLIENT_SECRET, new_secret),
            "client_type": Application.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Application.GRANT_AUTHORIZATION_CODE,
            "algorithm": Application.RS256_ALGORITHM,
            "redirect_uris": " ".join(site + path for path in settings.CITY_ACCOUNT_BACK),
            "post_logout_redirect_uris": " ".join(site + path for path in settings.CITY_ACCOUNT_SIGNED_OUT),
        },
    )
