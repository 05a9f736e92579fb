"""Addresses of the public verdict, in Chinese and under /en/."""

from django.urls import re_path

from . import views

app_name = "verification"

urlpatterns = [
    re_path(r"^v/$", views.type_code, {"lang": "zh"}, name="type_code"),
    re_path(r"^en/v/$", views.type_code, {"lang": "en"}, name="type_code_en"),
    re_path(r"^v/(?P<code>[^/]+)/?$", views.tell_verdict, {"lang": "zh"}, name="verdict"),
    re_path(r"^en/v/(?P<code>[^/]+)/?$", views.tell_verdict, {"lang": "en"}, name="verdict_en"),
]
