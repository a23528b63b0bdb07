"""Reads of the authority's side: one filing under review, item by item, with what both sides say of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet

from evaluations import scoring
from evaluations.city_queries import city_readers_of
from evaluations.definition import Definition, Group
from evaluations.enums import NOT_APPLICABLE, FilingState
from evaluations.interest_queries import first_conflict, refuse_conflicted
from evaluations.models import Answer, Filing, FilingEvent, Review, Score, VisitFinding
from evaluations.queries import asked_answers, previous_filing, standard_of
from evaluations.rereview_queries import Later, later_of
from evaluations.review_rules import is_city_bureau, may_judge, may_score
from evaluations.scoring import Answer as EngineAnswer
from evaluations.stages import Stage, stage_of
from evaluations.submission_queries import answers_shown
from evaluations.verdicts import CityFound, ReviewedItem, Tally, tally_of
from portal.enums import Side
from portal.models import Membership
from portal.tenancy import Actor


@dataclass(frozen=True)
class Board:
    """A filing with every item's claim and score, in the order of the standard."""

    filing: Filing
    definition: Definition
    review: Review | None
    items: tuple[ReviewedItem, ...]
    later: Later

    @cached_property
    def tally(self) -> Tally:
        return tally_of(self.items)

    @cached_property
    def groups(self) -> tuple[tuple[Group, tuple[ReviewedItem, ...]], ...]:
        """Top-level groups with their reviewed items."""
        by_code = {reviewed.item.code: reviewed for reviewed in self.items}
        return tuple((group, tuple(by_code[i.code] for i in group.all_items())) for group in self.definition.groups)

    @cached_property
    def claimed(self) -> scoring.Result:
        return scoring.score(self.definition, self._engine(reviewed=False))

    @cached_property
    def scored(self) -> scoring.Result:
        """By the official's rungs; where there is none, the claim stands."""
        return scoring.score(self.definition, self._engine(reviewed=True))

    @property
    def claimed_stage(self) -> Stage | None:
        return stage_of(self.definition, self.claimed.level)

    @property
    def scored_stage(self) -> Stage | None:
        return stage_of(self.definition, self.scored.level)

    @property
    def differing(self) -> tuple[ReviewedItem, ...]:
        return tuple(reviewed for reviewed in self.items if reviewed.rung and reviewed.rung != reviewed.claim)

    @property
    def flagged(self) -> tuple[ReviewedItem, ...]:
        return tuple(reviewed for reviewed in self.items if reviewed.flagged)

    @property
    def unmarked(self) -> tuple[ReviewedItem, ...]:
        """Items that "agree with the rest" would settle: a rung claimed, none of the official, and not flagged.

        That an item does not apply is accepted one by one, and so is what waits for another look [ours].
        """
        wanted = (r for r in self.items if r.claim not in ("", NOT_APPLICABLE) and not r.again)
        return tuple(r for r in wanted if not r.rung and not r.flagged)

    @cached_property
    def changed(self) -> tuple[ReviewedItem, ...]:
        """What came back, touched or marked, when the filing was handed in again; and what waits for another look."""
        came_back = self.later.came_back
        return tuple(
            r for r in self.items if self.later.previous and r.answer and (r.again or r.answer.pk in came_back)
        )

    def find(self, code: str) -> ReviewedItem | None:
        return next((reviewed for reviewed in self.items if reviewed.item.code == code), None)

    def _engine(self, *, reviewed: bool) -> dict[str, EngineAnswer]:
        return {line.item.code: _engine(line, reviewed) for line in self.items}


def _engine(line: ReviewedItem, reviewed: bool) -> EngineAnswer:
    spoken, files = line.rung if reviewed else "", _files(line.answer)
    said = spoken or line.claim
    if said == NOT_APPLICABLE:
        return EngineAnswer(None, files, True, accepted=bool(spoken))
    return EngineAnswer(said or None, files)


def _files(answer: Answer | None) -> int:
    return int(getattr(answer, "evidence_count", 0))


def review_of(filing: Filing) -> Review | None:
    """The one that counts; None while several read it blind."""
    return Review.objects.select_related("reviewer").filter(filing=filing, ordinal=0).first()


def review_for(filing: Filing, person_id: int | None) -> Review | None:
    """The one that counts, else the person's own reading; never somebody else's, nor one that was given up."""
    own = Q(ordinal=0) | Q(ordinal__gt=0, reviewer_id=person_id)
    reviews = Review.objects.select_related("reviewer").filter(own, filing=filing)
    return reviews.order_by("ordinal").first()


def city_review_of(filing: Filing) -> Review | None:
    """What the bureau of the city found, item by item; it counts nowhere."""
    return Review.objects.select_related("reviewer").filter(filing=filing, city=True).first()


