"""A round scored once more: insert-only, only what differs, under another version, by two processes."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from evaluations.enums import ResultKind
from evaluations.models import Answer, Result, Round, StandardVersion
from evaluations.services.rescoring import Share, find_version, request_rescore, rescore_share
from portal.enums import Role
from portal.errors import NotPermitted, Refused
from portal.services.jobs import cancel_job, retry_job
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case
from tests.evaluations.standards import SYSTEM, publish, reworded, round_on, tiny
from tests.evaluations.test_applicability import MAY, claim, submitted
from tests.evaluations.test_moving import CODES, opened
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def filed(*rungs: str) -> list[Case]:
    version = publish(tiny())
    return [submitted(opened(version, dict.fromkeys(CODES, rung))) for rung in rungs]


def rescored(yearly_round: Round, share: Share = Share(), version: StandardVersion | None = None) -> Counter[str]:  # noqa: B008
    with seeding():
        yearly_round = Round.objects.select_related("standard_version").get(pk=yearly_round.pk)
    return sum(rescore_share(yearly_round=yearly_round, share=share, version=version), Counter[str]())


def kept(made: Case) -> list[Result]:
    with seeding():
        return list(Result.objects.filter(evaluation=made.filing.evaluation_id, kind=ResultKind.RESCORE))


def test_it_says_what_the_submission_said_and_only_once() -> None:
    made = filed("2", "3")
    yearly = made[0].filing.round
    opened(publish(tiny()), {"A1": "1"})
    assert rescored(yearly) == Counter(done=2, scored=2)
    for case in made:
        [result] = kept(case)
        assert (result.level, result.total) == (case.read().declared_level, case.filing.declared_total)
        with seeding():
            declared = Result.objects.get(evaluation=case.filing.evaluation_id, kind=ResultKind.SELF)
        assert result.inputs_hash == declared.inputs_hash
        assert result.detail["scores"] == {code: declared.detail["scores"][code] for code in "AB"}
    assert rescored(yearly) == Counter(done=2)
    assert [len(kept(case)) for case in made] == [1, 1]


def test_what_differs_gets_a_new_result_and_the_old_one_stays() -> None:
    [made] = filed("2")
    rescored(made.filing.round)
    with seeding():
        Answer.objects.filter(evaluation=made.filing.evaluation_id, item__code="A1").update(rung="1")
    assert rescored(made.filing.round)["differing"] == 1
    assert [result.level for result in kept(made)] == ["L2", "L1"]


def test_evidence_and_claims_count_as_they_did() -> None:
    made = opened(publish(tiny("1", MAY)), {"A1": "3", "B1": "3", "B2": "3"})
    claim(made)
    submitted(made)
    rescored(made.filing.round)
    [result] = kept(made)
    with seeding():
        assert result.inputs_hash == Result.objects.get(evaluation=made.filing.evaluation_id, kind="self").inputs_hash


def test_under_another_version_only_unchanged_items_count() -> None:
    [made] = filed("2")
    other = publish(tiny("2", reworded("A1")), later=1)
    with scope(SYSTEM):
        assert find_version(round_on(publish(tiny())), "2") == other
        with pytest.raises(Refused, match="9"):
            find_version(made.filing.round, "9")
    assert rescored(made.filing.round, version=other)["differing"] == 1
    [result] = kept(made)
    assert (result.level, result.detail["version"]) == ("L1", "2")


def test_shares_are_disjoint_and_complete() -> None:
    made = filed("1", "2", "3")
    parts = [rescored(made[0].filing.round, Share(number, 2))["done"] for number in range(2)]
    assert sum(parts) == 3
    assert all(len(kept(case)) == 1 for case in made)


def test_neither_the_company_nor_its_authority_reads_or_writes_such_results() -> None:
    [made] = filed("2")
    rescored(made.filing.round)
    for actor in (made.filler, made.reviewer):
        with scope(actor):
            assert not Result.objects.filter(kind=ResultKind.RESCORE).exists()
    with scope(factories.officer()):
        assert Result.objects.filter(kind=ResultKind.RESCORE).count() == 1


def test_the_command_names_what_is_not_there() -> None:
    [made] = filed("2")
    with pytest.raises(CommandError, match="1999"):
        call_command("rescore", year=1999)
    with pytest.raises(CommandError, match="9"):
        call_command("rescore", year=made.filing.round.year, under="9")


def test_a_job_is_for_officers() -> None:
    [made] = filed("2")
    with scope(made.reviewer) as actor, pytest.raises(NotPermitted):
        request_rescore(actor=actor, yearly_round=made.filing.round)


def test_a_colleague_without_the_role_does_not_start_it_by_trying_the_job_again() -> None:
    [made] = filed("2")
    with scope(_officer()) as actor:
        job = cancel_job(actor=actor, job=request_rescore(actor=actor, yearly_round=made.filing.round))
    with scope(factories.member(factories.ministry(), Role.ADMINISTRATOR)) as colleague:
        again = retry_job(actor=colleague, job=job)
    perform_jobs("rescore_round")
    with seeding():
        again.refresh_from_db()
    assert (again.state, bool(again.reason), kept(made)) == ("failed", True, [])


@pytest.mark.django_db(transaction=True)
def test_two_processes_do_it_and_say_how_far_they_are() -> None:
    made = filed("1", "2", "3")
    year, out = made[0].filing.round.year, StringIO()
    call_command("rescore", year=year, stdout=out, stderr=StringIO())
    assert json.loads(out.getvalue()) == {"round": year, "done": 3, "scored": 3, "differing": 0}
    with scope(_officer()) as actor:
        job = request_rescore(actor=actor, yearly_round=made[0].filing.round)
    perform_jobs("rescore_round")
    with seeding():
        job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"done": 3, "scored": 0, "differing": 0})


def _officer() -> Actor:
    return factories.officer()
