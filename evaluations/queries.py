"""Reads of evaluations for re-use: querysets in, querysets out."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evaluations.applicants import Applicant
from evaluations.definition import Definition
from evaluations.enums import FilingState, NodeKind, ResultKind, VersionState
from evaluations.loader import load_definition
from evaluations.models import (
    Answer,
    AuthorityRound,
    Certificate,
    Evidence,
    Filing,
    Node,
    Result,
    Review,
    Round,
    Score,
    StandardVersion,
    Submission,
    VisitPhoto,
)
from evaluations.procedure import procedure_of
from evaluations.scoring import Answer as EngineAnswer
from evaluations.workflow import Flow
from portal.enums import OrganisationKind, Side
from portal.queries import under
from portal.tenancy import Actor
from portal.working_days import count_working_days

_SETTINGS_READ: ContextVar[dict[tuple[str, int], AuthorityRound | None] | None] = ContextVar("settings", default=None)


def current_round() -> Round | None:
    """The latest round; there may be none on a fresh system."""
    return Round.objects.select_related("standard_version__standard").defer("standard_version__source").first()


def all_rounds() -> QuerySet[Round]:
    """Every yearly round, newest first, without its standard."""
    return Round.objects.all()


def round_of(year: int) -> Round | None:
    """The round of one year with its standard, without the standard's source text."""
    rounds = Round.objects.select_related("standard_version__standard").defer("standard_version__source")
    return rounds.filter(year=year).first()


def authority_round_of(filing: Filing) -> AuthorityRound | None:
    """What the authority in charge of the filing set for its round; None where it set nothing."""
    return authority_round_at(filing.scope, filing.round_id)


def authority_round_at(path: str, yearly_round: Round | int) -> AuthorityRound | None:
    """Of the authority at or above this path."""
    authority = _authority_path(path)
    key = (authority, yearly_round if isinstance(yearly_round, int) else yearly_round.pk)
    read = _SETTINGS_READ.get()
    if read is not None and key in read:
        return read[key]
    rounds = AuthorityRound.objects.filter(round=yearly_round, scope=authority)
    found = rounds.select_related("updated_by").first()
    if read is not None:
        read[key] = found
    return found


def authority_round_in(path: str, year: int) -> AuthorityRound | None:
    """The same for a list that knows the year alone, in one query."""
    return AuthorityRound.objects.filter(round__year=year, scope=_authority_path(path)).first()


def _authority_path(path: str) -> str:
    return f"/{path.strip('/').split('/')[0]}/"


@contextmanager
def reading_settings_once() -> Iterator[None]:
    """Inside one transaction of many alike: they all go by what the authority had set when the first of them asked."""
    token = _SETTINGS_READ.set({})
    try:
        yield
    finally:
        _SETTINGS_READ.reset(token)


def rounds_known() -> list[int]:
    """The years that have a round, newest first."""
    return list(Round.objects.values_list("year", flat=True))


def flow_of(filing: Filing) -> Flow:
    return procedure_of(authority_round_of(filing)).flow


def completion_day(filing: Filing, today: date) -> date | None:
    """The last day to complete what is returned as incomplete today; None where the authority's round names none."""
    days = procedure_of(authority_round_of(filing)).completion_days
    return count_working_days(today, days).day if days else None


def visible_filings(actor: Actor, states: Iterable[str] = tuple(FilingState)) -> QuerySet[Filing]:
    """An enterprise sees its own; an office and the ministry see a filing once it has been submitted; an outside expert
    what is assigned to them, until it is determined.

    `states` narrows that: asking twice for the state of each row takes a tenth of an office's list.
    """
    if actor.side == Side.EXPERT:
        return _held_by(actor).filter(state__in=set(states) & set(FilingState.held()))
    filings = under(Filing.objects.all(), actor)
    if actor.kind == OrganisationKind.OPERATOR:
        return filings.none()
    seen = tuple(FilingState) if actor.side == Side.ENTERPRISE else FilingState.with_authority()
    shown = [state for state in states if state in seen]
    return filings if len(shown) == len(FilingState) else filings.filter(state__in=shown)


