"""Choices of reporting and the named groups of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SummaryState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted to the ministry")


class BoardState(models.TextChoices):
    """How far an authority is, as the ministry sees it; what the portal builds by night does not count."""

    NOT_STARTED = "not_started", _("Not started")
    WRITING = "draft", _("Being written")
    BUILT = "built", _("Edition printed")
    SUBMITTED = "submitted", _("Handed in")


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
