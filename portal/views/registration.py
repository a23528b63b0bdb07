"""An enterprise or an institute registers itself: the body first, then the account of its first person."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts import client_address, sign_in
from portal.enums import BodyKind, OrganisationKind
from portal.errors import InvalidInput
from portal.forms.accounts import InstituteRegistrantForm, RegistrantForm
from portal.forms.errors import show_errors
from portal.forms.registration import BodyForm, EnterpriseForm, InstituteForm, PlaceForm, size_of
from portal.identifiers import InvalidIdentifier, check_credit_code
from portal.models import Division, Region
from portal.presentation import bilingual_text
from portal.services.registration import register_with_account
from portal.throttling import refuse_too_many

KEPT = "registration"


@require_http_methods(["GET", "POST"])
def enterprise_step(request: HttpRequest) -> HttpResponse:
    """Step 1: which enterprise."""
    return _body_step(request, EnterpriseForm, OrganisationKind.ENTERPRISE, "portal/register/enterprise.html")


@require_http_methods(["GET", "POST"])
def institute_step(request: HttpRequest) -> HttpResponse:
    """Step 1: which university, institute or other body."""
    return _body_step(request, InstituteForm, OrganisationKind.INSTITUTE, "portal/register/institute.html")


def _body_step(request: HttpRequest, form_class: type[BodyForm], kind: OrganisationKind, page: str) -> HttpResponse:
    """Without scripts the button beside the place asks for the next level's list."""
    if request.user.is_authenticated:
        messages.info(request, _("You are signed in. To register another enterprise or body, sign out first."))
        return redirect("portal:home")
    if request.method == "POST" and "list_places" not in request.POST:
        form = form_class(request.POST)
        refuse_too_many(what="register-check", who=str(client_address(request)), limit=120, window=timedelta(hours=1))
        if form.is_valid():
            request.session[KEPT] = form.registration() | {"kind": str(kind)}
            return redirect("portal:register-account")
    else:
        form = form_class(initial=request.POST.dict() or request.session.get(KEPT))
    return render(request, page, {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def account_step(request: HttpRequest) -> HttpResponse:
    """Step 2: who signs for it. Then both are written and the person is signed in."""
    kept = request.session.get(KEPT)
    if not kept or request.user.is_authenticated:
        return redirect("portal:register")
    kind = OrganisationKind(kept.get("kind", OrganisationKind.ENTERPRISE))
    is_institute = kind == OrganisationKind.INSTITUTE
    form_class = InstituteRegistrantForm if is_institute else RegistrantForm
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user, _body = register_with_account(
                address=str(client_address(request)), account=form.account(), registration=kept, kind=kind
            )
        except InvalidInput as error:
            show_errors(form, error)
        else:
            del request.session[KEPT]
            messages.info(request, _("A mail is on its way to %s. Open its link to confirm the address.") % user.email)
            return sign_in(request, user)
    context = {"form": form, "kept": _in_words(kept), "is_institute": is_institute}
    return render(request, "portal/register/account.html", context, status=400 if form.errors else 200)


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """The three selects (and the question of the authority) for what is chosen so far."""
    form = PlaceForm(initial=request.GET.dict())
    return render(request, "portal/register/places.html", {"form": form})


@require_GET
def code_verdict(request: HttpRequest) -> HttpResponse:
    """What the check says of the code typed so far."""
    try:
        context = {"verdict": check_credit_code(request.GET.get("credit_code", "")[:40])}
    except InvalidIdentifier as bad:
        return render(request, "portal/register/code_verdict.html", {"fault": bad})
    return render(request, "portal/register/code_verdict.html", context)


@require_GET
def size_class(request: HttpRequest) -> HttpResponse:
    """The size class that follows from employees and revenue."""
    size = size_of(request.GET.get("headcount", ""), request.GET.get("revenue", ""))
    return render(request, "portal/register/size.html", {"size": size})


def _in_words(kept: dict[str, str]) -> list[tuple[str, str]]:
    """The first step's answers, to be checked once more."""
    places = Region.objects.filter(pk__in=[kept["province"], kept["city"], kept["region"]])
    return [
        (_("Unified social credit code"), kept["credit_code"]),
        (pgettext("thing", "Name"), kept["name"]),
        (_("Place"), " ".join(place.name for place in places)),
        *_own_in_words(kept),
    ]


def _own_in_words(kept: dict[str, str]) -> list[tuple[str, str]]:
    """What only bodies of this kind say."""
    if "body_kind" in kept:
        return [(_("What it is"), str(BodyKind(kept["body_kind"]).label))]
    division = Division.objects.get(pk=kept["industry"])
    return [
        (_("Industry"), f"{division.code} {bilingual_text(division, 'name')}"),
        (_("Employees"), f"{kept['headcount']} 人"),
        (_("Revenue last year"), f"{kept['revenue']} 万元"),
    ]
