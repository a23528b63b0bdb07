"""The company's library: one content once, versions, days, archive; and what was handed in stays whatever it does."""

import pytest
from django.db import DatabaseError, connection

from evaluations.document_queries import visible_documents
from evaluations.models import Document, DocumentVersion, Evidence
from evaluations.services.bindings import Place, bind_to_items, renew_everywhere
from evaluations.services.documents import (
    DocumentFacts,
    archive_document,
    delete_document,
    restore_document,
    save_document,
)
from evaluations.services.evidence import bind_version, remove_evidence, renew_evidence
from evaluations.services.filings import withdraw_filing
from evaluations.services.reviews import return_filing, take_filing
from evaluations.services.scores import save_score
from portal.errors import InvalidInput, Refused, Stale
from portal.models import AuditEntry, StoredFile
from portal.tenancy import scope
from tests import factories
from tests.evaluations.factories import Case, case
from tests.evaluations.library import (
    LATER,
    PAST,
    TODAY,
    attach,
    newest,
    next_version,
    pdf,
    shelve,
    show,
    shown,
    submit,
)
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def files_of(made: Case) -> int:
    with seeding():
        return StoredFile.objects.filter(organisation_id=made.company.pk, purpose="evidence").count()


def test_a_file_added_on_an_item_is_a_document_and_the_same_content_is_kept_once() -> None:
    made = case()
    first = attach(made, "D1.1", pdf("a"), "检验记录.pdf")
    second = attach(made, "D1.2", pdf("a"), "另一个名字.pdf")
    assert shown(made) == [("D1.1", "检验记录", 1, None), ("D1.2", "检验记录", 1, None)]
    assert first.file_id == second.file_id
    assert files_of(made) == 1
    attach(made, "D1.1", pdf("a"))
    assert len(shown(made)) == 2, "sent twice by a bad line, it is there once"


def test_another_companys_same_file_is_a_document_of_its_own() -> None:
    made, other = case(), case()
    attach(made, "D1.1", pdf("a"))
    attach(other, "D1.1", pdf("a"))
    assert files_of(other) == 1
    with scope(other.filler) as actor:
        assert visible_documents(actor).count() == 1


def test_one_document_is_shown_on_many_items_with_a_page_for_each_all_or_none() -> None:
    made = case()
    document = shelve(made, "质量手册")
    with scope(made.filler) as actor:
        places = [Place("D1.1", 3, "方针"), Place("D1.2", 17), Place("D2.1")]
        bind_to_items(actor=actor, filing=made.read(), document=document, places=places)
        places = [Place("D2.2", 1), Place("D2.3", 0), Place("D3.1", None, "长" * 201)]
        with pytest.raises(InvalidInput) as error:
            bind_to_items(actor=actor, filing=made.read(), document=document, places=places)
    assert set(error.value.errors) == {"D2.3-page", "D3.1-note"}
    pages = [("D1.1", "质量手册", 1, 3), ("D1.2", "质量手册", 1, 17), ("D2.1", "质量手册", 1, None)]
    assert shown(made) == pages
    with pytest.raises(InvalidInput):
        show(made, document)


def test_a_new_version_changes_nothing_until_somebody_says_so_and_nothing_that_was_submitted() -> None:
    then, now = case(year=TODAY.year - 1, rung="3"), None
    document = shelve(then, "证书", "第一版", expires=PAST)
    show(then, document, "D1.1", page=3)
    submit(then)
    now = case(then.company)
    show(now, document, "D1.1", "D1.2", page=3)
    next_version(now, document, "第二版", LATER)
    assert [row[2] for row in shown(now)] == [1, 1]
    with scope(now.filler) as actor:
        one = Evidence.objects.get(answer__evaluation=now.filing.evaluation_id, answer__item__code="D1.1")
        renew_evidence(actor=actor, filing=now.read(), evidence=one)
    assert shown(now) == [("D1.1", "证书", 2, 3), ("D1.2", "证书", 1, 3)]
    with scope(now.filler) as actor:
        assert renew_everywhere(actor=actor, document=Document.objects.get(pk=document.pk)) == 1
    assert [row[2] for row in shown(now)] == [2, 2]
    with seeding():
        kept = Evidence.objects.get(answer__evaluation=then.filing.evaluation_id)
        assert (kept.handed_title, kept.handed_number, kept.handed_expires_on) == ("证书", 1, PAST)
        assert kept.file_id == DocumentVersion.objects.get(document=document, number=1).file_id


