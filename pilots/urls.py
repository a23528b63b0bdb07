from django.urls import path

from pilots.views import directions, files, history, parts, platforms, years

app_name = "pilots"
urlpatterns = [
    path("platforms/", platforms.platform_list, name="platforms"),
    path("platforms/directions/", directions.directions, name="directions"),
    path("platforms/export/", platforms.export, name="export"),
    path("platforms/new/", platforms.register, name="register"),
    path("platforms/<int:pk>/", platforms.platform_page, name="platform"),
    path("platforms/<int:pk>/edit/", platforms.edit, name="edit"),
    path("platforms/<int:pk>/release/", platforms.release, name="release"),
    path("platforms/<int:pk>/lists/<slug:kind>/", parts.part_list, name="list"),
    path("platforms/<int:pk>/lists/<slug:kind>/<int:line>/", parts.part, name="line"),
    path("platforms/<int:pk>/lists/<slug:kind>/<int:line>/remove/", parts.remove, name="line-remove"),
    path("platforms/<int:pk>/files/", files.file_list, name="files"),
    path("platforms/<int:pk>/files/<int:row>/", files.file_words, name="file"),
    path("platforms/<int:pk>/files/<int:row>/move/", files.move, name="file-move"),
    path("platforms/<int:pk>/files/<int:row>/remove/", files.remove, name="file-remove"),
    path("platforms/<int:pk>/files/<int:row>/restore/", files.restore, name="file-restore"),
    path("platforms/<int:pk>/history/", history.platform_history, name="history"),
    path("platforms/<int:pk>/years/", years.year_list, name="years"),
    path("platforms/<int:pk>/years/<int:year>/", years.year_form, name="year"),
]
