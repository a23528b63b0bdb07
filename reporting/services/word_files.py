"""An edition as a Word file, for those who must edit its words: from the same frozen figures and text as its PDF."""

from collections.abc import Sequence

from portal.documents.printer import Progress, draw_charts
from portal.documents.word import figures_in, write_docx
from portal.enums import FilePurpose
from portal.models import Job, Organisation, StoredFile
from portal.services.audit import record_audit
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor, scope
from reporting.attached import Attached
from reporting.composition import compose_summary
from reporting.models import Edition

WORD = "edition_word"


def request_word_file(*, actor: Actor, edition: Edition) -> Job:
    """Promise the Word file; one that is being made for the same person is returned, not doubled."""
    return enqueue_job(
        actor=actor, kind=WORD, key=f"edition:{edition.pk}:word:{actor.user_id}", params={"edition": edition.pk}
    )


def compose_word_file(
    edition: Edition, *, attached: Sequence[Attached] = (), progress: Progress | None = None
) -> bytes:
    """The DOCX, `attached` being the edition's files; the same edition gives the same bytes. Raises PrintFailed when a chart cannot be drawn."""
    document = compose_summary(
        edition.snapshot.data,
        edition.narrative,
        language=edition.language,
        markup=edition.markup,
        attached=attached,
    )
    return write_docx(document, draw_charts(figures_in(document), progress=progress))


def keep_word_file(*, actor: Actor, edition: Edition, content: bytes) -> StoredFile:
    """Store it for the person who asked."""
    with scope(actor):
        file = store_file(
            actor=actor,
            organisation=Organisation.objects.get(pk=actor.home_id),
            purpose=FilePurpose.EXPORT,
            name=f"{edition.file.name.removesuffix('.pdf')}.docx",
            content=content,
        )
        detail = {"edition": edition.number, "format": "docx"}
        record_audit(actor=actor, action="summary.word", target=edition.summary, detail=detail)
        return file
