from django.urls import include, path

app_name = "evaluations"
urlpatterns = [
    path("", include("evaluations.filing_urls")),
    path("", include("evaluations.public_urls")),
    path("library/", include("evaluations.library_urls")),
    path("", include("evaluations.review_urls")),
    path("expert/", include("evaluations.expert_urls")),
    path("", include("evaluations.standard_urls")),
]
