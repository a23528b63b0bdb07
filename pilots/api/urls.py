"""Routes of platforms."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from pilots.api.directions import DirectionsInForce
from pilots.api.platforms import LineDetail, LineList, PlatformViewSet, YearDetail, YearList

router = SimpleRouter(use_regex_path=False)
router.register("platforms", PlatformViewSet, basename="platform")
urlpatterns = [
    path("platforms/directions/", DirectionsInForce.as_view(), name="platform-directions"),
    *router.urls,
    path("platforms/<int:pk>/lists/<slug:kind>/", LineList.as_view(), name="platform-lines"),
    path("platforms/<int:pk>/lists/<slug:kind>/<int:line>/", LineDetail.as_view(), name="platform-line"),
    path("platforms/<int:pk>/years/", YearList.as_view(), name="platform-years"),
    path("platforms/<int:pk>/years/<int:year>/", YearDetail.as_view(), name="platform-year"),
]
