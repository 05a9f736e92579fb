"""Where a WSGI server finds the provider; it makes itself ready, and refuses to start outside a demo."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.demo.city_account.settings")

application = get_wsgi_application()

from .prepare import prepare  # noqa: E402 (models can be imported from here on)

prepare()
