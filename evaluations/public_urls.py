"""Pages open to everybody."""

from django.urls import path

from evaluations.views import certificates, public_notices, receipt_checks

urlpatterns = [
    path("check/", receipt_checks.receipt_form, name="receipt-form"),
    path("check/<str:number>/<str:code>/", receipt_checks.receipt_address, name="receipt-check"),
    path("public-notices/", public_notices.notices, name="public-notices"),
    path("public-notices/<int:pk>/", public_notices.notice, name="public-notice"),
    path("public-notices/<int:pk>/<int:entry_pk>/", public_notices.entry, name="public-entry"),
    path("public-notices/objections/<str:reference>/", public_notices.received, name="objection-received"),
    path("certificates/", certificates.certificate_form, name="certificate-form"),
    path("certificates/<str:number>/<str:code>/", certificates.certificate_address, name="certificate-check"),
]
