from django.urls import path

from reporting.api import board, desk, figures, summaries

urlpatterns = [
    path("summaries/", summaries.SummaryList.as_view(), name="summaries"),
    path("summaries/<int:pk>/", summaries.SummaryDetail.as_view(), name="summary"),
    path("summaries/<int:pk>/sections/<slug:section>/", summaries.SectionDetail.as_view(), name="summary-section"),
    path("summaries/<int:pk>/figures/", figures.FigureList.as_view(), name="summary-figures"),
    path("summaries/<int:pk>/cut/", figures.Cut.as_view(), name="summary-cut"),
    path("summaries/<int:pk>/errata/", figures.ErrataList.as_view(), name="summary-errata"),
    path("summaries/<int:pk>/editions/", summaries.EditionList.as_view(), name="summary-editions"),
    path(
        "summaries/<int:pk>/editions/<int:number>/file/", summaries.EditionFile.as_view(), name="summary-edition-file"
    ),
    path(
        "summaries/<int:pk>/editions/<int:number>/word/", summaries.EditionWord.as_view(), name="summary-edition-word"
    ),
    path("summaries/<int:pk>/submit/", summaries.Submission.as_view(), name="summary-submit"),
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
