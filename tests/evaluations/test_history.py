"""Row history: what is added, changed and removed is kept, nobody rewrites it, and it stays with its row."""

from typing import Any

import pytest
from django.apps import apps
from django.db import InternalError, ProgrammingError, connection

from evaluations.models import Evidence
from evaluations.services.answers import save_answer
from evaluations.services.evidence import add_evidence, remove_evidence
from portal.models import Organisation
from portal.tenancy import scope
from tests.evaluations.factories import PDF, Case, case
from tests.seeding import seeding

pytestmark = pytest.mark.django_db

EVENTS = ("AnswerEvent", "EvidenceEvent", "ScoreEvent")


def events(name: str) -> Any:
    return apps.get_model("evaluations", name)._default_manager.order_by("pgh_id")


def attach(made: Case) -> Evidence:
    with scope(made.filler) as actor:
        return add_evidence(
            actor=actor, filing=made.filing, item_code="D1.1", name="检验记录.pdf", content=PDF, note="第 1 页"
        )


def test_every_change_is_kept_with_what_it_said() -> None:
    made = case(answered=False)
    for version, rung in enumerate(("2", "3")):
        with scope(made.filler) as actor:
            save_answer(
                actor=actor, filing=made.filing, item_code="D1.1", rung=rung, remark=f"第 {rung} 稿", version=version
            )
    evidence = attach(made)
    with scope(made.filler) as actor:
        remove_evidence(actor=actor, filing=made.filing, evidence=evidence)
    with scope(made.filler):
        answers = list(events("AnswerEvent").values_list("pgh_label", "rung", "remark", "updated_by_id"))
        files = list(events("EvidenceEvent").values_list("pgh_label", "note"))
    who = made.filler.user_id
    assert answers == [("insert", "2", "第 2 稿", who), ("update", "3", "第 3 稿", who)]
    assert files == [("insert", "第 1 页"), ("delete", "第 1 页")]


@pytest.mark.parametrize("name", EVENTS)
def test_nobody_rewrites_history(name: str) -> None:
    """The sides lack the privilege; a trigger stops even a role that has it and passes the policies."""
    made = case(answered=True)
    attach(made)
    case(made.company, year=made.filing.round.year - 1, in_review=True)
    table = apps.get_model("evaluations", name)._meta.db_table
    for sql in (f"UPDATE {table} SET pgh_label = 'x'", f"DELETE FROM {table}"):
        for actor in (made.filler, made.reviewer):
            with pytest.raises(ProgrammingError, match="permission denied"), scope(actor):
                connection.cursor().execute(sql)
        with pytest.raises(InternalError, match="append-only"), seeding():
            connection.cursor().execute(sql)


def test_history_goes_where_its_enterprise_goes_and_nothing_is_added_to_it() -> None:
    made = case(in_review=True)
    with seeding():
        before = {name: events(name).filter(scope=made.company.scope).count() for name in EVENTS}
        path = f"/44/4401/440106/e{made.company.pk}/"
        Organisation.objects.filter(pk=made.company.pk).update(scope=path)
        assert before["AnswerEvent"] == before["ScoreEvent"] > 0
        assert {name: events(name).filter(scope=path).count() for name in EVENTS} == before
        assert not any(events(name).filter(scope=made.company.scope).exists() for name in EVENTS)
