"""Settings of an installation whose text gateway does not answer."""

from cms.settings.dev import *  # noqa: F403 - as the settings of the house do

MYDOC_SMS_GATEWAY = "cms.delivery.channels.sms.HttpGateway"
MYDOC_SMS_URL, MYDOC_SMS_HOSTS, MYDOC_SMS_KEY = "https://127.0.0.1:1/", ["127.0.0.1"], "tests only"
