"""Addresses of the provider: of the protocol only what one client with the code flow needs."""

from django.urls import include, path
from oauth2_provider import views as protocol

from . import views

protocol_urls = [
    path("authorize/", views.Consent.as_view(), name="authorize"),
    path("token/", protocol.TokenView.as_view(), name="token"),
    path("userinfo/", protocol.UserInfoView.as_view(), name="user-info"),
    path("logout/", protocol.RPInitiatedLogoutView.as_view(), name="rp-initiated-logout"),
    path(".well-known/openid-configuration", protocol.ConnectDiscoveryInfoView.as_view(), name="discovery"),
    path(".well-known/jwks.json", protocol.JwksInfoView.as_view(), name="jwks-info"),
]

urlpatterns = [
    path("", views.front),
    path("sign-in/", views.choose_person),
    path("", include((protocol_urls, "oauth2_provider"))),
]
