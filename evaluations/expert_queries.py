"""Reads of an outside expert: what is assigned to them, and nothing that hangs on anything else."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from evaluations.experts import Case
from evaluations.models import AuthorityRound, Evidence, Filing, Review
from evaluations.procedure import Procedure, procedure_of
from evaluations.queries import asked_evidence, authority_round_of, visible_filings
from evaluations.review_queries import Board, board_with
from portal.enums import Role, Side
from portal.models import Membership
from portal.tenancy import Actor

OPEN, ENDED = "open", "ended"


def assigned_filings(actor: Actor, wanted: str = "") -> QuerySet[Filing]:
    """Of an expert, with whether they have `ended` their work; `wanted` is OPEN, ENDED or '' for both."""
    if actor.side != Side.EXPERT:
        return Filing.objects.none()
    related = visible_filings(actor).select_related("round", "evaluation__standard_version", "division", "city")
    filings = related.defer("evaluation__standard_version__source").annotate(
        ended=Exists(_own_reviews(actor).filter(filing=OuterRef("pk"), finished_at__isnull=False))
    )
    return filings.filter(ended=wanted == ENDED) if wanted in (OPEN, ENDED) else filings


def _own_reviews(actor: Actor) -> QuerySet[Review]:
    return Review.objects.filter(reviewer_id=actor.person_id, ordinal__isnull=False)


def cases_of(actor: Actor, filings: Iterable[Filing]) -> list[Case]:
    """As they are shown to this expert; one query for all rounds."""
    rounds = {row.round_id: procedure_of(row) for row in AuthorityRound.objects.filter(scope=actor.path)}
    return [_case(filing, rounds.get(filing.round_id, Procedure())) for filing in filings]


def _case(filing: Filing, procedure: Procedure) -> Case:
    return Case(filing, procedure.blind, procedure.review_by, bool(getattr(filing, "ended", False)))


def case_of(actor: Actor, pk: int) -> Case:
    """Http404 for what is absent and for what is not assigned alike."""
    found = assigned_filings(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return cases_of(actor, [found])[0]


def board_for_expert(actor: Actor, case: Case) -> Board:
    """By their own verdicts, also once what all readers found was put together."""
    own = _own_reviews(actor).filter(filing=case.filing).order_by("-ordinal").first()
    return board_with(case.filing, own)


def evidence_for_expert(case: Case, item_code: str = "") -> list[Evidence]:
    rows = asked_evidence(case.filing).select_related("answer__item").order_by("pk")
    return list(rows.filter(answer__item__code=item_code) if item_code else rows)


def is_blind(filing: Filing) -> bool:
    """Whether experts are not told who its company is."""
    return procedure_of(authority_round_of(filing)).blind


def is_expert(person_id: int, organisation_id: int) -> bool:
    members = Membership.objects.filter(user_id=person_id, organisation_id=organisation_id, active=True)
    return members.filter(roles__contains=[Role.EXPERT]).exists()


def experts_reading(filing: Filing) -> QuerySet[Membership]:
    """The experts who review the filing or read it, in the office that gave it to them."""
    readers = Review.objects.filter(filing=filing, ordinal__isnull=False).values("reviewer_id")
    if filing.enterprise.parent_id is None:
        return Membership.objects.none()
    offices = Membership.objects.filter(roles__contains=[Role.EXPERT], active=True, user_id__in=readers)
    return offices.filter(organisation_id=filing.enterprise.parent_id)
