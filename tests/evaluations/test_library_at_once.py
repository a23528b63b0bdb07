"""Two colleagues on the same document, item or filing: whoever comes second finds what is there by then."""

import pytest
from django.http import Http404

from evaluations.document_queries import open_uses
from evaluations.filing_queries import find_evidence
from evaluations.models import Document, Evidence
from evaluations.services.bindings import renew_everywhere
from evaluations.services.documents import delete_document
from evaluations.services.evidence import place_evidence, remove_evidence, renew_evidence
from portal.tenancy import Actor, scope
from tests.evaluations.factories import Case, case
from tests.evaluations.library import next_version, shelve, show
from tests.evaluations.racing import race

pytestmark = pytest.mark.django_db


def place(made: Case, actor: Actor, row: Evidence) -> Evidence:
    return place_evidence(
        actor=actor, filing=made.filing, evidence_id=row.pk, page=7, note="见第七页", version=row.version
    )


def test_renewing_keeps_the_place_that_a_colleague_saved_after_it_was_read() -> None:
    made = case()
    document = shelve(made, "证书")
    show(made, document, "D1.1", page=3)
    next_version(made, document, "新")
    with scope(made.filler) as actor:
        [read] = Evidence.objects.filter(document_version__document=document).select_related("answer__item")
        place(made, actor, read)
        renewed = renew_evidence(actor=actor, filing=made.filing, evidence=read)
        assert (renewed.page, renewed.note, renewed.version) == (7, "见第七页", 3)
        kept = find_evidence(made.filing, read.pk)
        assert (kept.document_version.number, kept.page, kept.version) == (2, 7, 3)


def test_renewing_what_was_removed_meanwhile_finds_nothing() -> None:
    made = case()
    document = shelve(made, "证书")
    [row] = show(made, document, "D1.1")
    next_version(made, document, "新")
    with scope(made.filler) as actor:
        read = find_evidence(made.filing, row.pk)
        remove_evidence(actor=actor, filing=made.filing, evidence=find_evidence(made.filing, row.pk))
        with pytest.raises(Http404):
            renew_evidence(actor=actor, filing=made.filing, evidence=read)


@pytest.mark.django_db(transaction=True)
def test_renewing_everywhere_passes_over_what_is_being_removed() -> None:
    made = case()
    document = shelve(made, "证书")
    gone, _stays = show(made, document, "D1.1", "D1.2")
    next_version(made, document, "新")
    renewed = race(
        made.filler,
        lambda actor: remove_evidence(actor=actor, filing=made.filing, evidence=find_evidence(made.filing, gone.pk)),
        made.responsible,
        lambda actor: renew_everywhere(actor=actor, document=Document.objects.get(pk=document.pk)),
    )
    assert renewed == 1
    with scope(made.filler):
        assert [(row.answer.item.code, row.document_version.number) for row in open_uses(document)] == [("D1.2", 2)]


def test_a_document_deleted_twice_is_not_found_the_second_time() -> None:
    made = case()
    document = shelve(made, "证书")
    with scope(made.filler) as actor:
        read = Document.objects.get(pk=document.pk)
        delete_document(actor=actor, document=document)
        with pytest.raises(Http404):
            delete_document(actor=actor, document=read)
