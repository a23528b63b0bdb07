"""What an edition was printed with: named by its files, the same bytes again, frozen by the submission."""

import io
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portal.enums import JobState
from portal.errors import Refused
from portal.jobs import perform_job
from portal.models import Job, StoredFile
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from reporting.attachment_queries import attached_to
from reporting.models import Attachment, Edition, EditionAttachment, Summary
from reporting.queries import visible_editions, with_attachments
from reporting.services.attachments import remove_attachment, rename_attachment, restore_attachment
from reporting.services.editions import freeze, is_current, keep_edition, print_edition
from reporting.services.summaries import request_edition
from reporting.services.word_files import compose_word_file
from reporting.tasks import build_drafts, forget_removed_attachments
from tests.portal.people import signed_in
from tests.portal.sending import in_storage
from tests.reporting.attaching import attach, stored
from tests.reporting.factories import PRINTED, decided, edition, hand_in, signed
from tests.seeding import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_own_storage")]


def remove(actor: Actor, row: Attachment) -> None:
    with scope(actor):
        remove_attachment(actor=actor, attachment=stored(row), version=stored(row).version)


def files_of(printed: Edition) -> list[str]:
    with seeding():
        return [one.title for one in attached_to(printed)]


def test_an_edition_names_exactly_what_it_was_printed_with(writer: Actor, made: Summary) -> None:
    first, second = (attach(writer, made, title) for title in ("甲", "乙"))
    with_both = edition(writer, made)
    remove(writer, first)
    attach(writer, made, "丙")
    with scope(writer):
        rename_attachment(actor=writer, attachment=stored(second), title="乙（修订）", version=1)
    later = edition(writer, made)
    assert files_of(with_both) == ["甲", "乙"]
    assert files_of(later) == ["乙（修订）", "丙"]
    with seeding():
        row = EditionAttachment.objects.select_related("file").get(edition=with_both, number=4)
    assert row.file.sha256 == first.file.sha256


@pytest.mark.parametrize("change", ["add", "rename", "remove", "move"])
def test_any_change_makes_a_new_edition_due(writer: Actor, made: Summary, change: str) -> None:
    row = attach(writer, made, "甲")
    edition(writer, made)
    with scope(writer):
        assert is_current(actor=writer, summary=made)
    if change == "add":
        attach(writer, made, "乙")
    elif change == "rename":
        with scope(writer):
            rename_attachment(actor=writer, attachment=stored(row), title="新", version=1)
    elif change == "remove":
        remove(writer, row)
    else:
        other = attach(writer, made, "乙")
        edition(writer, made)
        with seeding():
            Attachment.objects.filter(pk=other.pk).update(position=0)
    with scope(writer):
        assert not is_current(actor=writer, summary=made)
    with pytest.raises(Refused, match="随文附件有改动"):
        signed(writer, made, number=1 if change != "move" else 2)
    text = signed_in(writer).get(reverse("reporting:editions", args=[made.pk])).content.decode()
    assert "随文附件有改动" in text


def test_taken_off_and_back_again_the_edition_still_says_what_is(writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "甲")
    edition(writer, made)
    remove(writer, row)
    with scope(writer):
        restore_attachment(actor=writer, attachment=stored(row))
        assert is_current(actor=writer, summary=made)
    text = signed_in(writer).get(reverse("reporting:summary", args=[made.pk])).content.decode()
    assert "第 1 版已列出全部 1 个随文附件" in text


def test_the_same_files_give_the_same_bytes_and_others_do_not(writer: Actor, made: Summary) -> None:
    attach(writer, made, "甲")
    frozen = freeze(actor=writer, summary=made)
    first = print_edition(frozen).pdf
    drawn: list[str] = []
    assert print_edition(frozen, drawing=lambda figure, *_rest: drawn.append(figure.caption)).pdf == first
    bare = type(frozen)(frozen.snapshot, frozen.narrative)
    assert print_edition(bare, drawing=lambda figure, *_rest: drawn.append(figure.caption)).pdf != first
    assert drawn == [], "no chart is drawn anew for another list of files"


