"""Where an ASGI server finds the site; production refuses to start while a deploy check says error."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = get_asgi_application()

if not settings.MYDOC_DEMO:
    call_command("check", deploy=True, fail_level="ERROR", verbosity=0)
