from django.urls import path

from reporting.views import board, editions, figures, summaries

app_name = "reporting"
urlpatterns = [
    path("summaries/", summaries.summaries, name="summaries"),
    path("summaries/open/", summaries.open_year, name="open"),
    path("summaries/<int:pk>/", summaries.summary, name="summary"),
    path("summaries/<int:pk>/outline/", summaries.outline, name="outline"),
    path("summaries/<int:pk>/sections/<slug:section>/", summaries.section, name="section"),
    path("summaries/<int:pk>/figures/", figures.figures, name="figures"),
    path("summaries/<int:pk>/errata/", figures.errata, name="errata"),
    path("summaries/<int:pk>/editions/", editions.editions, name="editions"),
    path("summaries/<int:pk>/build/", editions.build, name="build"),
    path("summaries/<int:pk>/build/state/", editions.build_state, name="build-state"),
    path("summaries/<int:pk>/editions/<int:number>/file/", editions.edition_file, name="edition-file"),
    path("summaries/<int:pk>/editions/<int:number>/word/", editions.word, name="edition-word"),
    path("summaries/<int:pk>/editions/<int:number>/submit/", editions.submit, name="submit"),
    path("ministry/summaries/", board.board, name="board"),
    path("ministry/summaries/<int:year>/", board.board, name="board"),
    path("ministry/summaries/<int:year>/collect/", board.collect, name="collect"),
]
