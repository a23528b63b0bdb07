"""Routes of enterprises and register imports."""

from rest_framework.routers import SimpleRouter

from portal.api.enterprises import EnterpriseViewSet, RegisterImportViewSet

router = SimpleRouter(use_regex_path=False)
router.register("enterprises", EnterpriseViewSet, basename="enterprise")
router.register("register-imports", RegisterImportViewSet, basename="register-import")
urlpatterns = router.urls
