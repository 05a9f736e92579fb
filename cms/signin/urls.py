"""Addresses of signing in and out, below /my/ and /my/en/."""

from django.urls import path

from .views import session

urlpatterns = [
    path("sign-out/", session.sign_out),
    path("signed-out/", session.signed_out),
]
