"""A company's library of documents."""

from django.urls import path

from evaluations.views import documents, library

urlpatterns = [
    path("", library.library, name="library"),
    path("new/", library.add, name="document-add"),
    path("export/", library.export, name="library-export"),
    path("<int:pk>/", documents.document, name="document"),
    path("<int:pk>/versions/", documents.add_next, name="document-version-add"),
    path("<int:pk>/versions/<int:number>/", documents.version, name="document-version"),
    path("<int:pk>/items/", documents.bind, name="document-bind"),
    path("<int:pk>/renew/", documents.renew, name="document-renew"),
    path("<int:pk>/archive/", documents.archive, name="document-archive"),
    path("<int:pk>/restore/", documents.restore, name="document-restore"),
    path("<int:pk>/delete/", documents.delete, name="document-delete"),
]
