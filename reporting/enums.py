"""Choices of reporting and the named groups of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SummaryState(models.TextChoices):
    """How far an authority's annual summary is; `workflow.py` says who moves it from one to the next."""

    DRAFT = "draft", _("Draft")
    CHECKING = "checking", _("Internal check")
    SIGNED_OFF = "signed_off", _("Signed off")
    SUBMITTED = "submitted", _("Submitted to the ministry")
    RETURNED = "returned", _("Returned by the ministry")
    ACCEPTED = "accepted", _("Accepted by the ministry")

    @classmethod
    def editable(cls) -> tuple["SummaryState", ...]:
        """Text may be typed and editions printed."""
        return cls.DRAFT, cls.RETURNED

    @classmethod
    def proposed(cls) -> tuple["SummaryState", ...]:
        """One edition is under way through the office."""
        return cls.CHECKING, cls.SIGNED_OFF

    @classmethod
    def with_ministry(cls) -> tuple["SummaryState", ...]:
        """Handed in, and not given back."""
        return cls.SUBMITTED, cls.ACCEPTED


class Verdict(models.TextChoices):
    """What the ministry decides on a submission; REVOKED, it is undecided again."""

    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    REVOKED = "revoked", _("Acceptance revoked")


class BoardState(models.TextChoices):
    """How far an authority is, as the ministry sees it; what the portal builds by night does not count."""

    NOT_STARTED = "not_started", _("Not started")
    WRITING = "draft", _("Being written")
    BUILT = "built", _("Edition printed")
    CHECKING = "checking", _("Internal check")
    SIGNED_OFF = "signed_off", _("Signed off")
    SUBMITTED = "submitted", _("Handed in")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")

    @classmethod
    def with_ministry(cls) -> tuple["BoardState", ...]:
        """Handed in, and not given back."""
        return cls.SUBMITTED, cls.ACCEPTED


class HeadKey(models.TextChoices):
    """What stands above the title of an official document; printed only where a person typed it (GB/T 9704, 7.2)."""

    RED_HEADER = "red_header", _("Red header")
    NUMBER = "document_number", _("Document number")


class SectionKey(models.TextChoices):
    """Narrative of the annual summary: the notice's seven task groups, then the closing chapters (domain.md §7, §8)."""

    QUALITY_PROJECT = "quality_project", _("Excellence quality project")
    KEY_PRODUCTS = "key_products", _("Key products")
    INDUSTRY = "industry", _("Industry development")
    PUBLIC_SERVICES = "public_services", _("Public services")
    MECHANISMS = "mechanisms", _("Long-term mechanisms")
    PILOT = "pilot", _("Pilot-scale innovation")
    BRAND = "brand", _("Made-in-China brand")
    CASES = "cases", _("Cases worth sharing")
    PROBLEMS = "problems", _("Problems")
    NEXT_YEAR = "next_year", _("Plan for next year")
    SUGGESTIONS = "suggestions", _("Suggestions")

    @classmethod
    def task_groups(cls) -> tuple["SectionKey", ...]:
        return tuple(cls)[:7]


class MarkedPart(models.TextChoices):
    """What the ministry marks beside the sections of the text."""

    ATTACHMENTS = "attachments", _("Attachments")


class Cities(models.TextChoices):
    """The five separately listed cities in a comparison; whichever is chosen, none of them is counted twice."""

    OWN = "own", _("For themselves, beside their provinces")
    WITHIN = "within", _("Within their provinces")
    WITHOUT = "without", _("Left out")
