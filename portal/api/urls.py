from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from portal.api.schema import schema

app_name = "api"
# Swagger UI sets styles of its own; scripts stay as strict as everywhere.
docs = csp_update({"style-src": [SELF, UNSAFE_INLINE]})(SpectacularSwaggerSplitView.as_view(url_name="api:schema"))
urlpatterns = [
    path("", include("portal.api.people_urls")),
    path("", include("portal.api.enterprise_urls")),
    path("", include("portal.api.upload_urls")),
    path("", include("evaluations.api.urls")),
    path("", include("pilots.api.urls")),
    path("", include("reporting.api.urls")),
    path("schema/", schema, name="schema"),
    path("docs/", docs, name="docs"),
]
