"""Addresses of the citizen's documents, below /my/ and /my/en/."""

from django.urls import path

from .views import claims, document, looks, offline, requests, settings, shares, takeaway, wallet

urlpatterns = [
    # documents
    path("", wallet.show_wallet),
    path("d/<number>/", document.show_document),
    path("d/<number>/page/<int:page>/", document.show_page),
    path("d/<number>/pdf/", document.download),
    path("d/<number>/qr/", document.show_qr),
    # who looked
    path("looks/", looks.all_looks),
    path("d/<number>/looks/", looks.looks_at),
    # shares and claims
    path("d/<number>/share/", shares.share),
    path("shares/", shares.share_list),
    path("shares/<uuid:share_id>/revoke/", shares.take_back),
    path("claim/", claims.claim),
    path("claim/<number>/", claims.claimed),
    # settings, requests, taking everything away
    path("settings/", settings.settings_page),
    path("settings/notices/", settings.notices_page),
    path("requests/", requests.request_list),
    path("requests/new/", requests.new_request),
    path("requests/<code>/", requests.request_page),
    path("requests/<code>/withdraw/", requests.withdraw),
    path("take-away/", takeaway.take_away),
    # the app
    path("manifest.webmanifest", offline.manifest),
    path("offline/", offline.offline_page),
    path("sw.js", offline.worker),
]
