from django.urls import path
from rest_framework.routers import SimpleRouter

from evaluations.api.agreement import AdjustedView, AgreementView
from evaluations.api.appeals import AppealViewSet
from evaluations.api.bulk import BulkViewSet
from evaluations.api.calibration import CalibrationViewSet
from evaluations.api.contradictions import ContradictionViewSet
from evaluations.api.decisions import DecisionViewSet
from evaluations.api.desk import DeskView
from evaluations.api.documents import DocumentViewSet
from evaluations.api.experts import ExpertViewSet
from evaluations.api.explanations import ExplanationViewSet
from evaluations.api.extensions import ExtensionTakeBackView, ExtensionView
from evaluations.api.filings import AnswerViewSet, FilingViewSet
from evaluations.api.handover import HandoverView
from evaluations.api.interests import FilingConflictsViewSet, InterestViewSet
from evaluations.api.offers import OfferViewSet
from evaluations.api.plans import PlanActionViewSet, PlanViewSet
from evaluations.api.procedure import ProcedureView
from evaluations.api.public_notices import CertificateCheckView, CertificateViewSet, PublicNoticeViewSet
from evaluations.api.publications import DeterminedViewSet, NoticeViewSet, ObjectionViewSet
from evaluations.api.queue_export import QueueExport
from evaluations.api.queue_views import QueueViewViewSet
from evaluations.api.readings import ReadingViewSet
from evaluations.api.receipts import ReceiptCheckView
from evaluations.api.reviews import ReviewViewSet
from evaluations.api.roster import RosterUploadViewSet, RosterViewSet
from evaluations.api.standards import RoundViewSet, StandardViewSet
from evaluations.api.submissions import RecordsView, SubmissionViewSet
from evaluations.api.team import CommentViewSet, ItemCommentsViewSet, TeamViewSet
from evaluations.api.triage import TriageViewSet
from evaluations.api.visits import VisitViewSet
from evaluations.api.workbooks import WorkbookViewSet

