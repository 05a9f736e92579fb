"""Addresses of shares, outside /my/: whoever has the link needs no account, and is given no cookie."""

from django.urls import path

from .views.shared import open_share

urlpatterns = [
    path("s/<token>/", open_share, {"lang": "zh"}),
    path("en/s/<token>/", open_share, {"lang": "en"}),
]
