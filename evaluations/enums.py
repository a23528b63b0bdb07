"""Choices of evaluations and the named groups of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    INCOMPLETE = "incomplete", _("Returned at the formal check")
    REFUSED = "refused", _("Not accepted")
    ACCEPTED = "accepted", _("Accepted for review")
    AT_CITY = "at_city", _("First review by the city")
    IN_REVIEW = "in_review", _("Under review")
    RETURNED = "returned", _("Returned for correction")
    REVIEWED = "reviewed", _("Awaiting determination")
    DETERMINED = "determined", _("Determined")
    ON_NOTICE = "on_notice", _("On public notice")
    PUBLISHED = "published", pgettext_lazy("result", "Published")
    REVOKED = "revoked", _("Revoked")

    @classmethod
    def editable(cls) -> tuple["FilingState", ...]:
        """The enterprise may type."""
        return (cls.DRAFT, cls.INCOMPLETE, cls.RETURNED)

    @classmethod
    def being_mended(cls) -> tuple["FilingState", ...]:
        """The enterprise changes what it has handed in; the authority sees the change once it is handed in again."""
        return tuple(state for state in cls.editable() if state != cls.DRAFT)

    @classmethod
    def with_authority(cls) -> tuple["FilingState", ...]:
        """The authority has seen it at least once."""
        return tuple(state for state in cls if state != cls.DRAFT)

    @classmethod
    def unassigned(cls) -> tuple["FilingState", ...]:
        """With the authority, and nobody reviews it yet."""
        return (cls.SUBMITTED, cls.ACCEPTED)

    @classmethod
    def untaken(cls) -> tuple["FilingState", ...]:
        """In no reviewer's name, whoever had it before."""
        return (*cls.unassigned(), cls.AT_CITY)

    @classmethod
    def in_hand(cls) -> tuple["FilingState", ...]:
        """The next step is the authority's, or its city bureau's."""
        return (*cls.untaken(), cls.IN_REVIEW, cls.REVIEWED)

    @classmethod
    def scorable(cls) -> tuple["FilingState", ...]:
        return (cls.IN_REVIEW,)

    @classmethod
    def held(cls) -> tuple["FilingState", ...]:
        """Somebody reviews it, or did and may have to look again; not while the company mends it."""
        return (cls.IN_REVIEW, cls.REVIEWED)

    @classmethod
    def decided(cls) -> tuple["FilingState", ...]:
        """Determined, whatever came after: claim, scores and verdict stay as they are."""
        return (*cls.counted(), cls.REVOKED)

    @classmethod
    def counted(cls) -> tuple["FilingState", ...]:
        """Determined and not revoked: what figures of reviewed stages count."""
        return (cls.DETERMINED, cls.ON_NOTICE, cls.PUBLISHED)

    @classmethod
    def ended(cls) -> tuple["FilingState", ...]:
        """Nobody waits for anything any more."""
        return (*cls.decided(), cls.REFUSED)

    @classmethod
    def undecided(cls) -> tuple["FilingState", ...]:
        return tuple(state for state in cls if state not in cls.ended())


class Step(models.TextChoices):
    """Steps of the procedure that an authority's round uses or leaves out (domain.md §1)."""

    FORMAL_CHECK = "formal_check", _("Formal check")
    CITY_REVIEW = "city_review", _("First review by the city")
    PUBLIC_NOTICE = "public_notice", _("Public notice")


# Stands in forms and verdicts where else a rung's code stands; longer than any of those.
NOT_APPLICABLE = "not-applicable"


class ResultKind(models.TextChoices):
    SELF = "self", _("Self-evaluation")
    REVIEWER = "reviewer", _("Review")
    FINAL = "final", _("Determination")
    RESCORE = "rescore", _("Rescoring")


class BulkKind(models.TextChoices):
    """Steps that can be taken with many filings at once."""

    ACCEPT = "accept", pgettext_lazy("filing", "Accept")
    ASK_COMPLETION = "ask_completion", _("Return as incomplete")
    ASSIGN = "assign", pgettext_lazy("review", "Assign")
    EXTEND = "extend", _("Extend the last day")
    RETURN = "return", _("Return for correction")
    DISTRIBUTE = "distribute", _("Distribute among reviewers")


class RosterProgress(models.TextChoices):
    """How far a company of the register is in a round."""

    INVITED = "invited", _("Not opened yet")
    OPENED = "opened", _("Opened, not started")
    STARTED = "started", _("Started, not handed in")
    HANDED_IN = "handed_in", pgettext_lazy("roster", "Handed in")

    @classmethod
    def waiting(cls) -> tuple["RosterProgress", ...]:
        """Nothing was handed in yet."""
        return (cls.INVITED, cls.OPENED, cls.STARTED)


class LineOutcome(models.TextChoices):
    """What became of one filing of a bulk step."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not possible")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Could not be undone")


class InterestKind(models.TextChoices):
    """What an official declares so as not to judge it."""

    COMPANY = "company", _("A company")
    GROUP = "group", _("A group of companies")
    EMPLOYER = "employer", _("A former employer")


class ConflictKind(models.TextChoices):
    """Why an official does not judge a company."""

    DECLARED = "declared", _("declared a conflict with the company")
    GROUP = "group", _("declared a conflict with its group")
    EMPLOYER = "employer", _("declared it as a former employer")
    MEMBER = "member", _("has an account in the company")
    FORMER_MEMBER = "former_member", _("had an account in the company")
    OWN_ADDRESS = "own_address", _("the company's contact address is their own")
    SAME_CONTACT = "same_contact", _("the company's contact is that of a company close to them")
    RECUSED = "recused", _("handed this filing back because of a conflict")


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
    """Where an appeal stands; an upheld one has its filing decided anew."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Rejected")

    @classmethod
    def answered(cls) -> tuple["AppealState", ...]:
        return (cls.UPHELD, cls.REJECTED)


class ReceiptState(models.TextChoices):
    """What became of a submission since its receipt was printed."""

    IN_FORCE = "in_force", _("Unchanged since")
    REPLACED = "replaced", _("Replaced by a later submission")
    WITHDRAWN = "withdrawn", _("Withdrawn by the enterprise")


class EntryState(models.TextChoices):
    """What became of a result on a public notice."""

    OPEN = "on_notice", _("On public notice")
    PUBLISHED = "published", pgettext_lazy("result", "Published")
    SET_ASIDE = "set_aside", _("To be decided anew")


class ObjectionSource(models.TextChoices):
    """How an objection came in."""

    WEB = "web", _("On the notice's page")
    LETTER = "letter", _("By letter")


class ObjectionState(models.TextChoices):
    """Where an objection stands; follows from its answer."""

    OPEN = "open_objection", _("Not answered yet")
    REJECTED = "rejected", _("Rejected")
    UPHELD = "upheld", _("Upheld")


class CertificateState(models.TextChoices):
    """What a certificate is worth today."""

    VALID = "valid", pgettext_lazy("certificate", "Valid")
    EXPIRING = "expires_soon", _("Expires soon")
    EXPIRED = "expired", pgettext_lazy("certificate", "Expired")
    REVOKED = "revoked", _("Revoked")
    SUSPENDED = "suspended", _("Not in force: the result is being decided anew")


class VisitState(models.TextChoices):
    """How far a visit has come."""

    PLANNED = "planned", pgettext_lazy("visit", "Planned")
    ARRANGED = "arranged", pgettext_lazy("visit", "Arranged")
    MADE = "made", pgettext_lazy("visit", "Made")
    DROPPED = "dropped", pgettext_lazy("visit", "Called off")