def test_what_was_handed_in_keeps_title_and_days_whatever_the_library_says_later() -> None:
    made = case(rung="3")
    document = shelve(made, "证书", expires=PAST)
    show(made, document, "D1.1")
    submit(made)
    with scope(made.filler) as actor:
        facts = DocumentFacts("改过的名称", "", None, LATER)
        save_document(actor=actor, document=document, facts=facts, version=document.version)
        row = Evidence.objects.get(answer__evaluation=made.filing.evaluation_id)
        assert (row.handed_title, row.handed_expires_on) == ("证书", PAST)
    with pytest.raises(DatabaseError, match="closed"), scope(made.filler), connection.cursor() as cursor:
        cursor.execute("UPDATE evaluations_evidence SET handed_title = 'x'")


def test_a_withdrawn_filing_is_handed_in_anew() -> None:
    made = case(rung="3")
    document = shelve(made, "证书")
    show(made, document, "D1.1")
    submit(made)
    with scope(made.responsible) as actor:
        withdraw_filing(actor=actor, filing=made.read())
        save_document(actor=actor, document=document, facts=DocumentFacts("新证书"), version=document.version)
    submit(made)
    with scope(made.filler):
        assert Evidence.objects.get(answer__evaluation=made.filing.evaluation_id).handed_title == "新证书"


def give_back(made: Case) -> None:
    """For D1.1."""
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
        save_score(
            actor=actor, filing=made.read(), item_code="D1.1", rung="3", comment="请补充", flagged=True, version=0
        )
        return_filing(actor=actor, filing=made.read(), reason="请补充")


def test_a_correction_hands_in_only_what_was_returned() -> None:
    made = case(rung="3")
    document = shelve(made, "证书", "1")
    show(made, document, "D1.1", "D1.2")
    submit(made)
    give_back(made)
    next_version(made, document, "2", LATER)
    with pytest.raises(Refused):
        show(made, document, "D1.2")
    with scope(made.filler) as actor:
        renamed = Document.objects.get(pk=document.pk)
        facts = DocumentFacts("新证书", "", None, LATER)
        save_document(actor=actor, document=renamed, facts=facts, version=renamed.version)
        assert renew_everywhere(actor=actor, document=renamed) == 1, "the other item stays as submitted"
    submit(made)
    with scope(made.filler):
        rows = Evidence.objects.filter(answer__evaluation=made.filing.evaluation_id)
        handed = rows.values_list("answer__item__code", "handed_title", "handed_number", "handed_expires_on")
        assert sorted(handed) == [("D1.1", "新证书", 2, LATER), ("D1.2", "证书", 1, None)]


def test_the_version_keeps_its_file_whatever_sql_is_run() -> None:
    made = case()
    document = shelve(made, "证书")
    with pytest.raises(DatabaseError, match="Cannot update"), scope(made.filler):
        DocumentVersion.objects.filter(document=document).update(number=7)


def test_the_same_file_is_no_new_version() -> None:
    made = case()
    document = shelve(made, "证书", "一样")
    with pytest.raises(InvalidInput) as error:
        next_version(made, document, "一样")
    assert "“证书”第 1 版" in error.value.errors["file"][0]


