"""Versions of the tiny standard that differ where a test says, loaded and published like any other."""

import re
from datetime import timedelta

from django.utils import timezone

from evaluations.models import Round, StandardVersion
from evaluations.services.standards import load_standard
from portal.tenancy import Actor, scope
from tests.evaluations.tiny_standard import ITEM, tiny_text
from tests.seeding import seeding

SYSTEM = Actor.system("tests")


def tiny(version: str = "1", *changes: tuple[str, str]) -> str:
    """The tiny standard as another version, with texts replaced; every replaced text must be there."""
    text = tiny_text().replace('version: "1"', f'version: "{version}"', 1)
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text


def reworded(code: str) -> tuple[str, str]:
    """A change of an item's question."""
    return f"问{code}", f"问新{code}"


def swapped(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """An item leaves, another comes in its place and with its weight."""
    return ((f"code: {old}\n", f"code: {new}\n"), (f"项{old}", f"项{new}"), (f"问{old}", f"问{new}"))


def without_item_gates(text: str) -> str:
    """Conditions on single items taken out, so that any item may leave."""
    return (
        re.sub(r"\n *- item: \{code: A1.*\}", "", text)
        .replace("- item: {code: A2", "- item: {code: A1")
        .replace("- item: {code: B2", "- item: {code: B1")
    )


def publish(text: str, *, later: int = 0) -> StandardVersion:
    """Load and publish, once; `later` minutes put the publication after that of another version in the same second."""
    with scope(SYSTEM) as actor:
        version = load_standard(actor=actor, content=text.encode(), publish=False).version
    if version.published_at:
        return version
    with seeding():
        at = timezone.now() + timedelta(minutes=later)
        StandardVersion.objects.filter(pk=version.pk).update(state="published", published_at=at)
    version.refresh_from_db()
    return version


def round_on(version: StandardVersion, year: int | None = None) -> Round:
    """This year's round, open, on a version."""
    today = timezone.localdate()
    days = {"opens_on": today - timedelta(days=30), "closes_on": today + timedelta(days=30)}
    fields = {"standard_version": version, "summary_due_on": today + timedelta(days=30)} | days
    with seeding():
        return Round.objects.update_or_create(year=year or today.year, defaults=fields)[0]


def item_text(code: str, weight: int) -> str:
    """One item of the tiny standard as YAML."""
    return ITEM.format(code=code, weight=weight)
