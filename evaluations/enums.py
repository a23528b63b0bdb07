"""Choices of evaluations and the named groups of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class NodeKind(models.TextChoices):
    GROUP = "group", _("Dimension")
    ITEM = "item", _("Item")


class FilingState(models.TextChoices):
    """Where a filing stands; only evaluations/workflow.py says how it moves."""

    DRAFT = "draft", _("Being filled in")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("Under review")
    RETURNED = "returned", _("Returned for correction")
    REVIEWED = "reviewed", _("Awaiting determination")
    DETERMINED = "determined", _("Determined")

    @classmethod
    def editable(cls) -> tuple["FilingState", ...]:
        """The enterprise may type."""
        return (cls.DRAFT, cls.RETURNED)

    @classmethod
    def with_authority(cls) -> tuple["FilingState", ...]:
        """The authority has seen it at least once."""
        return (cls.SUBMITTED, cls.IN_REVIEW, cls.RETURNED, cls.REVIEWED, cls.DETERMINED)

    @classmethod
    def undecided(cls) -> tuple["FilingState", ...]:
        return tuple(state for state in cls if state != cls.DETERMINED)

    @classmethod
    def scorable(cls) -> tuple["FilingState", ...]:
        return (cls.IN_REVIEW,)


# Stands in forms and verdicts where else a rung's code stands; longer than any of those.
NOT_APPLICABLE = "not-applicable"


class ResultKind(models.TextChoices):
    SELF = "self", _("Self-evaluation")
    REVIEWER = "reviewer", _("Review")
    FINAL = "final", _("Determination")
    RESCORE = "rescore", _("Rescoring")


class ActionState(models.TextChoices):
    """How far an action of an improvement plan is."""

    TODO = "todo", _("To do")
    DOING = "doing", _("In work")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")

    @classmethod
    def pending(cls) -> tuple["ActionState", ...]:
        return (cls.TODO, cls.DOING)


class AppealState(models.TextChoices):
    """Where an appeal stands; what the authority does with it comes later."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")


class ReceiptState(models.TextChoices):
    """What became of a submission since its receipt was printed."""

    IN_FORCE = "in_force", _("Unchanged since")
    REPLACED = "replaced", _("Replaced by a later submission")
    WITHDRAWN = "withdrawn", _("Withdrawn by the enterprise")
