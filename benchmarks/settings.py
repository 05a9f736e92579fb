"""The demo's settings with an empty view beside its addresses."""

from cms.settings.dev import *

ROOT_URLCONF = "benchmarks.site"
