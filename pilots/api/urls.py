"""Routes of platforms."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from pilots.api.directions import DirectionsInForce
from pilots.api.files import FileDetail, FileList, FileRestoring
from pilots.api.history import HistoryList
from pilots.api.platforms import LineDetail, LineList, PlatformViewSet, YearDetail, YearList

router = SimpleRouter(use_regex_path=False)
router.register("platforms", PlatformViewSet, basename="platform")
urlpatterns = [
    path("platforms/directions/", DirectionsInForce.as_view(), name="platform-directions"),
    *router.urls,
    path("platforms/<int:pk>/lists/<slug:kind>/", LineList.as_view(), name="platform-lines"),
    path("platforms/<int:pk>/lists/<slug:kind>/<int:line>/", LineDetail.as_view(), name="platform-line"),
    path("platforms/<int:pk>/files/", FileList.as_view(), name="platform-files"),
    path("platforms/<int:pk>/files/<int:row>/", FileDetail.as_view(), name="platform-file"),
    path("platforms/<int:pk>/files/<int:row>/restore/", FileRestoring.as_view(), name="platform-file-restore"),
    path("platforms/<int:pk>/history/", HistoryList.as_view(), name="platform-history"),
    path("platforms/<int:pk>/years/", YearList.as_view(), name="platform-years"),
    path("platforms/<int:pk>/years/<int:year>/", YearDetail.as_view(), name="platform-year"),
]