def _held_by(expert: Actor) -> QuerySet[Filing]:
    own = Review.objects.filter(filing=OuterRef("pk"), reviewer_id=expert.person_id, ordinal__isnull=False)
    return Filing.objects.filter(Exists(own), scope__startswith=expert.path)


def reads_filing_file(actor: Actor) -> Q:
    """Condition on StoredFile: evidence, receipts and certificates of a filing that the actor may see (not of a draft),
    and for offices what was photographed at a visit.
    """
    filings = visible_filings(actor).order_by()
    evidence = Evidence.objects.filter(file=OuterRef("pk"), answer__evaluation__filing__in=filings).order_by()
    receipts = Submission.objects.filter(receipt=OuterRef("pk"), filing__in=filings).order_by()
    certificates = Certificate.objects.filter(file=OuterRef("pk"), filing__in=filings).order_by()
    printed = Q(Exists(filings.filter(receipt=OuterRef("pk")))) | Q(Exists(receipts)) | Q(Exists(certificates))
    photos = VisitPhoto.objects.filter(file=OuterRef("pk"), finding__filing__in=filings).order_by()
    taken = Q(Exists(photos)) if actor.side == Side.AUTHORITY else Q()
    return Q(Exists(evidence)) | printed | taken


def with_context(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Everything a filing's page names, without the standard's source text."""
    related = filings.select_related(
        "enterprise__enterprise__division",
        "enterprise__enterprise__city",
        "round",
        "evaluation__standard_version",
    )
    return related.defer("evaluation__standard_version__source")


def open_filings(yearly_round: Round) -> QuerySet[Filing]:
    """Filings of a round that their enterprises are filling in or correcting."""
    return Filing.objects.filter(round=yearly_round, state__in=FilingState.editable())


def visible_versions(actor: Actor) -> QuerySet[StandardVersion]:
    """Versions of every standard without their text; drafts are for the ministry and the operator alone."""
    versions = StandardVersion.objects.select_related("standard").defer("source")
    return versions if actor.side == Side.MINISTRY else versions.exclude(state=VersionState.DRAFT)


def definition_of(version: StandardVersion) -> Definition:
    """The parsed standard, kept per process: a version's text never changes under the same hash."""
    return _load(version.pk, version.source_hash)


@lru_cache(maxsize=16)
def _load(version_id: int, source_hash: str) -> Definition:
    return load_definition(StandardVersion.objects.values_list("source", flat=True).get(pk=version_id))


def standard_of(filing: Filing) -> Definition:
    """What of its standard counts for the filing's enterprise: its industry's weights, and what applies to it."""
    return definition_of(filing.evaluation.standard_version).for_applicant(applicant_of(filing))


def applicant_of(filing: Filing) -> Applicant:
    """Division and size as they were at submission; before it, and of an incomplete one, as the register has them now."""
    evaluation = filing.evaluation
    if evaluation.size and filing.state != FilingState.INCOMPLETE:
        return Applicant(evaluation.division, evaluation.size)
    if filing.division_id:
        # The row's own copy of the register, which an outside expert reads too.
        return Applicant(filing.division_id.removeprefix("C"), filing.size_class)
    facts = filing.enterprise.enterprise
    return Applicant(facts.division_id.removeprefix("C"), facts.size_class)


def item_ids(version: StandardVersion) -> Mapping[str, int]:
    """{item code: node id}; kept per process like the definition."""
    return _item_ids(version.pk, version.source_hash)


@lru_cache(maxsize=16)
def _item_ids(version_id: int, source_hash: str) -> Mapping[str, int]:
    return dict(Node.objects.filter(version_id=version_id, kind=NodeKind.ITEM).values_list("code", "pk"))


def asked_answers(filing: Filing) -> QuerySet[Answer]:
    """The answers to items of the filing's present version; those that it no longer asks for are left out."""
    version = filing.evaluation.standard_version_id
    return Answer.objects.filter(evaluation_id=filing.evaluation_id, item__version_id=version)


def asked_evidence(filing: Filing) -> QuerySet[Evidence]:
    """The files attached to those answers."""
    evaluation = filing.evaluation
    return Evidence.objects.filter(
        answer__evaluation_id=evaluation.pk, answer__item__version_id=evaluation.standard_version_id
    )


def asked_scores(filing: Filing) -> QuerySet[Score]:
    """The officials' verdicts on those answers."""
    return Score.objects.filter(
        review__filing=filing, review__ordinal=0, answer__item__version_id=filing.evaluation.standard_version_id
    )


def answers_of(filing: Filing) -> QuerySet[Answer]:
    """The filing's answers with their item and number of evidence files (`evidence_count`)."""
    related = asked_answers(filing).select_related("item", "updated_by", "carried_from")
    return related.annotate(evidence_count=Count("evidence"))


def former_answers(filing: Filing) -> QuerySet[Answer]:
    """Answers to items that the filing's present version no longer asks for, as `answers_of`."""
    version = filing.evaluation.standard_version_id
    answers = Answer.objects.filter(evaluation_id=filing.evaluation_id).exclude(item__version_id=version)
    return answers.select_related("item").annotate(evidence_count=Count("evidence")).order_by("item_id")


def engine_answers(filing: Filing) -> dict[str, EngineAnswer]:
    """The claim as the engine reads it, by item code; one query."""
    definition = standard_of(filing)
    rows = asked_answers(filing).values_list("item__code", "rung", "not_applicable", Count("evidence"))
    return {
        code: EngineAnswer(rung or None, files, excluded)
        for code, rung, excluded, files in rows
        if definition.has_item(code)
    }


def engine_scores(filing: Filing) -> dict[str, EngineAnswer]:
    """The official's verdicts; where the official has not spoken yet, the claim stands."""
    claimed, definition = engine_answers(filing), standard_of(filing)
    rows = asked_scores(filing).values_list("answer__item__code", "rung", "accepted_exclusion")
    # an exclusion that was accepted lasts as long as the claim that it answers
    spoken = [
        (code, rung, accepted and claimed[code].not_applicable) for code, rung, accepted in rows if code in claimed
    ]
    return claimed | {
        code: EngineAnswer(rung or None, claimed[code].evidence, accepted, accepted)
        for code, rung, accepted in spoken
        if accepted or (rung and rung in definition.item(code).scale)
    }


def flagged_items(filing: Filing) -> frozenset[str]:
    """Codes of the items that a return opened: those marked, and those that a move to a newer version left to do."""
    if filing.state != FilingState.RETURNED:
        return frozenset()
    rows = asked_answers(filing).values_list("item__code", "rung", "not_applicable", "updated_at")
    return frozenset(marked_items(filing)) | left_by_move(filing, rows)


def marked_items(filing: Filing) -> dict[str, str]:
    """{code: what the official says of it} of the items that a returned filing came back for."""
    if filing.state != FilingState.RETURNED:
        return {}
    return dict(asked_scores(filing).filter(flagged=True).values_list("answer__item__code", "comment"))


def left_by_move(filing: Filing, rows: Iterable[tuple[str, str, bool, datetime]]) -> frozenset[str]:
    """Of a returned filing, from item, rung, exclusion and time of its answers.

    Every item was answered when the filing was sent in, so what is open now, or was done since, a move brought.
    """
    settled = {code for code, rung, excluded, at in rows if (rung or excluded) and at <= filing.state_since}
    return frozenset(item.code for item in standard_of(filing).items) - settled


def latest_result(filing: Filing, kind: ResultKind) -> Result | None:
    return Result.objects.filter(evaluation_id=filing.evaluation_id, kind=kind).last()


def previous_filing(filing: Filing) -> Filing | None:
    """The same enterprise's filing of the closest earlier year; a draft that was never submitted is nobody's to compare."""
    earlier = Filing.objects.filter(enterprise_id=filing.enterprise_id, round__year__lt=filing.round.year)
    return with_context(earlier.exclude(state=FilingState.DRAFT)).order_by("-round__year").first()
