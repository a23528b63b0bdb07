from django.urls import path

from reporting.views import board, comparing, desk, editions, figures, steps, submissions, summaries

app_name = "reporting"
urlpatterns = [
    path("summaries/", summaries.summaries, name="summaries"),
    path("summaries/open/", summaries.open_year, name="open"),
    path("summaries/<int:pk>/", summaries.summary, name="summary"),
    path("summaries/<int:pk>/outline/", summaries.outline, name="outline"),
    path("summaries/<int:pk>/sections/<slug:section>/", summaries.section, name="section"),
    path("summaries/<int:pk>/figures/", figures.figures, name="figures"),
    path("summaries/<int:pk>/errata/", figures.errata, name="errata"),
    path("summaries/<int:pk>/errata/export/", figures.export_errata, name="errata-export"),
    path("summaries/<int:pk>/editions/", editions.editions, name="editions"),
    path("summaries/<int:pk>/build/", editions.build, name="build"),
    path("summaries/<int:pk>/build/state/", editions.build_state, name="build-state"),
    path("summaries/<int:pk>/editions/<int:number>/file/", editions.edition_file, name="edition-file"),
    path("summaries/<int:pk>/editions/<int:number>/word/", editions.word, name="edition-word"),
    path("summaries/<int:pk>/submissions/<int:number>/", submissions.submission, name="submission"),
    path("summaries/<int:pk>/submissions/<int:number>/marks/", submissions.add_mark, name="mark"),
    path("summaries/<int:pk>/marks/<int:mark>/remove/", submissions.remove_mark, name="mark-remove"),
    path("summaries/<int:pk>/marks/<int:mark>/answer/", submissions.answer_mark, name="mark-answer"),
    path("summaries/<int:pk>/submissions/<int:number>/accept/", steps.accept, name="accept"),
    path("summaries/<int:pk>/submissions/<int:number>/return/", steps.return_page, name="return"),
    path("summaries/<int:pk>/editions/<int:number>/<slug:step>/", steps.plain, name="step"),
    path("summaries/<int:pk>/compare/", comparing.compare, name="compare-editions"),
    path("summaries/<int:pk>/withdraw/", steps.withdraw, name="withdraw"),
    path("summaries/<int:pk>/send-back/", steps.send_back, name="send-back"),
    path("ministry/summaries/", board.board, name="board"),
    path("ministry/summaries/<int:year>/", board.board, name="board"),
    path("ministry/summaries/<int:year>/collect/", board.collect, name="collect"),
    path("ministry/summaries/<int:year>/nudge/", board.nudge, name="nudge"),
    path("ministry/summaries/<int:year>/compare/", desk.comparison, name="compare"),
    path("ministry/summaries/<int:year>/compare/export/", desk.export_comparison, name="compare-export"),
    path("ministry/summaries/<int:year>/targets/", desk.targets, name="targets"),
    path("ministry/summaries/<int:year>/compendium/", desk.compendium, name="compendium"),
    path("ministry/summaries/<int:year>/compendium/build/", desk.build_compendium, name="compendium-build"),
    path(
        "ministry/summaries/<int:year>/compendium/<int:number>/<slug:kind>/",
        desk.compendium_file,
        name="compendium-file",
    ),
]
