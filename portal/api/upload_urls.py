"""Routes of uploads in parts and of the storage they fill."""

from django.urls import path

from portal.api.uploads import StorageView, UploadViewSet

_one = UploadViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"})
urlpatterns = [
    path("uploads/", UploadViewSet.as_view({"get": "list", "post": "create"}), name="upload-list"),
    path("uploads/<int:pk>/", _one, name="upload-detail"),
    path("storage/", StorageView.as_view(), name="storage"),
]