def test_details_are_saved_with_a_version_and_nobody_is_overwritten() -> None:
    made = case()
    document = shelve(made, "证书")
    with scope(made.filler) as actor:
        saved = save_document(actor=actor, document=document, facts=DocumentFacts("甲", "", PAST, LATER), version=1)
        assert saved.version == 2
        with pytest.raises(Stale) as error:
            save_document(actor=actor, document=document, facts=DocumentFacts("乙"), version=1)
        assert (error.value.current["title"], error.value.attempted["title"]) == ("甲", "乙")
        with pytest.raises(InvalidInput) as wrong:
            save_document(actor=actor, document=document, facts=DocumentFacts("", "长" * 501, LATER, PAST), version=2)
        assert set(wrong.value.errors) == {"title", "note", "expires_on"}
    assert newest(made, document).expires_on == LATER


def test_archiving_is_refused_while_an_open_filing_shows_it_and_says_where() -> None:
    made = case(rung="3")
    document = shelve(made, "证书")
    (evidence,) = show(made, document, "D1.1")
    with scope(made.filler) as actor:
        with pytest.raises(Refused, match=f"{made.filing.round.year} D1.1"):
            archive_document(actor=actor, document=document)
        remove_evidence(actor=actor, filing=made.read(), evidence=evidence)
        archived = archive_document(actor=actor, document=document)
        with pytest.raises(Refused, match="已归档"):
            bind_version(actor=actor, filing=made.read(), item_code="D1.1", version=newest_of(archived))
        restore_document(actor=actor, document=document)
    show(made, document, "D1.1")


def newest_of(document: Document) -> DocumentVersion:
    return DocumentVersion.objects.select_related("document", "file").get(document=document, number=document.latest)


def test_an_archived_document_comes_back_when_its_file_is_attached() -> None:
    made = case()
    document = shelve(made, "证书", "a")
    with scope(made.filler) as actor:
        archive_document(actor=actor, document=document)
    attach(made, "D1.1", pdf("a"))
    assert newest(made, document).document.archived_at is None


def test_what_was_never_handed_in_can_be_deleted_with_its_files() -> None:
    made = case()
    document = shelve(made, "误传", "a")
    next_version(made, document, "b")
    (evidence,) = show(made, document, "D1.1")
    with scope(made.filler) as actor:
        with pytest.raises(Refused, match=r"D1\.1"):
            delete_document(actor=actor, document=document)
        remove_evidence(actor=actor, filing=made.read(), evidence=evidence)
        delete_document(actor=actor, document=document)
    assert files_of(made) == 0


def test_what_was_ever_handed_in_is_kept_also_when_it_was_taken_out_since() -> None:
    made = case(rung="3")
    document = shelve(made, "证书")
    (evidence,) = show(made, document, "D1.1")
    submit(made)
    with scope(made.responsible) as actor:
        withdraw_filing(actor=actor, filing=made.read())
        remove_evidence(actor=actor, filing=made.read(), evidence=evidence)
        with pytest.raises(Refused, match="曾随申报提交"):
            delete_document(actor=actor, document=document)


def test_deliberate_acts_are_in_the_audit_and_attaching_is_not() -> None:
    made = case()
    with seeding():
        before = AuditEntry.objects.filter(scope=made.company.scope).count()
    attach(made, "D1.1", pdf("x"))
    with seeding():
        assert AuditEntry.objects.filter(scope=made.company.scope).count() == before
    document = shelve(made, "证书")
    next_version(made, document, "b")
    with scope(made.filler) as actor:
        archive_document(actor=actor, document=Document.objects.get(pk=document.pk))
    with seeding():
        entries = AuditEntry.objects.filter(action__startswith="document.").order_by("seq")
        assert list(entries.values_list("action", flat=True)) == [
            "document.add",
            "document.version",
            "document.archive",
        ]


def test_an_official_has_no_library_and_reads_none() -> None:
    made = case(rung="3")
    show(made, shelve(made, "证书"), "D1.1")
    submit(made)
    for actor in (made.reviewer, factories.officer()):
        with scope(actor):
            assert not visible_documents(actor).exists()
            assert not Document.objects.exists(), "nor does the database show one"
            assert not DocumentVersion.objects.exists()
            with pytest.raises(Refused):
                restore_document(actor=actor, document=Document(pk=1))
