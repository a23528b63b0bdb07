"""Job rows done for real: claimed once, retried when their worker vanishes, cancelled, never doubled."""

import base64
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from portal import jobs
from portal.enums import JobState
from portal.errors import Refused
from portal.jobs import MAX_ATTEMPTS, Work, due_jobs, job_handler, perform_job
from portal.models import Job
from portal.queries import asker_of
from portal.services.jobs import cancel_job, enqueue_job, retry_job
from portal.tenancy import Actor, current_actor, scope
from tests import factories
from tests.portal.people import operator, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db(transaction=True)
done: list[int] = []


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """Kinds of work that only these tests know."""
    done.clear()

    @job_handler("test_count")
    def count(work: Work) -> None:
        work.progress(1, 2, "half")
        with scope(work.actor):
            assert current_actor().path == work.actor.path
            work.report({"counted": 2})
        done.append(work.job_id)

    @job_handler("test_refuse")
    def refuse(work: Work) -> None:
        raise Refused("too late", "come earlier")

    @job_handler("test_break")
    def break_down(work: Work) -> None:
        raise ZeroDivisionError("a secret of the machine")

    yield
    for kind in ("test_count", "test_refuse", "test_break"):
        jobs._handlers.pop(kind)


@pytest.fixture
def actor() -> Actor:
    return factories.filler(factories.enterprise())


def promised(actor: Actor, kind: str = "test_count", key: str = "one") -> Job:
    with scope(actor):
        return enqueue_job(actor=actor, kind=kind, key=f"{actor.path}:{key}", params={})


def stored(job: Job) -> Job:
    with seeding():
        return Job.objects.get(pk=job.pk)


def test_a_job_is_done_in_its_owners_scope_with_progress_and_result(actor: Actor) -> None:
    job = promised(actor)
    assert perform_job(job.pk) == JobState.DONE
    after = stored(job)
    assert (after.state, after.result, after.progress_text) == ("done", {"counted": 2}, "half")
    assert after.lease_until is None
    assert after.finished_at is not None


def test_the_same_key_is_one_job_while_it_is_active(actor: Actor) -> None:
    first, second = promised(actor), promised(actor)
    assert first.pk == second.pk
    perform_job(first.pk)
    assert promised(actor).pk != first.pk


def test_a_job_that_ended_or_runs_elsewhere_is_not_claimed(actor: Actor) -> None:
    job = promised(actor)
    with seeding():
        lease = timezone.now() + timedelta(minutes=1)
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, lease_until=lease)
    assert perform_job(job.pk) is None
    with seeding():
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE)
    assert perform_job(job.pk) is None
    assert done == []


def test_two_workers_at_once_do_it_once(actor: Actor) -> None:
    job = promised(actor)
    results: list[JobState | None] = []

    def work() -> None:
        results.append(perform_job(job.pk))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(result) for result in results) == ["None", "done"]
    assert done == [job.pk]


def test_a_lost_worker_is_found_by_the_sweep_and_the_job_done_once(actor: Actor) -> None:
    job = promised(actor)
    with seeding():
        past = timezone.now() - timedelta(seconds=1)
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, lease_until=past, attempts=1)
    assert job.pk in due_jobs()
    assert perform_job(job.pk) == JobState.DONE
    assert stored(job).attempts == 2
    assert job.pk not in due_jobs()


def test_after_three_lost_workers_the_job_is_closed_with_a_reason(actor: Actor) -> None:
    job = promised(actor)
    with seeding():
        past = timezone.now() - timedelta(seconds=1)
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, lease_until=past, attempts=MAX_ATTEMPTS)
    assert job.pk not in due_jobs()
    assert stored(job).state == JobState.FAILED
    assert stored(job).reason


def test_a_refusal_is_the_reason_and_nothing_else_is_told(actor: Actor) -> None:
    refused, broken = promised(actor, "test_refuse"), promised(actor, "test_break")
    assert perform_job(refused.pk) == perform_job(broken.pk) == JobState.FAILED
    assert stored(refused).reason == "too late come earlier"
    assert "secret" not in stored(broken).reason
    assert str(broken.pk) in stored(broken).reason


def test_a_waiting_job_is_cancelled_at_once(actor: Actor) -> None:
    job = promised(actor)
    with scope(actor):
        assert cancel_job(actor=actor, job=job).state == JobState.CANCELLED
    assert perform_job(job.pk) is None


def test_a_running_job_stops_at_its_next_report(actor: Actor) -> None:
    job = promised(actor)
    with seeding():
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    assert perform_job(job.pk) == JobState.CANCELLED
    assert done == []


def test_trying_again_is_a_new_row(actor: Actor) -> None:
    job = promised(actor, "test_refuse")
    perform_job(job.pk)
    with scope(actor):
        again = retry_job(actor=actor, job=stored(job))
    assert again.pk != job.pk
    assert again.state == JobState.QUEUED


def test_only_what_failed_or_was_cancelled_is_tried_again(actor: Actor) -> None:
    job = promised(actor)
    perform_job(job.pk)
    with pytest.raises(Refused), scope(actor):
        retry_job(actor=actor, job=stored(job))


