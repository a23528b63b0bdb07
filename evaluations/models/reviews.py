from django.db import models
from django.utils import timezone

from evaluations.enums import FilingState, ResultKind
from evaluations.models.answers import Answer
from evaluations.models.assigned import OWN_REVIEW, of_held
from evaluations.models.filings import Evaluation, Filing, closed_to
from portal.enums import Side
from portal.history import keep_history
from portal.models import User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_READERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]
# Of one filing: two, or three where two are too far apart; of a calibration filing up to so many.
MOST_READERS = 8
# Steps that the offices keep to themselves: what the approver tells the reviewer, what goes up from the city, and that a
# visit corrected verdicts, which the company reads as findings with its result.
KEPT_INSIDE = ("send_back", "site_visit", "recommend", "advise_against", "escalate", "recall")
_KEPT = ", ".join(f"'{name}'" for name in KEPT_INSIDE)
_RELEASED = {str(Side.ENTERPRISE): "released"}
_OF_OWN_REVIEW = of_held("evaluations_score", "review_id", "evaluations_review")
_OF_REVIEWS = "f.id IN (SELECT filing_id FROM evaluations_review WHERE id IN (OLD.review_id, NEW.review_id))"


class Review(models.Model):
    """One official's work on one filing; the enterprise sees it once released (returned or determined).

    Its `ordinal` is 0 for what counts. Where two read blind, theirs are 1 and 2, a third's 3, of a calibration filing up to
    8, and the one that counts is made of them once all have ended. What a city's bureau found in its first review is
    none of them: it has no ordinal, counts nowhere, and holds nobody up, so that it is finished from the beginning.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    ordinal = models.PositiveSmallIntegerField(
        default=0, null=True, help_text="null: given up, kept for its history, or a city's"
    )
    city = models.BooleanField(default=False, db_default=False, help_text="a city's first review; of its whole bureau")
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True, help_text="found, once it has ended")
    released = models.BooleanField(default=False)
    opinion = models.TextField(blank=True, max_length=4000)
    started_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, help_text="when its reviewer took it; null: assigned by somebody")
    finished_at = models.DateTimeField(null=True)
    gap = models.SmallIntegerField(
        null=True, help_text="stages from the declared one to the one found; null until finished"
    )

    objects = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["reviewer", "scope"], include=["filing", "ordinal"], name="review_by_reviewer"),
            models.Index(
                fields=["scope", "gap"], include=["filing"], name="review_gap", condition=models.Q(gap__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["filing", "ordinal"], name="one_review_per_ordinal"),
            models.UniqueConstraint(
                fields=["filing", "reviewer"], condition=models.Q(ordinal__gt=0), name="one_reading_per_reader"
            ),
            models.CheckConstraint(condition=models.Q(ordinal__lte=MOST_READERS), name="review_ordinal"),
            models.UniqueConstraint(fields=["filing"], condition=models.Q(city=True), name="one_review_of_a_city"),
            models.CheckConstraint(
                condition=models.Q(city=False)
                | models.Q(ordinal=None, released=False, gap=None, finished_at__isnull=False),
                name="review_of_a_city_counts_nowhere",
            ),
            reachable_parent("review_id_scope"),
            SameScope(name="review_same_scope", field="filing"),
            TenantPolicy(
                name="review",
                read=[*_READERS, Side.EXPERT],
                write=[Side.AUTHORITY],
                read_when=_RELEASED | OWN_REVIEW,
            ),
        ]
        triggers = [
            closed_to(Side.AUTHORITY, filings="f.id IN (OLD.filing_id, NEW.filing_id)", unless=FilingState.undecided())
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.reviewer_id}"


@keep_history(
    policy=TenantPolicy(
        name="scoreevent", read=_READERS, write=[Side.AUTHORITY], read_when=_RELEASED, insert_only=True
    ),
    parent=SameScope(name="scoreevent_same_scope", field="review"),
)
class Score(models.Model):
    """The official's rung and comment on one answer; `flagged` items unlock when the filing is returned."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="scores")
    scope = ScopeField(db_index=True)
    released = models.BooleanField(default=False)
    rung = models.CharField(max_length=10, blank=True)
    accepted_exclusion = models.BooleanField(default=False, help_text="the item does not apply, as claimed")
    comment = models.TextField(blank=True, max_length=4000)
    flagged = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    last_key = models.CharField(max_length=40, blank=True, help_text="idempotency key of the last save")
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager()

    class Meta:
        indexes = [
            # The queue asks which filings have a mark; few of tens of millions are one.
            models.Index(fields=["scope", "review"], name="score_flagged", condition=models.Q(flagged=True))
        ]
        constraints = [
            models.UniqueConstraint(fields=["review", "answer"], name="one_score_per_answer"),
            models.CheckConstraint(
                condition=models.Q(accepted_exclusion=False) | models.Q(rung=""), name="score_is_a_rung_or_an_exclusion"
            ),
            SameScope(name="score_same_scope_review", field="review"),
            SameScope(name="score_same_scope_answer", field="answer"),
            TenantPolicy(
                name="score",
                read=[*_READERS, Side.EXPERT],
                write=[Side.AUTHORITY],
                read_when=_RELEASED | _OF_OWN_REVIEW,
            ),
        ]
        triggers = [closed_to(Side.AUTHORITY, filings=_OF_REVIEWS, unless=FilingState.undecided())]

    def __str__(self) -> str:
        return f"{self.review_id} {self.answer_id}"


