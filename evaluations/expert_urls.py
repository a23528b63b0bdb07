"""The outside expert's pages: what is assigned to them."""

from django.urls import path

from evaluations.views import experts

urlpatterns = [
    path("", experts.desk, name="expert-desk"),
    path("<int:pk>/", experts.filing, name="expert-filing"),
    path("<int:pk>/items/<str:code>/", experts.item, name="expert-item"),
    path("<int:pk>/finish/", experts.finish, name="expert-finish"),
    path("<int:pk>/hand-back/", experts.return_to_office, name="expert-hand-back"),
    path("<int:pk>/evidence/<int:evidence_pk>/", experts.evidence, name="expert-evidence"),
]