def test_the_operator_tries_again_for_whoever_asked_and_only_what_broke(actor: Actor) -> None:
    broken, ended = promised(actor, "test_refuse"), promised(actor, key="two")
    perform_job(broken.pk)
    with scope(actor):
        cancel_job(actor=actor, job=ended)
    with scope(operator()) as helper:
        again = retry_job(actor=helper, job=stored(broken))
        with pytest.raises(Refused):
            retry_job(actor=helper, job=stored(ended))
    with seeding():
        asker = asker_of(again)
    assert (asker.user_id, asker.path, asker.roles) == (actor.user_id, actor.path, actor.roles)


def test_the_operator_sees_that_a_job_ran_and_not_what_it_found(actor: Actor) -> None:
    job = promised(actor)
    perform_job(job.pk)
    found = [signed_in(who).get(f"/api/v1/jobs/{job.pk}/").json() for who in (actor, operator())]
    assert [answer["state"] for answer in found] == ["done", "done"]
    assert [answer["result"] for answer in found] == [{"counted": 2}, {}]


def test_a_worker_that_woke_too_late_does_not_end_its_successors_attempt(actor: Actor) -> None:
    job = promised(actor, "test_break")

    @job_handler("test_break")
    def overtaken(work: Work) -> None:
        with seeding():
            Job.objects.filter(pk=work.job_id).update(attempts=2)
        raise ZeroDivisionError

    perform_job(job.pk)
    assert stored(job).state == JobState.RUNNING


def test_the_pages_show_state_reason_and_what_to_do(actor: Actor) -> None:
    job, client = promised(actor, "test_refuse"), signed_in(actor)
    assert f"/jobs/{job.pk}/cancel/" in client.get(f"/jobs/{job.pk}/").content.decode()
    perform_job(job.pk)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "too late" in page
    assert f"/jobs/{job.pk}/retry/" in page
    assert f"/jobs/{job.pk}/" in client.get("/jobs/?state=failed").content.decode()
    assert f"/jobs/{job.pk}/" not in client.get("/jobs/?state=done").content.decode()
    assert client.get("/jobs/?state=nonsense&after=%00%00").status_code == 200
    for damaged in (b"[Infinity, 1]", b'["\\u0000", 1]', b"[" * 3000):
        key = base64.urlsafe_b64encode(damaged).decode().rstrip("=")
        assert client.get(f"/jobs/?after={key}").status_code == 200


def test_the_card_alone_answers_the_poll(actor: Actor) -> None:
    job = promised(actor)
    card = signed_in(actor).get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in card
    assert "hx-trigger" in card


def test_a_page_that_shows_what_came_of_a_job_is_loaded_anew_once_it_has_ended(actor: Actor) -> None:
    job, client = promised(actor), signed_in(actor)
    ask = partial(client.get, f"/jobs/{job.pk}/", {"reload": "1"}, headers={"HX-Request": "true"})
    assert f'hx-get="/jobs/{job.pk}/?reload=1"' in ask().content.decode()
    client.post(f"/jobs/{job.pk}/cancel/")
    assert ask()["HX-Refresh"] == "true"


def test_what_is_pressed_on_a_card_stays_where_the_card_is(actor: Actor) -> None:
    """htmx follows to the card alone; a page that shows what came of the job is loaded anew."""
    job, client = promised(actor), signed_in(actor)
    press = partial(client.post, headers={"HX-Request": "true"}, follow=True)
    cancelled = press(f"/jobs/{job.pk}/cancel/").content.decode()
    assert "<html" not in cancelled
    assert f'id="job-{job.pk}"' in cancelled
    assert stored(job).state == JobState.CANCELLED
    assert press(f"/jobs/{job.pk}/cancel/?reload=1")["HX-Refresh"] == "true"


def test_trying_again_on_a_jobs_own_page_leads_to_the_new_jobs(actor: Actor) -> None:
    job, client = promised(actor, "test_refuse"), signed_in(actor)
    perform_job(job.pk)
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/jobs/{job.pk}/?from=list"}
    again = client.post(f"/jobs/{job.pk}/retry/", headers=asked)
    with seeding():
        newest = Job.objects.latest("pk")
    assert newest.pk != job.pk
    assert again["HX-Redirect"] == f"/jobs/{newest.pk}/"
    elsewhere = client.post(f"/jobs/{job.pk}/retry/", headers=asked | {"HX-Current-URL": "http://testserver/editions/"})
    assert elsewhere["Location"] == f"/jobs/{newest.pk}/"
    assert client.post(f"/jobs/{job.pk}/retry/")["Location"] == f"/jobs/{newest.pk}/"


@pytest.mark.parametrize("page", ["", "cancel/", "retry/"])
def test_another_organisations_job_is_not_there(actor: Actor, page: str) -> None:
    job = promised(actor)
    stranger = signed_in(factories.filler(factories.enterprise()))
    answer = stranger.post(f"/jobs/{job.pk}/{page}") if page else stranger.get(f"/jobs/{job.pk}/")
    assert answer.status_code == 404


def test_a_rolled_back_promise_is_no_job(actor: Actor) -> None:
    with scope(actor):
        job = enqueue_job(actor=actor, kind="test_count", key="rolled-back", params={})
        transaction.set_rollback(True)
    assert perform_job(job.pk) is None
