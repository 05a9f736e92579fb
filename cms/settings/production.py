"""Production: everything secret comes from the environment, and what belongs to the demo is refused by checks."""

import os

from .base import *

DEBUG = False
MYDOC_DEMO = False
SECRET_KEY = os.environ["MYDOC_SECRET_KEY"]
ALLOWED_HOSTS = os.environ["MYDOC_ALLOWED_HOSTS"].split(",")

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True

EMAIL_HOST = os.environ.get("MYDOC_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("MYDOC_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("MYDOC_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MYDOC_MAIL_PASSWORD", "")
EMAIL_USE_TLS = True
