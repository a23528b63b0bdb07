"""All routes: pages, accounts, API, health."""

from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from portal.views.profile import choose_language

handler400 = "portal.views.answers.bad_request"
urlpatterns = [
    path("", include("portal.page_urls")),
    path("", include("evaluations.urls")),
    path("", include("pilots.urls")),
    path("", include("reporting.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", choose_language, name="set_language"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("i18n/catalogue.js", JavaScriptCatalog.as_view(packages=["portal"]), name="javascript-catalogue"),
    path("api/v1/", include("portal.api.urls")),
]
