"""A document on an item that shows it already: nothing typed is dropped without a word."""

import pytest

from evaluations.models import Evidence
from evaluations.services.bindings import take_over_valid
from portal.tenancy import scope
from tests.evaluations.factories import case
from tests.evaluations.library import earlier_and_now, next_version, page, shelve, show, shown, submit
from tests.evaluations.test_filing_pages import client_of, url

pytestmark = pytest.mark.django_db


def test_a_note_on_what_is_shown_there_already_is_refused_beside_its_field_and_not_dropped() -> None:
    made = case()
    document = shelve(made, "手册")
    [row] = show(made, document, "D1.1", page=3, note="方针")
    client, choose, bind = (
        client_of(made.filler),
        url("evidence-choose", made, "D1.1"),
        page("document-bind", document.pk),
    )
    for said in ({"page": "3", "note": "目标"}, {"page": "", "note": "目标"}):
        refused = client.post(choose, {"document": document.pk} | said)
        assert refused.status_code == 400
        found = refused.content.decode()
        assert 'id="id_note"' in found
        assert 'value="目标" aria-invalid="true" aria-describedby="note-error"' in found
        assert 'id="note-error"' in found
    several = {"items": ["D1.1", "D1.2"], "D1.1-page": "3", "D1.1-note": "目标", "D1.2-note": "别处"}
    refused = client.post(bind, several)
    assert refused.status_code == 400
    assert 'id="id_D1.1-note_error"' in refused.content.decode()
    assert 'value="别处"' in refused.content.decode()
    assert shown(made) == [("D1.1", "手册", 1, 3)]
    for agreed in ({"page": "3", "note": " 方针 "}, {"page": "", "note": "方针"}, {"page": "3"}, {}):
        assert client.post(choose, {"document": document.pk} | agreed)["Location"] == url("item", made, "D1.1")
    client.post(choose, {"document": document.pk, "page": "9", "note": "目标"})
    with scope(made.filler):
        kept = Evidence.objects.filter(document_version__document=document).order_by("pk")
        assert list(kept.values_list("page", "note")) == [(3, "方针"), (9, "目标")]
        assert kept[0].pk == row.pk


def test_two_notes_on_one_page_both_come() -> None:
    then, now = earlier_and_now()
    document = shelve(then, "手册", "第一版")
    show(then, document, "D1.1", page=3, note="方针")
    second = next_version(then, document, "第二版").document
    show(then, second, "D1.1", page=3, note="目标")
    submit(then)
    with scope(now.filler) as actor:
        assert take_over_valid(actor=actor, filing=now.read()) == 2
        rows = Evidence.objects.filter(answer__evaluation=now.filing.evaluation_id)
        assert sorted(rows.values_list("document_version__number", "page", "note")) == [(2, 3, "方针"), (2, 3, "目标")]
