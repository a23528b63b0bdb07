"""Whom attachments belong to and when they are fixed, for the services and in the database; what goes at night."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, transaction
from django.http import Http404
from django.utils import timezone

from portal.celery import app
from portal.errors import Refused
from portal.models import AuditEntry, StoredFile
from portal.tenancy import Actor, scope
from reporting.models import Attachment, EditionAttachment, Summary
from reporting.services import attachments as services
from reporting.tasks import forget_removed_attachments
from tests import factories
from tests.portal.sending import in_storage
from tests.reporting.attaching import attach, do, refusal, titles
from tests.reporting.factories import decided, edition, hand_in, summary
from tests.seeding import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_own_storage")]


def test_nothing_changes_while_the_ministry_has_it(writer: Actor) -> None:
    made = summary(writer, text="工作")
    row = attach(writer, made, "甲")
    edition(writer, made)
    hand_in(writer, made)
    refusal(Refused, writer, made, title="乙")
    for service, more in (
        (services.rename_attachment, {"title": "新", "version": 1}),
        (services.move_attachment, {"direction": "up", "version": 1}),
        (services.remove_attachment, {"version": 1}),
        (services.restore_attachment, {}),
    ):
        with pytest.raises(Refused, match="已报送"):
            do(service, writer, row, **more)
    assert titles(made) == ["甲"]
    _past_the_services(writer, made, row)


def _past_the_services(writer: Actor, made: Summary, row: Attachment) -> None:
    """The database says the same to whoever writes without them."""
    fields = {name: getattr(row, name) for name in ("summary_id", "scope", "file_id", "added_by_id", "updated_by_id")}
    with seeding():
        printed = EditionAttachment.objects.get(edition__summary=made)
    writes: tuple[Callable[[], object], ...] = (
        lambda: Attachment.objects.filter(pk=row.pk).update(title="新"),
        lambda: Attachment.objects.filter(pk=row.pk).update(removed_at=timezone.now()),
        lambda: Attachment.objects.filter(pk=row.pk).delete(),
        lambda: Attachment.objects.create(title="乙", position=2, **fields),
        lambda: EditionAttachment.objects.filter(pk=printed.pk).update(title="新"),
        lambda: EditionAttachment.objects.filter(pk=printed.pk).delete(),
        lambda: EditionAttachment.objects.create(
            edition_id=printed.edition_id, scope=printed.scope, number=2, title="乙", file_id=row.file_id
        ),
    )
    for write in writes:
        with scope(writer), pytest.raises(Error), transaction.atomic():
            write()


def test_what_was_submitted_stays_as_it_was_sent_also_when_it_is_returned(writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "甲")
    edition(writer, made)
    hand_in(writer, made)
    decided(made, reason="请补充。")
    with seeding():
        printed = EditionAttachment.objects.get(edition__summary=made)
    with scope(writer), pytest.raises(Error, match="row-level security"), transaction.atomic():
        EditionAttachment.objects.create(
            edition_id=printed.edition_id, scope=printed.scope, number=9, title="乙", file_id=row.file_id
        )


def test_its_file_is_never_another(writer: Actor, made: Summary) -> None:
    row, other = attach(writer, made, "甲"), attach(writer, made, "乙")
    with scope(writer), pytest.raises(Error, match="keeps its summary and its file"), transaction.atomic():
        Attachment.objects.filter(pk=row.pk).update(file_id=other.file_id)


def test_others_do_not_even_see_it(writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "甲")
    strangers = factories.approver("440000"), factories.filler(factories.enterprise())
    for actor in (*strangers, factories.officer()):
        with scope(actor):
            assert not Attachment.objects.filter(pk=row.pk).exists()
        refusal(Http404 if actor in strangers else Refused, actor, made, title="乙")


def test_what_was_taken_off_goes_after_a_week_and_its_bytes_with_it(
    writer: Actor, made: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    young, old, kept = (attach(writer, made, title) for title in ("新", "旧", "在"))
    for row, days in ((young, 6), (old, 8)):
        do(services.remove_attachment, writer, row, version=1)
        with seeding():
            Attachment.objects.filter(pk=row.pk).update(removed_at=timezone.now() - timedelta(days=days))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_removed_attachments() == 1
        assert forget_removed_attachments() == 0
    with seeding():
        assert set(Attachment.objects.values_list("pk", flat=True)) == {young.pk, kept.pk}
        assert not StoredFile.objects.filter(pk=old.file_id).exists()
        assert AuditEntry.objects.get(action="summary.forget_attachments").detail == {"count": 1}
    assert len(in_storage()) == 2
    assert app.conf.beat_schedule["attachments"]["task"] == "reporting.forget_attachments"
