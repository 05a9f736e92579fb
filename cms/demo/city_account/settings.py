"""Settings of the demo's city account: a second site, in a process, a database and cookies of its own."""

import os

from cms.settings.base import MYDOC_HOME, MYDOC_KEYS, MYDOC_VERIFY_URL, PROJECT

from .keys import kept, new_secret, new_signing_key

# Only the command of a demo installation hands this over; without it nothing is served.
MYDOC_DEMO = os.environ.get("MYDOC_CITY_ACCOUNT_DEMO") == "1"
DEBUG = False

# The client: the document vault, and where its people come back to.
CITY_ACCOUNT_SITE = MYDOC_VERIFY_URL
CITY_ACCOUNT_CLIENT = "demo-mydoc"
CITY_ACCOUNT_CLIENT_SECRET = MYDOC_KEYS / "city-account.client.secret"
CITY_ACCOUNT_BACK = ("/my/city/account/back/", "/my/en/city/account/back/")
CITY_ACCOUNT_SIGNED_OUT = ("/my/signed-out/", "/my/en/signed-out/")
CITY_ACCOUNT_LEVELS = {"high": "urn:mydoc.example:acr:high", "low": "urn:mydoc.example:acr:low"}

HOME = MYDOC_HOME / "city-account"
HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
SECRET_KEY = kept(MYDOC_KEYS / "city-account.django.secret", new_secret)
# Nobody but this machine: the server binds loopback, and no other host name is answered.
ALLOWED_HOSTS = ["127.0.0.1"]
ISSUER = f"http://127.0.0.1:{os.environ.get('MYDOC_CITY_ACCOUNT_PORT', '8001')}"

INSTALLED_APPS = [
    "cms.demo.city_account",
    "oauth2_provider",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "cms.demo.city_account.urls"
WSGI_APPLICATION = "cms.demo.city_account.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "cms.demo.city_account.words.page_words",
            ],
        },
    },
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "city-account.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "/sign-in/"
LANGUAGE_CODE = "zh-hant"
TIME_ZONE = "Asia/Taipei"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT / "static"]
WHITENOISE_USE_FINDERS = True

# Cookies know no ports: under other names the two sites on 127.0.0.1 do not overwrite each other's.
SESSION_COOKIE_NAME = "city_account"
CSRF_COOKIE_NAME = "city_account_csrf"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'", CITY_ACCOUNT_SITE],  # a form's answer may lead back to the client
    },
}

OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_ISS_ENDPOINT": ISSUER,
    "OIDC_RSA_PRIVATE_KEY": kept(MYDOC_KEYS / "city-account.signing.pem", new_signing_key),
    "OIDC_RESPONSE_TYPES_SUPPORTED": ["code"],
    "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
    "OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT": False,  # who comes with the own ID token is not asked twice
    "OAUTH2_VALIDATOR_CLASS": "cms.demo.city_account.claims.CityValidator",
    "SCOPES": {"openid": "openid", "national_id": "national_id", "phone": "phone"},
    "PKCE_REQUIRED": True,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 300,
    "ID_TOKEN_EXPIRE_SECONDS": 300,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
}
