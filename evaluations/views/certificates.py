"""The public check that a certificate's QR code leads to, and a company's own certificates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from evaluations.certificate_queries import held_by
from evaluations.publication_forms import CertificateCheckForm
from evaluations.services.certificate_checks import CheckedCertificate, check_certificate
from portal.accounts import client_address
from portal.enums import Side
from portal.middleware import PortalRequest
from portal.views.access import member_page

UNKNOWN = 404


@never_cache
@require_http_methods(["GET", "POST"])
def certificate_form(request: HttpRequest) -> HttpResponse:
    """Number and code typed by hand."""
    form = CertificateCheckForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _answer(request, form, check_certificate(address=str(client_address(request)), **form.cleaned_data))
    context = {"form": form}
    return render(request, "evaluations/public/certificate.html", context, status=400 if form.errors else 200)


@never_cache
@require_GET
def certificate_address(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """What the QR code says."""
    form = CertificateCheckForm(initial={"number": number[:48], "code": code[:24]})
    return _answer(request, form, check_certificate(address=str(client_address(request)), number=number, code=code))


def _answer(request: HttpRequest, form: CertificateCheckForm, found: CheckedCertificate | None) -> HttpResponse:
    context = {"form": form, "found": found, "unknown": found is None}
    return render(request, "evaluations/public/certificate.html", context, status=200 if found else UNKNOWN)


@require_GET
@member_page(Side.ENTERPRISE)
def own_certificates(request: PortalRequest) -> HttpResponse:
    """Every certificate of the company, of all years, and what each is worth today."""
    held = held_by(request.actor, timezone.localdate())
    return render(request, "evaluations/certificates.html", {"held": held})