def test_a_file_replaced_while_the_build_runs_stays_the_one_that_was_frozen(writer: Actor, made: Summary) -> None:
    """Also when the worker is lost in between: the second attempt prints what the first one froze."""
    row = attach(writer, made, "甲")
    with scope(writer):
        job = request_edition(actor=writer, summary=made)
    freeze(actor=writer, summary=made, job_id=job.pk)
    attach(writer, made, "甲", content=b"%PDF-1.7\nother\n%%EOF", replaces=row)
    again = freeze(actor=writer, summary=made, job_id=job.pk)
    kept = keep_edition(actor=writer, summary=made, frozen=again, printed=PRINTED, key="k")
    with seeding():
        assert EditionAttachment.objects.get(edition=kept).file_id == row.file_id
    with scope(writer):
        assert not is_current(actor=writer, summary=made), "and the newer one asks for a new edition"
    assert keep_edition(actor=writer, summary=made, frozen=again, printed=PRINTED, key="k").pk == kept.pk


def test_a_job_that_froze_before_there_were_attachments_goes_on(writer: Actor, made: Summary) -> None:
    with scope(writer):
        job = request_edition(actor=writer, summary=made)
    frozen = freeze(actor=writer, summary=made, job_id=job.pk)
    with seeding():
        Job.objects.filter(pk=job.pk).update(result={"snapshot": frozen.snapshot.pk, "narrative": frozen.narrative})
    assert freeze(actor=writer, summary=made, job_id=job.pk).attached == ()


def test_the_job_prints_the_list_and_word_has_it_too(writer: Actor, made: Summary) -> None:
    attach(writer, made, "二〇二六年度方案")
    with scope(writer):
        job = request_edition(actor=writer, summary=made)
    assert perform_job(job.pk) == JobState.DONE
    with seeding():
        printed = Edition.objects.select_related("snapshot").get(summary=made)
        content = compose_word_file(printed, attached=attached_to(printed))
    word = docx.Document(io.BytesIO(content))
    assert any(line.text.endswith("二〇二六年度方案") for line in word.paragraphs)


def test_bytes_stay_while_any_edition_names_them(
    writer: Actor, made: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    row = attach(writer, made, "甲")
    edition(writer, made)
    remove(writer, row)
    edition(writer, made)
    with seeding():
        Attachment.objects.filter(pk=row.pk).update(removed_at=timezone.now() - timedelta(days=30))
    before = len(in_storage())
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_removed_attachments() == 1
    with seeding():
        assert not Attachment.objects.exists()
        kept = StoredFile.objects.get(pk=row.file_id)
    assert read_content(kept).startswith(b"%PDF")
    assert len(in_storage()) == before


def test_what_was_taken_off_goes_also_while_the_ministry_has_the_summary(writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "甲")
    remove(writer, row)
    edition(writer, made)
    hand_in(writer, made)
    with seeding():
        Attachment.objects.filter(pk=row.pk).update(removed_at=timezone.now() - timedelta(days=30))
    assert forget_removed_attachments() == 1


def test_the_night_builds_anew_for_a_new_attachment(writer: Actor, made: Summary) -> None:
    edition(writer, made)
    night = f"{made.year}-11-01T02:00:00+08:00"
    attach(writer, made, "甲")
    build_drafts(night)
    with seeding():
        assert Job.objects.filter(kind="build_summary", params__summary=made.pk).exists()


def test_a_returned_summary_is_open_again_and_keeps_what_was_submitted(writer: Actor, made: Summary) -> None:
    attach(writer, made, "甲")
    sent = edition(writer, made)
    hand_in(writer, made)
    decided(made, reason="请补充")
    attach(writer, made, "乙")
    edition(writer, made)
    hand_in(writer, made, number=2)
    assert files_of(sent) == ["甲"]


def test_the_page_of_editions_names_the_files_of_those_that_it_shows_alone(writer: Actor, made: Summary) -> None:
    """The newest, the one asked for and, on its way through the office, the one in question."""
    for title in ("甲", "乙", "丙"):
        attach(writer, made, title)
        edition(writer, made)
    address = reverse("reporting:editions", args=[made.pk])
    client = signed_in(writer)
    for query, expected in (
        ("", 3),
        ("?edition=2", 2),
        ("?edition=1", 1),
        (f"?edition={'9' * 30}", 3),
        ("?edition=x", 3),
    ):
        part = client.get(f"{address}{query}").content.decode().split('id="files-title"')[1].split("</section>")[0]
        assert part.count("<li>") == expected, query
    with scope(writer):
        rows = list(with_attachments(visible_editions(writer), only=Q(number__in=[1, 3])))
    assert [(row.listed and len(row.listed), row.present and len(row.present)) for row in rows] == [  # type: ignore[attr-defined]
        (3, 3),
        (None, None),
        (1, 3),
    ]
    signed(writer, made, number=3)
    assert "丙" in client.get(f"{address}?edition=3").content.decode().split('id="files-title"')[1]
