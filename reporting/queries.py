"""Reads of reporting: querysets in, querysets out."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, JSONObject

from portal.enums import OrganisationKind, Role, Side
from portal.models import Job, Organisation
from portal.queries import under, visible_jobs
from portal.tenancy import Actor
from reporting.enums import HeadKey, SectionKey, SummaryState
from reporting.models import (
    Attachment,
    Edition,
    EditionAttachment,
    Narrative,
    Snapshot,
    Submission,
    Summary,
    SummaryStep,
)
from reporting.workflow import KEPT_INSIDE

_EVERY = Q(pk__isnull=False)
# A row as reporting.attached has it.
_FACTS = {"title": "title", "name": "file__name", "size": "file__size", "sha256": "file__sha256", "file": "file_id"}


def visible_summaries(actor: Actor) -> QuerySet[Summary]:
    """An authority sees its own; ministry officers see all, drafts by state only; a bureau and others see none."""
    if actor.kind == OrganisationKind.AUTHORITY or (actor.side == Side.MINISTRY and actor.has(Role.OFFICER)):
        return under(Summary.objects.select_related("authority", "submitted__file"), actor)
    return Summary.objects.none()


def visible_editions(actor: Actor) -> QuerySet[Edition]:
    """An authority sees every edition of its own, the ministry only what was submitted to it."""
    editions = Edition.objects.select_related("file", "snapshot", "summary__authority")
    editions = editions.filter(summary__in=visible_summaries(actor).order_by())
    return editions if actor.side == Side.AUTHORITY else editions.filter(pk__in=_submitted())


def reads_edition_file(actor: Actor) -> Q:
    """Condition on StoredFile: the PDF of an edition that the actor may see."""
    return Q(Exists(visible_editions(actor).filter(file=OuterRef("pk")).order_by()))


def _submitted() -> QuerySet[Submission, int]:
    return Submission.objects.order_by().values_list("edition_id", flat=True)


def visible_submissions(actor: Actor) -> QuerySet[Submission]:
    """An authority sees its own, the ministry all; newest first, each with what was decided on it.

    `revoked` is how often an acceptance of it was revoked: whoever decides says what they had read of that.
    """
    people = ("submitted_by", "signed_by", "decision__by")
    found = Submission.objects.select_related("edition__file", *people).defer("edition__narrative")
    found = found.annotate(revoked=Coalesce(Subquery(_count(_revocations(OuterRef("edition_id")))), 0))
    return found.filter(summary__in=visible_summaries(actor).order_by()).order_by("-number")


def _count(steps: QuerySet[SummaryStep]) -> QuerySet[SummaryStep, int]:
    return steps.values("edition").annotate(number=Count("pk")).values_list("number", flat=True)


def _revocations(edition: OuterRef | int) -> QuerySet[SummaryStep]:
    return SummaryStep.objects.filter(name="revoke", edition=edition).order_by()


def revocations_of(submission: Submission) -> int:
    """How often an acceptance of it was revoked."""
    return _revocations(submission.edition_id).count()


def summaries_of_year(actor: Actor, year: int) -> QuerySet[Summary]:
    """With `written` (some section has text) and `built` (a person had an edition printed)."""
    written = Narrative.objects.filter(summary=OuterRef("pk")).exclude(text="")
    built = Edition.objects.filter(summary=OuterRef("pk"), built_by__isnull=False)
    return visible_summaries(actor).filter(year=year).annotate(written=Exists(written), built=Exists(built))


def returned_summaries(year: int) -> QuerySet[Summary]:
    """Submitted once and not with the ministry now, wherever in the office they are since."""
    found = Summary.objects.filter(year=year, submitted__isnull=False)
    return found.exclude(state__in=SummaryState.with_ministry())


def latest_snapshot(actor: Actor, summary: Summary) -> Snapshot | None:
    """The newest frozen figures that the actor may see: the authority's own, or those handed in."""
    edition = visible_editions(actor).filter(summary=summary).first()
    if edition is None and actor.side == Side.AUTHORITY:
        return Snapshot.objects.filter(summary=summary).first()
    return edition.snapshot if edition else None


def latest_job_for(actor: Actor, kind: str, **params: int) -> Job | None:
    """The newest job of a kind with these parameters, among those that the actor's organisation asked for."""
    jobs = visible_jobs(actor).filter(kind=kind, **{f"params__{name}": value for name, value in params.items()})
    return jobs.select_related("created_by", "result_file").first()


def narratives_of(summary: Summary) -> dict[str, Narrative]:
    """{section key: narrative}; sections nobody has written yet are missing."""
    return {row.section: row for row in Narrative.objects.filter(summary=summary).select_related("updated_by")}


def narrative_texts(summary: Summary) -> dict[str, str]:
    """{section key: text} of every section, '' where nothing is written; of the document's head what somebody typed."""
    written = {section: row.text for section, row in narratives_of(summary).items()}
    head = {str(key): written[key] for key in HeadKey if written.get(key)}
    return {str(key): written.get(str(key), "") for key in SectionKey} | head


def steps_of(actor: Actor, summary: Summary) -> list[SummaryStep]:
    """Newest first; the ministry reads of its own and of the submissions."""
    found = under(SummaryStep.objects.filter(summary=summary), actor).select_related("edition").order_by("-id")
    return list(found.exclude(name__in=KEPT_INSIDE) if actor.side == Side.MINISTRY else found)


def asked_to_change(summary: Summary, steps: list[SummaryStep]) -> list[SummaryStep]:
    """What the writers were asked, while they have the text: by their approver just now, by the ministry last.

    `steps` are newest first. The ministry's word stands until the summary is submitted again, whatever the office did.
    """
    if summary.state not in SummaryState.editable():
        return []
    own = [step for step in steps[:1] if step.reason and step.name != "return"]
    return own + [step for step in steps if step.name == "return"][:1]


def latest_edition(summary: Summary) -> Edition | None:
    """As `with_attachments` reads it."""
    found = Edition.objects.filter(summary=summary).select_related("file", "snapshot", "built_by")
    return with_attachments(found).first()


def with_listed(editions: QuerySet[Edition], *, only: Q = _EVERY) -> QuerySet[Edition]:
    """With `listed`, the files that each of them was printed with; no query more. `only` these are looked up."""
    listed = EditionAttachment.objects.filter(edition=OuterRef("pk")).order_by("number")
    return editions.annotate(
        listed=_where(only, ArraySubquery(listed.values(words=JSONObject(**_FACTS, number="number"))))
    )


def with_attachments(editions: QuerySet[Edition], *, only: Q = _EVERY) -> QuerySet[Edition]:
    """The same, and with `present` those of its summary now."""
    present = Attachment.objects.filter(summary=OuterRef("summary_id"), removed_at=None).order_by("position", "id")
    found = ArraySubquery(present.values(words=JSONObject(**_FACTS)))
    return with_listed(editions, only=only).annotate(present=_where(only, found))


def _where(only: Q, files: ArraySubquery) -> Case:
    """PostgreSQL looks into a branch of CASE for nothing but the rows that take it."""
    return Case(When(only, then=files))


def next_number(summary: Summary) -> int:
    return (Edition.objects.filter(summary=summary).aggregate(latest=Max("number"))["latest"] or 0) + 1


def authorities() -> QuerySet[Organisation]:
    """The 37, in the order of their codes."""
    return Organisation.objects.filter(kind=OrganisationKind.AUTHORITY).order_by("code")