router = SimpleRouter(use_regex_path=False)
router.register("comments", CommentViewSet, basename="comment")
router.register("documents", DocumentViewSet, basename="document")
router.register("assigned", ExpertViewSet, basename="expert")
router.register("filings", FilingViewSet, basename="filing")
router.register("interests", InterestViewSet, basename="interest")
router.register("plans", PlanViewSet, basename="plan")
router.register("plan-actions", PlanActionViewSet, basename="plan-action")
router.register("queue-views", QueueViewViewSet, basename="queue-view")
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
_contradictions = ContradictionViewSet.as_view({"get": "list"})
_reason = ContradictionViewSet.as_view({"put": "explain"})
_submissions = SubmissionViewSet.as_view({"get": "list"})
_versions = SubmissionViewSet.as_view({"get": "compare"})
_appeal = AppealViewSet.as_view({"get": "read", "put": "write"})
_plan = PlanViewSet.as_view({"post": "save"})
_workbook = WorkbookViewSet.as_view({"post": "upload"})
_workbook_download = WorkbookViewSet.as_view({"post": "download"})
_workbook_compare = WorkbookViewSet.as_view({"get": "compare"})
_workbook_apply = WorkbookViewSet.as_view({"post": "apply"})
_comments = ItemCommentsViewSet.as_view({"get": "comments", "post": "add"})
_notices = NoticeViewSet.as_view({"get": "rows"})
_notice_entries = NoticeViewSet.as_view({"get": "entries"})
_notice_objections = NoticeViewSet.as_view({"get": "objections"})
_letter = ObjectionViewSet.as_view({"post": "record"})
_public_entries = PublicNoticeViewSet.as_view({"get": "entries"})
_object = PublicNoticeViewSet.as_view({"post": "object"})
_visit_plans = VisitViewSet.as_view({"get": "plans", "post": "draw"})
_calibrations = CalibrationViewSet.as_view({"get": "rows", "post": "begin"})
_calibration_figures = CalibrationViewSet.as_view({"get": "figures"})
_visit = VisitViewSet.as_view({"get": "one", "put": "arrange"})
_triage = TriageViewSet.as_view({"get": "retrieve", "put": "update"})
_received = PublicNoticeViewSet.as_view({"get": "received"})
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
    path("desk/", DeskView.as_view(), name="desk"),
    path("bulk-steps/", BulkViewSet.as_view({"post": "create"}), name="bulk-start"),
    path("bulk-steps/distribution/", BulkViewSet.as_view({"post": "distribution"}), name="bulk-distribution"),
    path("bulk-steps/<int:pk>/", BulkViewSet.as_view({"get": "retrieve"}), name="bulk-step"),
    path("bulk-steps/<int:pk>/undo/", BulkViewSet.as_view({"post": "undo"}), name="bulk-undo"),
    path("reviews/export/", QueueExport.as_view(), name="review-export"),
    path("reviews/<int:pk>/conflicts/", FilingConflictsViewSet.as_view({"get": "conflicts"}), name="review-conflicts"),
    path("reviews/<int:pk>/readings/", ReadingViewSet.as_view({"get": "readings"}), name="review-readings"),
    path("reviews/<int:pk>/settle/", ReadingViewSet.as_view({"post": "settle"}), name="review-settle"),
    path("reviews/<int:pk>/recuse/", FilingConflictsViewSet.as_view({"post": "recuse"}), name="review-recuse"),
    path("reviews/<int:pk>/adjusted/", AdjustedView.as_view(), name="review-adjusted"),
    path("rounds/<int:year>/agreement/", AgreementView.as_view(), name="agreement"),
    path("rounds/<int:year>/calibrations/", _calibrations, name="calibrations"),
    path("rounds/<int:year>/calibrations/figures/", _calibration_figures, name="calibration-figures"),
    path("rounds/<int:year>/procedure/", ProcedureView.as_view(), name="procedure"),
    path("rounds/<int:year>/roster/", RosterViewSet.as_view({"get": "rows"}), name="roster"),
    path("rounds/<int:year>/roster/funnel/", RosterViewSet.as_view({"get": "funnel"}), name="roster-funnel"),
    path("rounds/<int:year>/roster/invite/", RosterViewSet.as_view({"post": "invite"}), name="roster-invite"),
    path("rounds/<int:year>/roster/remind/", RosterViewSet.as_view({"post": "remind"}), name="roster-remind"),
    path("rounds/<int:year>/roster/extend/", RosterViewSet.as_view({"post": "extend"}), name="roster-extend"),
    path("rounds/<int:year>/roster/remove/", RosterViewSet.as_view({"post": "remove"}), name="roster-remove"),
    path("rounds/<int:year>/roster/upload/", RosterUploadViewSet.as_view({"post": "upload"}), name="roster-upload"),
    path(
        "rounds/<int:year>/roster/upload/<int:pk>/",
        RosterUploadViewSet.as_view({"get": "uploaded"}),
        name="roster-uploaded",
    ),
    path("rounds/<int:year>/companies/<int:pk>/extension/", ExtensionView.as_view(), name="extension"),
    path(
        "rounds/<int:year>/companies/<int:pk>/extension/take-back/",
        ExtensionTakeBackView.as_view(),
        name="extension-take-back",
    ),
    path("rounds/<int:year>/visit-plans/", _visit_plans, name="visit-plans"),
    path("visits/", VisitViewSet.as_view({"get": "rows"}), name="visits"),
    path("visits/<int:pk>/", _visit, name="visit"),
    path("visits/<int:pk>/findings/", VisitViewSet.as_view({"get": "findings"}), name="visit-findings"),
    path("visits/<int:pk>/findings/<str:code>/", VisitViewSet.as_view({"put": "find"}), name="visit-find"),
    path("visits/<int:pk>/findings/<str:code>/photos/", VisitViewSet.as_view({"post": "photo"}), name="visit-photo"),
    path("visits/<int:pk>/correct/", VisitViewSet.as_view({"post": "correct"}), name="visit-correct"),
    path("rounds/<int:year>/triage/", _triage, name="triage"),
    path("rounds/<int:year>/triage/read/", TriageViewSet.as_view({"post": "read"}), name="triage-read"),
    path("rounds/<int:year>/triage/worth/", TriageViewSet.as_view({"get": "worth"}), name="triage-worth"),
    path("rounds/<int:year>/triage/texts/", TriageViewSet.as_view({"get": "texts"}), name="near-texts"),
    path("near-texts/<int:pk>/", TriageViewSet.as_view({"get": "sides"}), name="near-text"),
    path("reviews/<int:pk>/accept/", DecisionViewSet.as_view({"post": "accept"}), name="review-accept"),
    path("reviews/<int:pk>/ask-completion/", DecisionViewSet.as_view({"post": "ask_completion"}), name="review-ask"),
    path("reviews/<int:pk>/undo-accept/", DecisionViewSet.as_view({"post": "undo_accept"}), name="review-undo-accept"),
    path(
        "reviews/<int:pk>/undo-completion/",
        DecisionViewSet.as_view({"post": "undo_completion"}),
        name="review-undo-ask",
    ),
    path("reviews/<int:pk>/refuse/", DecisionViewSet.as_view({"post": "refuse"}), name="review-refuse"),
    path("reviews/<int:pk>/readmit/", DecisionViewSet.as_view({"post": "readmit"}), name="review-readmit"),
    *(
        path(f"reviews/<int:pk>/{word}/", DecisionViewSet.as_view({"post": method}), name=f"review-{word}")
        for word, method in (
            ("recommend", "recommend"),
            ("advise-against", "advise_against"),
            ("escalate", "escalate"),
            ("recall", "recall"),
            ("to-city", "hand_down"),
        )
    ),
    path("reviews/<int:pk>/reopen/", DecisionViewSet.as_view({"post": "reopen"}), name="review-reopen"),
    path("reviews/<int:pk>/appeal/", DecisionViewSet.as_view({"post": "answer_appeal"}), name="review-appeal"),
    path("records/", RecordsView.as_view(), name="records"),
    path("determined/", DeterminedViewSet.as_view({"get": "rows"}), name="determined"),
    path("determined/counts/", DeterminedViewSet.as_view({"get": "counts"}), name="determined-counts"),
    path("determined/announce/", DeterminedViewSet.as_view({"post": "announce"}), name="determined-announce"),
    path("determined/publish/", DeterminedViewSet.as_view({"post": "publish"}), name="determined-publish"),
    path("announcements/", _notices, name="announcements"),
    path("announcements/<int:pk>/", NoticeViewSet.as_view({"get": "one"}), name="announcement"),
    path("announcements/<int:pk>/entries/", _notice_entries, name="announcement-entries"),
    path("announcements/<int:pk>/objections/", _notice_objections, name="announcement-objections"),
    path("announcements/<int:pk>/publish/", NoticeViewSet.as_view({"post": "publish"}), name="announcement-publish"),
    path("announcements/entries/<int:pk>/objections/", _letter, name="objection-letter"),
    path("objections/<int:pk>/", ObjectionViewSet.as_view({"get": "one"}), name="objection"),
    path("objections/<int:pk>/answer/", ObjectionViewSet.as_view({"post": "answer"}), name="objection-answer"),
    path("reviews/<int:pk>/revoke/", ObjectionViewSet.as_view({"post": "revoke"}), name="revoke"),
    path("public-notices/", PublicNoticeViewSet.as_view({"get": "rows"}), name="public-notices"),
    path("public-notices/<int:pk>/", PublicNoticeViewSet.as_view({"get": "one"}), name="public-notice"),
    path("public-notices/<int:pk>/entries/", _public_entries, name="public-entries"),
    path("public-notices/<int:pk>/entries/<int:entry>/objections/", _object, name="public-object"),
    path("public-notices/objections/<str:reference>/", _received, name="objection-received"),
    path("certificates/", CertificateViewSet.as_view({"get": "rows"}), name="certificates"),
    path("certificates/check/", CertificateCheckView.as_view(), name="certificate-check"),
    path("receipts/check/", ReceiptCheckView.as_view(), name="receipt-check"),
    path("filings/<int:filing>/plan/", _plan, name="plan-save"),
    path("filings/<int:filing>/workbook/", _workbook, name="workbook"),
    path("filings/<int:filing>/workbook/download/", _workbook_download, name="workbook-download"),
    path("filings/<int:filing>/workbook/<int:upload>/", _workbook_compare, name="workbook-compare"),
    path("filings/<int:filing>/workbook/<int:upload>/apply/", _workbook_apply, name="workbook-apply"),
    path("filings/<int:filing>/answers/<str:item>/", _answer, name="answer"),
    path("filings/<int:filing>/answers/<str:item>/evidence/", _evidence, name="evidence"),
    path("filings/<int:filing>/evidence/<int:evidence>/", _detach, name="evidence-detach"),
    path("filings/<int:filing>/items/<str:item>/comments/", _comments, name="item-comments"),
    path("filings/<int:filing>/chapters/", TeamViewSet.as_view({"get": "chapters"}), name="chapters"),
    path("filings/<int:filing>/chapters/<str:chapter>/", TeamViewSet.as_view({"put": "assign"}), name="chapter"),
    path("filings/<int:filing>/here/", TeamViewSet.as_view({"get": "who", "post": "here"}), name="here"),
    path("filings/<int:filing>/ask-to-submit/", TeamViewSet.as_view({"post": "ask"}), name="ask-to-submit"),
    path("members/<int:pk>/hand-over/", HandoverView.as_view(), name="hand-over"),
    path("filings/<int:filing>/evidence/<int:evidence>/renew/", _renew, name="evidence-renew"),
    path("filings/<int:filing>/earlier-evidence/", _offers, name="offers"),
    path("filings/<int:filing>/earlier-evidence/take/", _take, name="offers-take"),
    path("filings/<int:filing>/earlier-evidence/decline/", _decline, name="offers-decline"),
]
