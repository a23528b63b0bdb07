"""Every signed-in request is one transaction in the person's scope; a refusal undoes it and is on record."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.middleware import PortalRequest
from portal.models import AuditEntry, User
from portal.urls import urlpatterns as real_urls
from portal.views.access import member_page
from tests import factories
from tests.portal.people import actions, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db(transaction=True)
ERRORS = {
    "refused": Refused("no", "do this"),
    "forbidden": NotPermitted("not you"),
    "invalid": InvalidInput({"field": ["wrong"]}),
    "stale": Stale(current={"text": "theirs"}, attempted={"text": "mine"}),
}


def whoami(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('portal.scope', true)")
        return HttpResponse(" ".join(str(value or "") for value in cursor.fetchone()))


@member_page()
def write_and_fail(request: PortalRequest, how: str) -> HttpResponse:
    User.objects.filter(pk=request.actor.person_id).update(display_name="changed")
    if how in ERRORS:
        raise ERRORS[how]
    return HttpResponse(status=int(how))


urlpatterns = [*real_urls, path("whoami/", whoami), path("fail/<str:how>/", write_and_fail)]
here = override_settings(ROOT_URLCONF=__name__)


@here
def test_a_request_runs_as_its_side_and_the_next_one_does_not() -> None:
    actor = factories.reviewer()
    assert signed_in(actor).get("/whoami/").content.decode() == "portal_authority /33/"
    assert Client().get("/whoami/").content.decode().strip() == "portal_app"


@here
@pytest.mark.parametrize(("how", "status"), [("refused", 409), ("forbidden", 403), ("invalid", 400), ("stale", 409)])
def test_a_refusal_is_a_page_and_undoes_everything(how: str, status: int) -> None:
    actor = factories.filler(factories.enterprise())
    response = signed_in(actor).post(f"/fail/{how}/")
    assert response.status_code == status
    assert factories.user_of(actor).display_name != "changed"
    page = response.content.decode()
    assert all(text in page for text in {"refused": ["no", "do this"], "stale": ["theirs", "mine"]}.get(how, []))


@here
def test_refusals_are_on_record_but_typing_errors_are_not() -> None:
    actor = factories.filler(factories.enterprise())
    client = signed_in(actor)
    client.post("/fail/refused/")
    client.post("/fail/invalid/")
    assert actions(actor) == ["refused"]
    with seeding():
        detail = AuditEntry.objects.get(user_id=actor.user_id).detail
    assert detail == {"path": "/fail/refused/", "method": "POST", "reason": "no"}


@here
def test_a_server_error_undoes_everything_and_success_does_not() -> None:
    actor = factories.filler(factories.enterprise())
    signed_in(actor).post("/fail/503/")
    assert factories.user_of(actor).display_name != "changed"
    signed_in(actor).post("/fail/200/")
    assert factories.user_of(actor).display_name == "changed"


def test_signed_in_pages_are_kept_by_no_cache() -> None:
    assert signed_in(factories.reviewer()).get("/members/")["Cache-Control"] == "no-store"


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back() -> None:
    response = Client().get("/members/?after=x")
    assert response["Location"] == "/accounts/login/?next=/members/%3Fafter%3Dx"
