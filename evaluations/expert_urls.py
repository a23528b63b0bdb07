"""The outside expert's pages: what is assigned to them."""

from django.urls import path

from evaluations.views import expert_interests, experts

urlpatterns = [
    path("", experts.desk, name="expert-desk"),
    path("interests/", expert_interests.interests, name="expert-interests"),
    path("interests/<int:pk>/withdraw/", expert_interests.withdraw, name="expert-interest-withdraw"),
    path("<int:pk>/", experts.filing, name="expert-filing"),
    path("<int:pk>/items/<str:code>/", experts.item, name="expert-item"),
    path("<int:pk>/agree/", experts.agree, name="expert-agree"),
    path("<int:pk>/finish/", experts.finish, name="expert-finish"),
    path("<int:pk>/hand-back/", experts.return_to_office, name="expert-hand-back"),
    path("<int:pk>/evidence/<int:evidence_pk>/", experts.evidence, name="expert-evidence"),
]
