"""Reads of steps with many filings: which ones a filter means, their counts, and what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from evaluations.enums import BulkKind, FilingState, LineOutcome
from evaluations.models import BulkLine, BulkStep, Filing, Node, Review
from evaluations.procedure import procedure_of
from evaluations.queries import authority_round_at, round_of, visible_filings
from evaluations.reading_queries import waiting_for_reader
from evaluations.review_queue import QueueFilter, filter_queue
from evaluations.triage_queries import cluster_of
from evaluations.workflow import TRANSITIONS
from portal.enums import READERS, OrganisationKind, Role
from portal.models import Job, Membership, Organisation
from portal.queries import under
from portal.tenancy import Actor

SHOWN = 12
OFFICES = (OrganisationKind.AUTHORITY, OrganisationKind.BUREAU)
# The jobs of a step, which are its key's: a job is forgotten long before its step.
PERFORM, TAKE_BACK = "bulk_step", "undo_bulk_step"
STEP_OF = {
    BulkKind.ACCEPT: "accept",
    BulkKind.ASK_COMPLETION: "ask_completion",
    BulkKind.ASSIGN: "assign_reviewer",
    BulkKind.RETURN: "return",
    BulkKind.DISTRIBUTE: "assign_reviewer",
}


@dataclass(frozen=True)
class Chosen:
    """What a person means: the filter that they see, or some of its rows by key (None: all of them).

    Both are read through their own eyes. Returned for correction is what one reviews oneself.
    """

    wanted: QueueFilter
    keys: tuple[int, ...] | None = None

    def filings(self, actor: Actor, kind: BulkKind) -> QuerySet[Filing]:
        """Unordered; only what is in a state from which the step leads away in this round."""
        ready = Q(state__in=self.sources(actor, kind))
        if kind in (BulkKind.ASSIGN, BulkKind.DISTRIBUTE):
            ready |= Q(pk__in=waiting_for_reader(actor))
        found = filter_queue(actor, self.wanted).filter(ready)
        if kind == BulkKind.RETURN:
            # A blind reading is returned by nobody.
            found = found.filter(pk__in=Review.objects.filter(reviewer_id=actor.user_id, ordinal=0).values("filing"))
        return found if self.keys is None else found.filter(pk__in=self.keys)

    def item(self, actor: Actor, kind: BulkKind) -> Node | None:
        """What a return of nearly equal texts flags by itself; others go back for what their reviewer flagged."""
        return cluster_of(actor, self.wanted.texts).item if kind == BulkKind.RETURN and self.wanted.texts else None

    def sources(self, actor: Actor, kind: BulkKind) -> set[FilingState]:
        """None where the round does not have the step."""
        yearly = round_of(self.wanted.year)
        if kind == BulkKind.EXTEND:
            return {FilingState.INCOMPLETE} if yearly and yearly.extension_days else set()
        flow = procedure_of(authority_round_at(actor.path, yearly)).flow if yearly else frozenset()
        steps = [step for step in TRANSITIONS if step.name == STEP_OF[kind] and step.is_in(flow)]
        return {source for step in steps for source in step.sources}

    def targets(self, actor: Actor, kind: BulkKind) -> QuerySet[Filing, int]:
        """Keys of the filings; of their companies, whose last day is extended."""
        key = "enterprise_id" if kind == BulkKind.EXTEND else "pk"
        return self.filings(actor, kind).order_by(key).values_list(key, flat=True)

    @property
    def year(self) -> int:
        return self.wanted.year


def count_chosen(filings: QuerySet[Filing]) -> tuple[int, list[tuple[str, int]], list[tuple[str, int]]]:
    """(how many, by city, by claimed level), the largest first; what is beyond the first dozen cities is left out."""
    plain = filings.order_by()
    cities = plain.values_list("enterprise__enterprise__city__name").annotate(n=Count("pk")).order_by("-n")
    levels = plain.values_list("declared_level").annotate(n=Count("pk")).order_by("declared_level")
    by_level = list(levels)
    return sum(count for _level, count in by_level), list(cities[:SHOWN]), by_level


def visible_steps(actor: Actor) -> QuerySet[BulkStep]:
    return under(BulkStep.objects.all(), actor).select_related("created_by", "assignee", "undone_by")


def job_of(step: BulkStep) -> Job | None:
    """The latest job of the step, its doing or its undoing; None once housekeeping has forgotten it."""
    jobs = Job.objects.filter(kind__in=[PERFORM, TAKE_BACK], key=str(step.pk), organisation_id=step.organisation_id)
    return jobs.select_related("created_by", "result_file").order_by("-pk").first()


def outcomes_of(step: BulkStep) -> dict[LineOutcome, int]:
    rows = BulkLine.objects.filter(step=step).order_by().values_list("outcome").annotate(n=Count("pk"))
    found = dict(rows)
    return {outcome: found[outcome] for outcome in LineOutcome if outcome in found}


def shares_of(step: BulkStep) -> list[tuple[str, int]]:
    """(reviewer, how many came to them) of a step that gave its filings to several."""
    given = BulkLine.objects.filter(step=step, outcome=LineOutcome.DONE).exclude(assignee=None).order_by()
    return list(given.values_list("assignee__display_name").annotate(n=Count("pk")).order_by("-n"))


def failed_lines(actor: Actor, step: BulkStep) -> QuerySet[BulkLine]:
    """Lines that did not come out as asked, with their `company`, None where it is no longer in reach."""
    filed = visible_filings(actor).filter(pk=OuterRef("filing_id")).order_by().values("enterprise__name")[:1]
    named = under(Organisation.objects.filter(pk=OuterRef("enterprise_id")), actor).order_by().values("name")[:1]
    failed = BulkLine.objects.filter(step=step, outcome__in=[LineOutcome.REFUSED, LineOutcome.KEPT])
    return failed.annotate(company=Coalesce(Subquery(filed), Subquery(named)))


def assignees_for(actor: Actor) -> list[tuple[int, str]]:
    """(key, name) of the people in the actor's own office who can be given filings: active reviewers, oneself among them, and experts."""
    members = Membership.objects.filter(
        organisation_id=actor.home_id, organisation__kind__in=OFFICES, active=True, roles__overlap=READERS
    )
    return [(m.user_id, _named(m)) for m in members.select_related("user").order_by("user__display_name")]


def _named(member: Membership) -> str:
    name = member.user.display_name
    return _("%s (outside expert)") % name if Role.EXPERT in member.roles else name


def own_companies(users: Iterable[int]) -> frozenset[int]:
    """Enterprises that one of these people belongs to; nobody judges their own."""
    members = Membership.objects.filter(
        user_id__in=list(users), active=True, organisation__kind=OrganisationKind.ENTERPRISE
    )
    return frozenset(members.values_list("organisation_id", flat=True))