class Result(models.Model):
    """What the engine said, insert-only; `detail` is `scoring.Result.as_dict()`."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="results")
    kind = models.CharField(max_length=8, choices=ResultKind.choices)
    scope = ScopeField(db_index=True)
    level = models.CharField(max_length=10)
    total = models.DecimalField(max_digits=9, decimal_places=4)
    detail = models.JSONField()
    engine_version = models.CharField(max_length=20)
    inputs_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["evaluation", "kind", "-id"], name="result_latest")]
        constraints = [
            SameScope(name="result_same_scope", field="evaluation"),
            TenantPolicy(
                name="result",
                read=_READERS,
                write=[Side.ENTERPRISE, Side.AUTHORITY, Side.SYSTEM],
                # The enterprise declares, the authority reviews and determines; a review shows once it is released.
                # The portal itself rescores, for the ministry alone.
                read_when={
                    str(Side.ENTERPRISE): "kind IN ('self', 'final')",
                    str(Side.AUTHORITY): "kind <> 'rescore'",
                },
                write_when={
                    str(Side.ENTERPRISE): "kind = 'self'",
                    str(Side.AUTHORITY): "kind IN ('reviewer', 'final')",
                    str(Side.SYSTEM): "kind = 'rescore'",
                },
                insert_only=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.kind} {self.level}"


class FilingEvent(models.Model):
    """One step of a filing, insert-only: who, when, from, to, why, and on which result."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="events")
    scope = ScopeField(db_index=True)
    transition = models.CharField(max_length=30)
    source = models.CharField(max_length=10, choices=FilingState.choices, blank=True)
    target = models.CharField(max_length=10, choices=FilingState.choices)
    reason = models.TextField(blank=True, max_length=4000)
    result = models.ForeignKey(Result, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    by_side = models.CharField(max_length=10, choices=Side.choices)
    by_name = models.CharField(max_length=200, help_text="person and organisation as they were called that day")
    at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["scope", "at"], name="filingevent_scope_at")]
        constraints = [
            SameScope(name="filingevent_same_scope", field="filing"),
            TenantPolicy(
                name="filingevent",
                read=_READERS,
                write=[Side.ENTERPRISE, Side.AUTHORITY],
                read_when={str(Side.ENTERPRISE): f"transition NOT IN ({_KEPT})"},
                insert_only=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.transition}"
