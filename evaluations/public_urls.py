"""Pages open to everybody."""

from django.urls import path

from evaluations.views import receipt_checks

urlpatterns = [
    path("check/", receipt_checks.receipt_form, name="receipt-form"),
    path("check/<str:number>/<str:code>/", receipt_checks.receipt_address, name="receipt-check"),
]
