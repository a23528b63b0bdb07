"""The authority's pages; included by evaluations.urls."""

from django.urls import path

from evaluations.views import bulk, decisions, desk, determination, procedure, queue, review, versions

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("procedure/<int:year>/", procedure.procedure, name="procedure"),
    path("procedure/<int:year>/picture/", procedure.picture, name="procedure-picture"),
    path("review/", queue.queue, name="queue"),
    path("review/export/", queue.export, name="queue-export"),
    path("review/bulk/", bulk.bulk_steps, name="bulk-steps"),
    path("review/bulk/<str:kind>/new/", bulk.bulk_confirm, name="bulk-confirm"),
    path("review/bulk/<int:pk>/", bulk.bulk_step, name="bulk-step"),
    path("review/bulk/<int:pk>/undo/", bulk.bulk_undo, name="bulk-undo"),
    path("review/<int:pk>/", review.review, name="review"),
    path("review/<int:pk>/items/<str:code>/", review.item, name="review-item"),
    path("review/<int:pk>/items/<str:code>/progress/", review.progress, name="review-progress"),
    path("review/<int:pk>/take/", review.take, name="review-take"),
    path("review/<int:pk>/release/", review.release, name="review-release"),
    path("review/<int:pk>/agree/", review.agree, name="review-agree"),
    path("review/<int:pk>/check/<str:step>/", decisions.plain_step, name="review-plain"),
    path("review/<int:pk>/steps/<str:step>/", decisions.reasoned_step, name="review-step"),
    path("review/<int:pk>/appeal/", decisions.answer_appeal, name="review-appeal"),
    path("review/<int:pk>/return/", determination.return_page, name="review-return"),
    path("review/<int:pk>/finish/", determination.finish_page, name="review-finish"),
    path("review/<int:pk>/determination/", determination.determination, name="determination"),
    path("review/<int:pk>/send-back/", determination.send_back_page, name="review-send-back"),
    path("review/<int:pk>/versions/", versions.review_versions, name="review-versions"),
    path("review/<int:pk>/history/", determination.history, name="review-history"),
]
