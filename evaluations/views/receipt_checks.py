"""The public page that a receipt's QR code leads to; no sign-in, and it names nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from evaluations.receipt_forms import ReceiptCheckForm
from evaluations.services.receipt_checks import CheckedReceipt, check_receipt
from portal.accounts import client_address
from portal.errors import InvalidInput
from portal.forms.errors import show_errors

UNKNOWN = 404


@never_cache
@require_http_methods(["GET", "POST"])
def receipt_form(request: HttpRequest) -> HttpResponse:
    """Number and code typed by hand, and the content hash if one likes."""
    form = ReceiptCheckForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _answer(request, form, check_receipt(address=str(client_address(request)), **form.cleaned_data))
        except InvalidInput as error:
            show_errors(form, error)
    return render(request, "evaluations/receipt_check.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@require_GET
def receipt_address(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """What the QR code says."""
    form = ReceiptCheckForm(initial={"number": number[:40], "code": code[:24]})
    return _answer(request, form, check_receipt(address=str(client_address(request)), number=number, code=code))


def _answer(request: HttpRequest, form: ReceiptCheckForm, found: CheckedReceipt | None) -> HttpResponse:
    context = {"form": form, "found": found, "unknown": found is None}
    return render(request, "evaluations/receipt_check.html", context, status=200 if found else UNKNOWN)
