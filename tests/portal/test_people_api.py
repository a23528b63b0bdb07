"""The interface for programs: the same services, one shape for every no."""

import pytest
from django.core.management import call_command
from django.test import Client
from knox.models import get_token_model

from portal.enums import Role
from portal.models import Job, Membership
from portal.services.audit_export import EXPORT
from portal.services.jobs import enqueue_job
from portal.tasks import run_job
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.people import administrator, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_me() -> None:
    actor = factories.responsible(factories.enterprise())
    client = signed_in(actor)
    assert client.get("/api/v1/me/").json()["organisations"][0]["roles"] == ["responsible"]
    assert client.patch("/api/v1/me/", {"language": "en"}, content_type=JSON).json()["language"] == "en"
    assert client.patch("/api/v1/me/", {"language": "xx"}, content_type=JSON).status_code == 400


def test_a_body_that_cannot_be_read_is_refused_in_one_shape() -> None:
    client = signed_in(factories.responsible(factories.enterprise()))
    half = client.patch("/api/v1/me/", {"language": "\ud800"}, content_type=JSON)
    assert (half.status_code, list(half.json())) == (400, ["detail"])
    large = client.patch("/api/v1/me/", {"display_name": "x" * 3_000_000}, content_type=JSON)
    assert (large.status_code, list(large.json())) == (413, ["detail"])


def test_members_and_their_roles() -> None:
    company = factories.enterprise()
    boss, worker = factories.responsible(company), factories.filler(company)
    client = signed_in(boss)
    assert {row["display_name"] for row in client.get("/api/v1/members/").json()["results"]} == {
        boss.user_name, worker.user_name,
    }  # fmt: skip
    with seeding():
        pk = Membership.objects.get(user=factories.user_of(worker)).pk
    changed = client.patch(f"/api/v1/members/{pk}/", {"roles": ["responsible"]}, content_type=JSON)
    assert changed.json()["roles"] == ["responsible"]
    refused = client.patch(f"/api/v1/members/{pk}/", {"roles": ["reviewer"]}, content_type=JSON)
    assert refused.status_code == 400
    assert "roles" in refused.json()["errors"]
    assert client.post(f"/api/v1/members/{pk}/deactivate/").status_code == 409, "an enterprise's person hands over"


def test_an_offices_member_leaves_and_comes_back() -> None:
    client, clerk = signed_in(administrator()), factories.reviewer()
    with seeding():
        pk = Membership.objects.get(user=factories.user_of(clerk)).pk
    assert client.post(f"/api/v1/members/{pk}/deactivate/").json()["active"] is False
    assert client.post(f"/api/v1/members/{pk}/reactivate/").json()["active"] is True


def test_a_refusal_has_message_and_remedy() -> None:
    boss = factories.responsible(factories.enterprise())
    with seeding():
        pk = Membership.objects.get(user=factories.user_of(boss)).pk
    answer = signed_in(boss).post(f"/api/v1/members/{pk}/deactivate/")
    assert answer.status_code == 409
    assert set(answer.json()) == {"message", "remedy"}


def test_invitations() -> None:
    client = signed_in(administrator())
    made = client.post("/api/v1/invitations/", {"email": "r@example.test", "roles": ["reviewer"]}, content_type=JSON)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert [row["id"] for row in client.get("/api/v1/invitations/").json()["results"]] == [pk]
    assert client.delete(f"/api/v1/invitations/{pk}/").status_code == 204
    assert client.delete(f"/api/v1/invitations/{pk}/").status_code == 404


def test_tokens_by_program() -> None:
    client = signed_in(factories.filler(factories.enterprise()))
    text = client.post("/api/v1/tokens/").json()["token"]
    program = Client(headers={"authorization": f"Token {text}"})
    assert program.post("/api/v1/tokens/").status_code == 403
    (listed,) = program.get("/api/v1/tokens/").json()
    assert program.delete(f"/api/v1/tokens/{listed['key']}/").status_code == 204
    assert program.get("/api/v1/tokens/").status_code == 401


@pytest.mark.parametrize("page", ["members", "invitations", "notices", "jobs"])
def test_lists_open_for_members_and_for_nobody_else(page: str) -> None:
    assert signed_in(factories.filler(factories.enterprise())).get(f"/api/v1/{page}/").status_code == 200
    assert Client().get(f"/api/v1/{page}/").status_code in (401, 403)


def test_the_audit_is_for_who_may_read_it() -> None:
    boss = factories.responsible(factories.enterprise())
    client = signed_in(boss)
    assert client.get("/api/v1/audit/").status_code == 200
    assert client.get("/api/v1/audit/?since=nonsense").status_code == 400
    assert signed_in(factories.filler(factories.enterprise())).get("/api/v1/audit/").status_code == 404


def test_another_organisations_things_are_not_there() -> None:
    stranger = factories.filler(factories.enterprise())
    with seeding():
        pk = Membership.objects.get(user=factories.user_of(stranger)).pk
    client = signed_in(factories.member(factories.authority(), Role.ADMINISTRATOR))
    assert client.get(f"/api/v1/members/{pk}/").status_code == 404
    assert client.patch(f"/api/v1/members/{pk}/", {"roles": ["filler"]}, content_type=JSON).status_code == 404
    assert client.get("/api/v1/jobs/999999/").status_code == 404


def test_the_schema_is_clean_and_the_docs_are_served_here() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file="/dev/null")
    docs = Client().get("/api/v1/docs/").content.decode()
    assert "<script>" not in docs
    assert "cdn" not in docs
    schema = Client().get("/api/v1/schema/").json()
    assert "/api/v1/filings/" in schema["paths"]


def test_a_program_fetches_the_file_that_its_persons_job_made() -> None:
    boss = administrator()
    job = enqueue_export(boss)
    program = token_client(boss)
    assert program.get(f"/api/v1/jobs/{job.pk}/file/").status_code == 404
    run_job(job.pk)
    answer = program.get(f"/api/v1/jobs/{job.pk}/file/")
    assert answer.getvalue().startswith(b"PK")
    assert answer["Content-Disposition"].startswith("attachment")
    for stranger in (administrator(), administrator("440000"), factories.reviewer()):
        assert token_client(stranger).get(f"/api/v1/jobs/{job.pk}/file/").status_code == 404
    assert Client().get(f"/api/v1/jobs/{job.pk}/file/").status_code == 401


def enqueue_export(actor: Actor) -> Job:
    with scope(actor):
        return enqueue_job(actor=actor, kind=EXPORT, key=f"{actor.user_id}", params={"filters": {}})


def token_client(actor: Actor) -> Client:
    _token, text = get_token_model().objects.create(factories.user_of(actor))
    return Client(headers={"authorization": f"Token {text}"})
