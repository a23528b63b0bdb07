from django.urls import path
from rest_framework.routers import SimpleRouter

from evaluations.api.documents import DocumentViewSet
from evaluations.api.explanations import ExplanationViewSet
from evaluations.api.filings import AnswerViewSet, FilingViewSet
from evaluations.api.offers import OfferViewSet
from evaluations.api.plans import PlanActionViewSet, PlanViewSet
from evaluations.api.reviews import ReviewViewSet
from evaluations.api.standards import RoundViewSet, StandardViewSet

router = SimpleRouter(use_regex_path=False)
router.register("documents", DocumentViewSet, basename="document")
router.register("filings", FilingViewSet, basename="filing")
router.register("plans", PlanViewSet, basename="plan")
router.register("plan-actions", PlanActionViewSet, basename="plan-action")
router.register("reviews", ReviewViewSet, basename="review")
router.register("rounds", RoundViewSet, basename="round")
router.register("standards", StandardViewSet, basename="standard")
_answer = AnswerViewSet.as_view({"put": "update"})
_evidence = AnswerViewSet.as_view({"get": "evidence", "post": "attach"})
_detach = AnswerViewSet.as_view({"put": "place", "delete": "detach"})
_renew = AnswerViewSet.as_view({"post": "renew"})
_offers = OfferViewSet.as_view({"get": "offers"})
_take = OfferViewSet.as_view({"post": "take"})
_decline = OfferViewSet.as_view({"post": "decline"})
_explain = ExplanationViewSet.as_view({"get": "explain", "post": "print_out"})
_what_if = ExplanationViewSet.as_view({"post": "try_out"})
_plan = PlanViewSet.as_view({"post": "save"})
urlpatterns = [
    *router.urls,
    path("filings/<int:filing>/explanation/", _explain, name="explanation"),
    path("filings/<int:filing>/what-if/", _what_if, name="what-if"),
    path("filings/<int:filing>/plan/", _plan, name="plan-save"),
    path("filings/<int:filing>/answers/<str:item>/", _answer, name="answer"),
    path("filings/<int:filing>/answers/<str:item>/evidence/", _evidence, name="evidence"),
    path("filings/<int:filing>/evidence/<int:evidence>/", _detach, name="evidence-detach"),
    path("filings/<int:filing>/evidence/<int:evidence>/renew/", _renew, name="evidence-renew"),
    path("filings/<int:filing>/earlier-evidence/", _offers, name="offers"),
    path("filings/<int:filing>/earlier-evidence/take/", _take, name="offers-take"),
    path("filings/<int:filing>/earlier-evidence/decline/", _decline, name="offers-decline"),
]
