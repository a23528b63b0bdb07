from django.urls import path
from rest_framework.routers import SimpleRouter

from evaluations.api.appeals import AppealViewSet
from evaluations.api.contradictions import ContradictionViewSet
from evaluations.api.explanations import ExplanationViewSet
from evaluations.api.filings import AnswerViewSet, FilingViewSet
from evaluations.api.plans import PlanActionViewSet, PlanViewSet
from evaluations.api.receipts import ReceiptCheckView
from evaluations.api.reviews import ReviewViewSet
from evaluations.api.standards import RoundViewSet, StandardViewSet
from evaluations.api.submissions import DocumentsView, SubmissionViewSet

router = SimpleRouter(use_regex_path=False)
router.register("filings", FilingViewSet, basename="filing")
router.register("plans", PlanViewSet, basename="plan")
router.register("plan-actions", PlanActionViewSet, basename="plan-action")
router.register("reviews", ReviewViewSet, basename="review")
router.register("rounds", RoundViewSet, basename="round")
router.register("standards", StandardViewSet, basename="standard")
_answer = AnswerViewSet.as_view({"put": "update"})
_evidence = AnswerViewSet.as_view({"get": "evidence", "post": "attach"})
_detach = AnswerViewSet.as_view({"put": "place", "delete": "detach"})
_explain = ExplanationViewSet.as_view({"get": "explain", "post": "print_out"})
_what_if = ExplanationViewSet.as_view({"post": "try_out"})
_contradictions = ContradictionViewSet.as_view({"get": "list"})
_reason = ContradictionViewSet.as_view({"put": "explain"})
_submissions = SubmissionViewSet.as_view({"get": "list"})
_versions = SubmissionViewSet.as_view({"get": "compare"})
_appeal = AppealViewSet.as_view({"get": "read", "put": "write"})
_plan = PlanViewSet.as_view({"post": "save"})
urlpatterns = [
    *router.urls,
    path("filings/<int:filing>/explanation/", _explain, name="explanation"),
    path("filings/<int:filing>/what-if/", _what_if, name="what-if"),
    path("filings/<int:filing>/contradictions/", _contradictions, name="contradictions"),
    path("filings/<int:filing>/contradictions/<str:code>/", _reason, name="reason"),
    path("filings/<int:filing>/submissions/", _submissions, name="submissions"),
    path("filings/<int:filing>/versions/", _versions, name="versions"),
    path("filings/<int:filing>/appeal/", _appeal, name="appeal"),
    path("filings/<int:filing>/appeal/submit/", AppealViewSet.as_view({"post": "submit"}), name="appeal-submit"),
    path("filings/<int:filing>/appeal/withdraw/", AppealViewSet.as_view({"post": "withdraw"}), name="appeal-withdraw"),
    path("documents/", DocumentsView.as_view(), name="documents"),
    path("receipts/check/", ReceiptCheckView.as_view(), name="receipt-check"),
    path("filings/<int:filing>/plan/", _plan, name="plan-save"),
    path("filings/<int:filing>/answers/<str:item>/", _answer, name="answer"),
    path("filings/<int:filing>/answers/<str:item>/evidence/", _evidence, name="evidence"),
    path("filings/<int:filing>/evidence/<int:evidence>/", _detach, name="evidence-detach"),
]
