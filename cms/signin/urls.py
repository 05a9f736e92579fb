"""Addresses of signing in and out, below /my/ and /my/en/."""

from django.urls import path

from .views import city, last_four, mobile, session

urlpatterns = [
    path("sign-in/", mobile.ask_number),
    path("sign-in/code/", mobile.ask_code),
    path("sign-in/id/", last_four.ask_last_four),
    path("city/<slug:slug>/", city.start_city),
    path("city/<slug:slug>/back/", city.finish_city),
    path("stay/", session.stay),
    path("sign-out/", session.sign_out),
    path("signed-out/", session.signed_out),
]
