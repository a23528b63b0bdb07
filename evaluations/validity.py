"""How far a document can be relied on: its days of validity, its age, and whether a newer version exists. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models import DocumentVersion, Evidence

# Both [ours]: no published rule says how old evidence may be.
EXPIRES_SOON = timedelta(days=60)
OLD_AFTER_YEARS = 3


class Validity(models.TextChoices):
    """The values name the signs of portal.presentation."""

    UNDATED = "undated", gettext_lazy("No expiry date")
    NOT_YET = "not_yet_valid", gettext_lazy("Not valid yet")
    VALID = "valid", gettext_lazy("Valid")
    SOON = "expires_soon", gettext_lazy("Expires soon")
    EXPIRED = "expired", gettext_lazy("Expired")


class DoubtKind(models.TextChoices):
    """Why an assessor may not accept what is shown."""

    EXPIRED = "expired", gettext_lazy("Expired")
    NOT_YET = "not_yet_valid", gettext_lazy("Not valid yet")
    EXPIRES = "expires_soon", gettext_lazy("Expires before the window closes")
    OLD = "old", gettext_lazy("Old")
    SUPERSEDED = "superseded", gettext_lazy("A newer version exists")


@dataclass(frozen=True)
class Doubt:
    kind: DoubtKind
    words: str


@dataclass(frozen=True)
class Passport:
    """What stands beside a file of evidence: title, version and validity of its document, and what is stale of it.

    `document` is the key of the document for the company that owns it, None where only what was handed in is shown;
    `newest` the number of a later version, None when this is the latest.
    """

    title: str
    number: int
    effective_on: date | None
    expires_on: date | None
    doubts: tuple[Doubt, ...] = ()
    document: int | None = None
    newest: int | None = None


def validity_of(effective_on: date | None, expires_on: date | None, today: date) -> Validity:
    """Days are Asia/Shanghai; a document holds until the end of its last day."""
    if expires_on and expires_on < today:
        return Validity.EXPIRED
    if effective_on and effective_on > today:
        return Validity.NOT_YET
    if expires_on is None:
        return Validity.UNDATED
    return Validity.SOON if expires_on <= today + EXPIRES_SOON else Validity.VALID


def passport_of(version: DocumentVersion, *, today: date, closes_on: date | None = None) -> Passport:
    """As the library has it today; `version` comes with its document, which its company alone may read.

    `closes_on` is the last day on which a filing that shows it can be submitted.
    """
    document = version.document
    return Passport(
        title=document.title,
        number=version.number,
        effective_on=version.effective_on,
        expires_on=version.expires_on,
        doubts=tuple(_doubts(version, today, closes_on)),
        document=document.pk,
        newest=None if version.is_newest else document.latest,
    )


def handed_passport(evidence: Evidence, *, on: date | None) -> Passport | None:
    """As it was handed in on the day `on`; None for a file added since, which nobody has handed in yet."""
    if evidence.handed_number is None:
        return None
    passport = Passport(
        evidence.handed_title, evidence.handed_number, evidence.handed_effective_on, evidence.handed_expires_on
    )
    if on is None or passport.expires_on is None or passport.expires_on >= on:
        return passport
    words = _("It had expired on %s, before it was handed in.") % passport.expires_on
    return replace(passport, doubts=(Doubt(DoubtKind.EXPIRED, words),))


def _doubts(version: DocumentVersion, today: date, closes_on: date | None) -> Iterator[Doubt]:
    validity = validity_of(version.effective_on, version.expires_on, today)
    days = {"expires": version.expires_on, "effective": version.effective_on, "closes": closes_on}
    if validity == Validity.EXPIRED:
        yield Doubt(DoubtKind.EXPIRED, _("Expired on %(expires)s.") % days)
    elif validity == Validity.NOT_YET:
        yield Doubt(DoubtKind.NOT_YET, _("Valid only from %(effective)s on.") % days)
    elif version.expires_on and closes_on and version.expires_on < closes_on:
        yield Doubt(DoubtKind.EXPIRES, _("Expires on %(expires)s, before the window closes on %(closes)s.") % days)
    elif version.expires_on is None and (began := _beginning(version)) < old_since(today):
        words = _("Of %(day)s, more than %(years)d years ago, and without an expiry date.")
        yield Doubt(DoubtKind.OLD, words % {"day": began, "years": OLD_AFTER_YEARS})
    if not version.is_newest:
        yield superseded(version, version.number)


def superseded(version: DocumentVersion, shown: int) -> Doubt:
    """That version number `shown` of its document is not the newest any more."""
    words = _("A newer version exists: version %(newest)d instead of %(shown)d.")
    return Doubt(DoubtKind.SUPERSEDED, words % {"newest": version.document.latest, "shown": shown})


def _beginning(version: DocumentVersion) -> date:
    """The day it took effect, else the day it came into the library."""
    return version.effective_on or timezone.localdate(version.added_at)


def old_since(today: date) -> date:
    """What began before this day and has no expiry date is old; 29 February becomes the 28th."""
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year - OLD_AFTER_YEARS, day=day)
