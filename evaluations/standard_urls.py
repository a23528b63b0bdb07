"""Standards, which everybody reads and administrators load, and the yearly rounds."""

from django.urls import path

from evaluations.views import rounds, standards, standards_compare, standards_preview, standards_simulate

urlpatterns = [
    path("standards/", standards.standard_list, name="standards"),
    path("standards/check/", standards_preview.check, name="standard-check"),
    path("standards/load/", standards.load, name="standard-load"),
    path("standards/<int:pk>/", standards.standard, name="standard"),
    path("standards/<int:pk>/publish/", standards.publish, name="standard-publish"),
    path("standards/<int:pk>/retire/", standards.retire, name="standard-retire"),
    path("standards/<int:pk>/preview/", standards_preview.preview, name="standard-preview"),
    path("standards/<int:pk>/simulate/", standards_simulate.simulate, name="standard-simulate"),
    path("standards/<int:pk>/compare/<int:other>/", standards_compare.compare_versions, name="standard-compare"),
    path("rounds/new/", standards.edit_round, name="round-new"),
    path("rounds/<int:year>/", standards.edit_round, name="round"),
    path("rounds/<int:year>/work/", rounds.round_work, name="round-work"),
    path("rounds/<int:year>/move/", rounds.move, name="round-move"),
    path("rounds/<int:year>/rescore/", rounds.rescore, name="round-rescore"),
]
