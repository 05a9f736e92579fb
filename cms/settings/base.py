"""What every installation shares; what differs comes from the environment or from the settings beside this one."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

PROJECT = Path(__file__).resolve().parents[2]
MYDOC_HOME = Path(os.environ.get("MYDOC_HOME", PROJECT / "var")).resolve()
MYDOC_KEYS = Path(os.environ.get("MYDOC_KEYS", PROJECT / "var-keys")).resolve()
MYDOC_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)

# The city: content that a page shows before any editor has written one.
MYDOC_CITY = {
    "name": "示範市政府",
    "name_en": "Shifan City Government",
    "bureau": "示範市政府資訊局",
    "hotline": "1999",
}
MYDOC_SITE_NAME = "文件保管箱"
MYDOC_SITE_NAME_EN = "Document Vault"
# Where the QR on the paper leads; the host is printed beside it.
MYDOC_VERIFY_URL = os.environ.get("MYDOC_VERIFY_URL", "http://127.0.0.1:8000")
MYDOC_NUMBER_PREFIX = os.environ.get("MYDOC_NUMBER_PREFIX", "MD")
MYDOC_CHUNK_ROWS = 100
MYDOC_UPLOAD_MAX_BYTES = 50 * 1024 * 1024
MYDOC_UPLOAD_MAX_ROWS = 100_000
# Uploads are read in memory: a temporary file would hold people's data in clear.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = MYDOC_UPLOAD_MAX_BYTES + 1024 * 1024
MYDOC_SCAN_FLUSH_SECONDS = 1.0
# Where a request's own address stands: behind a proxy HTTP_X_FORWARDED_FOR, whose last entry the proxy wrote.
MYDOC_CLIENT_ADDRESS = os.environ.get("MYDOC_CLIENT_ADDRESS", "REMOTE_ADDR")

INSTALLED_APPS = [
    "cms.home",
    "cms.portal",
    "cms.issuance",
    "cms.signin",
    "cms.verification",
    "cms.signing",
    "cms.delivery",
    "cms.vault",
    "cms.templates_designer",
    "cms.doctypes",
    "cms.accounts",
    "cms.audit",
    "cms.demo",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "guardian",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.signin.middleware.SeparateSessionsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.accounts.middleware.StaffSessionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.home.middleware.MovedPagesMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
ASGI_APPLICATION = "cms.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def database_from(url: str) -> dict:
    """SQLite under MYDOC_HOME, or the server named by postgresql://user:password@host:port/name."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": MYDOC_HOME / "mydoc.sqlite3",
            "CONN_MAX_AGE": 600,  # a connection a request would cost more than the verify page itself
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # secure_delete: a destroyed document's key may not stay on a free page.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database_from(os.environ.get("MYDOC_DATABASE_URL", ""))}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: who is locked out is not even asked
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: nobody's rights are nobody's

LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "正體中文"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [PROJECT / "locale"]
TIME_ZONE = "Asia/Taipei"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = MYDOC_HOME / "static"
STATICFILES_DIRS = [PROJECT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = MYDOC_HOME / "media"

WAGTAIL_SITE_NAME = MYDOC_SITE_NAME
WAGTAILADMIN_BASE_URL = MYDOC_VERIFY_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no call outside
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# Staff sign in with a password and a one-time code; only the demo may do without the code.
MYDOC_SECOND_FACTOR = True
MYDOC_IDLE_MINUTES = 30
MYDOC_SESSION_HOURS = 12
OTP_TOTP_ISSUER = MYDOC_SITE_NAME
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # an invitation's link
WAGTAIL_PASSWORD_RESET_ENABLED = False  # the account manager gives a link; nothing here depends on mail
WAGTAILADMIN_USER_LOGIN_FORM = "cms.accounts.forms.SignInForm"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "cms.accounts.networks.client_address"
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are audit events
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Notices: mail by Django's back end, texts through the city's gateway.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("MYDOC_MAIL_FROM", "no-reply@mydoc.example")
MYDOC_SMS_GATEWAY = "cms.delivery.channels.sms.HttpGateway"
MYDOC_SMS_URL = os.environ.get("MYDOC_SMS_URL", "")  # https only
MYDOC_SMS_HOSTS = os.environ.get("MYDOC_SMS_HOSTS", "").split(",")  # the hosts that a text may be handed to
MYDOC_SMS_KEY = os.environ.get("MYDOC_SMS_KEY", "")

# Signing in with the city's account (OpenID Connect); without an issuer it is not offered.
MYDOC_CITY_ACCOUNT = {
    "issuer": os.environ.get("MYDOC_CITY_ISSUER", ""),
    "client_id": os.environ.get("MYDOC_CITY_CLIENT_ID", ""),
    "client_secret": os.environ.get("MYDOC_CITY_CLIENT_SECRET", ""),
    "levels": tuple(filter(None, os.environ.get("MYDOC_CITY_LEVELS", "urn:mydoc.example:acr:high").split(","))),
    "scope": os.environ.get("MYDOC_CITY_SCOPE", "openid national_id phone"),
    "national_id_claim": os.environ.get("MYDOC_CITY_ID_CLAIM", "national_id"),
    "label": "城市帳號",
    "label_en": "City account",
}

# The staff's cookie goes to the admin only, the citizens' to /my/ only: public pages stay without any.
SESSION_COOKIE_NAME = "mydoc_staff"
SESSION_COOKIE_PATH = "/admin/"
SESSION_COOKIE_AGE = MYDOC_SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MYDOC_CITIZEN_COOKIE = "mydoc_citizen"
MYDOC_CITIZEN_IDLE_MINUTES = 15
MYDOC_CITIZEN_HOURS = 2
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "cms.signin.views.session.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # not in a cookie of its own
SECURE_REFERRER_POLICY = (
    "same-origin"  # none at all makes a browser's POST arrive without its origin; public pages send none
)
X_FRAME_OPTIONS = "SAMEORIGIN"
# Wagtail's admin carries inline scripts and styles (wagtail 8); every public page has a strict policy of its own.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'unsafe-inline'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "frame-ancestors": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "cms": {"level": "INFO"},
        "pyhanko": {"level": "ERROR"},  # a forged file is an answer of ours, not a warning of theirs
        "pyhanko_certvalidator": {"level": "ERROR"},
    },
}
