"""The addresses under /admin/ that answer people who are not signed in yet; they stand before Wagtail's own."""

from django.urls import path

from .views import sign_in

urlpatterns = [
    path("login/", sign_in.SignInView.as_view(), name="wagtailadmin_login"),
    path("set-password/<uidb64>/<token>/", sign_in.SetPasswordView.as_view(), name="accounts_set_password"),
]
