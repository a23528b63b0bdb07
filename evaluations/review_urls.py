"""The authority's pages; included by evaluations.urls."""

from django.urls import path

from evaluations.views import desk, determination, queue, queue_views, review

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("review/", queue.queue, name="queue"),
    path("review/export/", queue.export, name="queue-export"),
    path("review/columns/", queue_views.columns, name="queue-columns"),
    path("review/views/", queue_views.save, name="queue-view-save"),
    path("review/views/<int:pk>/", queue_views.change, name="queue-view-change"),
    path("review/views/<int:pk>/delete/", queue_views.delete, name="queue-view-delete"),
    path("review/<int:pk>/", review.review, name="review"),
    path("review/<int:pk>/items/<str:code>/", review.item, name="review-item"),
    path("review/<int:pk>/items/<str:code>/progress/", review.progress, name="review-progress"),
    path("review/<int:pk>/take/", review.take, name="review-take"),
    path("review/<int:pk>/release/", review.release, name="review-release"),
    path("review/<int:pk>/agree/", review.agree, name="review-agree"),
    path("review/<int:pk>/return/", determination.return_page, name="review-return"),
    path("review/<int:pk>/finish/", determination.finish_page, name="review-finish"),
    path("review/<int:pk>/determination/", determination.determination, name="determination"),
    path("review/<int:pk>/send-back/", determination.send_back_page, name="review-send-back"),
    path("review/<int:pk>/history/", determination.history, name="review-history"),
]
