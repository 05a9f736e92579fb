"""Every address of the site."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("admin/", include("cms.accounts.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("cms.verification.urls")),
    path("", include("cms.delivery.urls")),
    path("", include("cms.portal.public_urls")),
    path("my/en/", include("cms.signin.urls"), {"lang": "en"}),
    path("my/en/", include("cms.portal.urls"), {"lang": "en"}),
    path("my/", include("cms.signin.urls"), {"lang": "zh"}),
    path("my/", include("cms.portal.urls"), {"lang": "zh"}),
    path("", include(wagtail_urls)),
]

handler400 = "cms.home.views.bad_request"
handler404 = "cms.home.views.page_not_found"
handler500 = "cms.home.views.server_error"
