from django.urls import path

from reporting.api import attachments, board, desk, figures, steps, submissions, summaries

urlpatterns = [
    path("summaries/", summaries.SummaryList.as_view(), name="summaries"),
    path("summaries/<int:pk>/", summaries.SummaryDetail.as_view(), name="summary"),
    path("summaries/<int:pk>/sections/<slug:section>/", summaries.SectionDetail.as_view(), name="summary-section"),
    path("summaries/<int:pk>/attachments/", attachments.AttachmentList.as_view(), name="summary-attachments"),
    path(
        "summaries/<int:pk>/attachments/<int:attachment>/",
        attachments.AttachmentDetail.as_view(),
        name="summary-attachment",
    ),
    path(
        "summaries/<int:pk>/attachments/<int:attachment>/restore/",
        attachments.AttachmentRestoring.as_view(),
        name="summary-attachment-restore",
    ),
    path(
        "summaries/<int:pk>/attachments/<int:attachment>/file/",
        attachments.AttachmentFile.as_view(),
        name="summary-attachment-file",
    ),
    path(
        "summaries/<int:pk>/editions/<int:number>/attachments/",
        attachments.EditionAttachmentList.as_view(),
        name="edition-attachments",
    ),
    path(
        "summaries/<int:pk>/editions/<int:number>/attachments/<int:place>/file/",
        attachments.EditionAttachmentFile.as_view(),
        name="edition-attachment-file",
    ),
    path("summaries/<int:pk>/figures/", figures.FigureList.as_view(), name="summary-figures"),
    path("summaries/<int:pk>/cut/", figures.Cut.as_view(), name="summary-cut"),
    path("summaries/<int:pk>/errata/", figures.ErrataList.as_view(), name="summary-errata"),
    path("summaries/<int:pk>/errata/workbook/", figures.ErrataWorkbook.as_view(), name="summary-errata-workbook"),
    path("summaries/<int:pk>/editions/", summaries.EditionList.as_view(), name="summary-editions"),
    path(
        "summaries/<int:pk>/editions/<int:number>/file/", summaries.EditionFile.as_view(), name="summary-edition-file"
    ),
    path(
        "summaries/<int:pk>/editions/<int:number>/word/", summaries.EditionWord.as_view(), name="summary-edition-word"
    ),
    path("summaries/<int:pk>/steps/", steps.StepList.as_view(), name="summary-steps"),
    path("summaries/<int:pk>/check/", steps.Check.as_view(), name="summary-check"),
    path("summaries/<int:pk>/withdraw/", steps.Withdrawal.as_view(), name="summary-withdraw"),
    path("summaries/<int:pk>/send-back/", steps.SendingBack.as_view(), name="summary-send-back"),
    path("summaries/<int:pk>/sign-off/", steps.Signature.as_view(), name="summary-sign-off"),
    path("summaries/<int:pk>/submit/", steps.Submitting.as_view(), name="summary-submit"),
    path("summaries/<int:pk>/accept/", steps.Acceptance.as_view(), name="summary-accept"),
    path("summaries/<int:pk>/return/", steps.Return.as_view(), name="summary-return"),
    path("summaries/<int:pk>/revoke/", steps.Revocation.as_view(), name="summary-revoke"),
    path("summaries/<int:pk>/submissions/", submissions.SubmissionList.as_view(), name="summary-submissions"),
    path("summaries/<int:pk>/submissions/<int:number>/marks/", submissions.MarkList.as_view(), name="summary-marks"),
    path("summaries/<int:pk>/marks/<int:mark>/", submissions.MarkDetail.as_view(), name="summary-mark"),
    path("summaries/<int:pk>/marks/<int:mark>/answer/", submissions.MarkAnswerDetail.as_view(), name="summary-answer"),
    path("summaries/<int:pk>/compare/", submissions.Comparison.as_view(), name="summary-compare"),
    path("ministry/summaries/<int:year>/", board.Board.as_view(), name="board"),
    path("ministry/summaries/<int:year>/archive/", board.Archive.as_view(), name="board-archive"),
    path("ministry/summaries/<int:year>/nudges/", desk.Nudges.as_view(), name="nudges"),
    path("ministry/summaries/<int:year>/comparison/", desk.Comparison.as_view(), name="comparison"),
    path(
        "ministry/summaries/<int:year>/comparison/workbook/",
        desk.ComparisonWorkbook.as_view(),
        name="comparison-workbook",
    ),
    path("ministry/summaries/<int:year>/targets/", desk.Targets.as_view(), name="targets"),
    path("ministry/summaries/<int:year>/compendia/", desk.Compendia.as_view(), name="compendia"),
    path(
        "ministry/summaries/<int:year>/compendia/<int:number>/pdf/",
        desk.CompendiumPdf.as_view(),
        name="compendium-pdf",
    ),
    path(
        "ministry/summaries/<int:year>/compendia/<int:number>/xlsx/",
        desk.CompendiumWorkbook.as_view(),
        name="compendium-xlsx",
    ),
]
