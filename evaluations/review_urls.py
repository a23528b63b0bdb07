"""The authority's pages; included by evaluations.urls."""

from django.urls import path

from evaluations.views import desk, determination, determined, notices, queue, review, revocation

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("review/", queue.queue, name="queue"),
    path("review/export/", queue.export, name="queue-export"),
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
    path("review/<int:pk>/revoke/", revocation.revoke, name="revoke"),
    path("determined/", determined.determined, name="determined"),
    path("determined/batch/", determined.batch, name="determined-batch"),
    path("announcements/", notices.notice_list, name="notices"),
    path("announcements/<int:pk>/", notices.notice, name="notice"),
    path("announcements/<int:pk>/publish/", notices.publish, name="notice-publish"),
    path("announcements/entries/<int:pk>/letter/", notices.letter, name="objection-letter"),
    path("objections/<int:pk>/", notices.objection, name="objection"),
    path("review/<int:pk>/history/", determination.history, name="review-history"),
]