def city_found_of(board: Board) -> CityFound | None:
    """What the city found, for whoever reviews the filing after it; None where it found nothing or still has it."""
    if board.filing.state == FilingState.AT_CITY:
        return None
    scores = Score.objects.filter(review__filing=board.filing, review__city=True).select_related("updated_by")
    by_answer = {score.answer_id: score for score in scores}
    said = ((line, by_answer.get(line.answer.pk)) for line in board.items if line.answer)
    lines = (replace(line, score=score, superseded=board.later.supersedes(score)) for line, score in said if score)
    found = tuple(line for line in lines if line.former_rung or line.remark)
    if not found:
        return None
    wrote = {score.updated_by_id for score in by_answer.values()}
    return CityFound(found, len(board.items) - len(found), first_conflict(wrote, board.filing))


def board_of(filing: Filing, actor: Actor | None = None) -> Board:
    """The filing ready to be reviewed; four queries whatever its size, seven once it was handed in again.

    At a city by what its bureau found so far, which is a draft that nobody else reads; else by the review that counts or
    the actor's own reading.
    """
    if filing.state == FilingState.AT_CITY and actor and is_city_bureau(actor):
        return board_with(filing, city_review_of(filing))
    return board_with(filing, review_for(filing, actor.user_id if actor else None))


def board_with(filing: Filing, review: Review | None) -> Board:
    """By the verdicts of this review."""
    definition = standard_of(filing)
    answers = {answer.item.code: answer for answer in answers_shown(filing, Side.AUTHORITY)}
    scores = {score.answer_id: score for score in scores_of(review)} if review else {}
    later = later_of(filing)
    return Board(filing, definition, review, tuple(_lines(definition, answers, scores, later)), later)


def _lines(
    definition: Definition, answers: dict[str, Answer], scores: dict[int, Score], later: Later
) -> Iterator[ReviewedItem]:
    for item in definition.items:
        answer = answers.get(item.code)
        score = scores.get(answer.pk) if answer else None
        yield ReviewedItem(item, answer, score, superseded=bool(score and later.supersedes(score)))


def scores_of(review: Review) -> QuerySet[Score]:
    return Score.objects.filter(review=review).select_related("updated_by")


def scorers_of(filing: Filing) -> frozenset[int]:
    """Everybody who reviewed the filing, wrote one of its scores, corrected one after a visit or gave its city's word; not
    who settled readers' differences."""
    reviews = list(Review.objects.filter(filing=filing).values_list("ordinal", "reviewer_id"))
    read_blind = any(ordinal for ordinal, _person in reviews)
    scores = Score.objects.filter(review__filing=filing, review__ordinal__gt=0 if read_blind else -1)
    wrote = scores.order_by().values_list("updated_by_id", flat=True).distinct()
    corrected = VisitFinding.objects.filter(filing=filing, corrected_by__isnull=False).order_by()
    by_visit = corrected.values_list("corrected_by_id", flat=True) if read_blind else ()
    return frozenset(
        {*(person for _ordinal, person in reviews), *(wrote if reviews else ()), *by_visit, *city_readers_of(filing)}
    )


def deciders_of(filing: Filing) -> frozenset[int]:
    """Everybody who determined the filing, now or before it was decided anew."""
    decided = FilingEvent.objects.filter(filing=filing, transition="determine").order_by()
    return frozenset(decided.values_list("by_id", flat=True))


def members_of(filing: Filing) -> frozenset[int]:
    """Everybody who belongs to the company."""
    members = Membership.objects.filter(organisation_id=filing.enterprise_id, active=True)
    return frozenset(members.values_list("user_id", flat=True))


def why_not_scoring(actor: Actor, filing: Filing, review: Review | None) -> str:
    """`may_score`; at a city, where nobody takes a filing first, also whether the person may judge the company at all."""
    refusal = may_score(actor, filing, review)
    if refusal or filing.state != FilingState.AT_CITY:
        return refusal
    return may_judge(actor, members_of(filing)) or refuse_conflicted(actor.person_id, filing)


@dataclass(frozen=True)
class LastYear:
    """The same item in the closest earlier filing."""

    year: int
    reviewed: ReviewedItem


def last_year_of(filing: Filing, item_code: str) -> LastYear | None:
    """None when there is no earlier filing, or its standard did not have the item."""
    earlier = previous_filing(filing)
    if earlier is None:
        return None
    definition = standard_of(earlier)
    if not definition.has_item(item_code):
        return None
    answers = asked_answers(earlier).filter(item__code=item_code)
    counting = Score.objects.filter(review__ordinal=0)
    answer = answers.prefetch_related(Prefetch("scores", counting)).first()
    score = next(iter(answer.scores.all()), None) if answer else None
    return LastYear(earlier.round.year, ReviewedItem(definition.item(item_code), answer, score))
