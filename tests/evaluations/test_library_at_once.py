"""Two colleagues on the same document, item or filing: whoever comes second finds what is there by then."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404

from evaluations.document_queries import open_uses
from evaluations.filing_queries import find_evidence
from evaluations.models import Document, DocumentVersion, Evidence
from evaluations.services.bindings import renew_everywhere, take_over_valid
from evaluations.services.documents import archive_document, delete_document
from evaluations.services.evidence import attach_file, bind_version, place_evidence, remove_evidence, renew_evidence
from portal.errors import Refused
from portal.tenancy import Actor, scope
from tests.evaluations.factories import Case, case
from tests.evaluations.library import earlier_and_now, newest, next_version, shelve, show, submit
from tests.evaluations.racing import race

pytestmark = pytest.mark.django_db


def place(made: Case, actor: Actor, row: Evidence) -> Evidence:
    return place_evidence(
        actor=actor, filing=made.filing, evidence_id=row.pk, page=7, note="见第七页", version=row.version
    )


def show_version(actor: Actor, made: Case, version: DocumentVersion) -> Evidence:
    return bind_version(actor=actor, filing=made.filing, item_code="D1.1", version=version)


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


@pytest.mark.django_db(transaction=True)
def test_a_document_is_not_deleted_while_it_is_being_shown() -> None:
    made = case()
    document = shelve(made, "证书")
    version = newest(made, document)
    with pytest.raises(Refused, match=r"D1\.1"):
        race(
            made.filler,
            lambda actor: show_version(actor, made, version),
            made.responsible,
            lambda actor: delete_document(actor=actor, document=document),
        )
    with scope(made.filler):
        assert [row.answer.item.code for row in open_uses(document)] == ["D1.1"]


@pytest.mark.django_db(transaction=True)
def test_a_document_is_not_deleted_while_its_file_is_attached_anew() -> None:
    made = case()
    document = shelve(made, "证书")
    version = newest(made, document)
    with pytest.raises(Refused, match=r"D1\.1"):
        race(
            made.filler,
            lambda actor: attach_file(actor=actor, filing=made.filing, item_code="D1.1", file=version.file),
            made.responsible,
            lambda actor: delete_document(actor=actor, document=document),
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("leave", "found"), [(delete_document, Http404), (archive_document, Refused)])
def test_what_leaves_the_library_meanwhile_is_not_shown(leave: Callable[..., Any], found: type[Exception]) -> None:
    made = case()
    document = shelve(made, "证书")
    version = newest(made, document)
    with pytest.raises(found):
        race(
            made.filler,
            lambda actor: leave(actor=actor, document=document),
            made.responsible,
            lambda actor: show_version(actor, made, version),
        )


@pytest.mark.django_db(transaction=True)
def test_a_document_is_not_archived_while_last_years_evidence_is_taken_over() -> None:
    then, now = earlier_and_now()
    document = shelve(then, "证书")
    show(then, document, "D1.1")
    submit(then)
    with pytest.raises(Refused, match=r"D1\.1"):
        race(
            now.filler,
            lambda actor: take_over_valid(actor=actor, filing=now.filing),
            now.responsible,
            lambda actor: archive_document(actor=actor, document=document),
        )


def test_a_document_deleted_twice_is_not_found_the_second_time() -> None:
    made = case()
    document = shelve(made, "证书")
    with scope(made.filler) as actor:
        read = Document.objects.get(pk=document.pk)
        delete_document(actor=actor, document=document)
        with pytest.raises(Http404):
            delete_document(actor=actor, document=read)
