"""The few ways in which a request is answered with no; every edge turns them into the same sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _


class PortalError(Exception):
    """A no that a person can read: `message` says what and why, `remedy` what to do."""

    status = 400

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message, self.remedy = str(message), str(remedy)


class Refused(PortalError):
    """A rule says no to a well-formed request."""

    status = 409


class NotPermitted(PortalError):
    """The person's role does not include this, on an object that they may see."""

    status = 403


class InvalidInput(PortalError):
    """Fields that cannot be accepted: {field: [sentences]}."""

    status = 400

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        self.errors = {field: [str(text) for text in texts] for field, texts in errors.items()}
        super().__init__(" ".join(self.sentences))

    @property
    def sentences(self) -> list[str]:
        """Every sentence, whatever its field; a template would take a field called “items” for the pairs."""
        return [text for texts in self.errors.values() for text in texts]


class TooMany(PortalError):
    """The same thing was asked for too often; the remedy says when it is possible again."""

    status = 429


class Unavailable(PortalError):
    """Something that the portal needs for this is away: nothing is wrong with what was sent, and nothing is lost."""

    status = 503


class Stale(PortalError):
    """Somebody saved first: both texts travel with the refusal, so nothing is lost.

    `own`: it was the same person, from another page of theirs; None where nobody's name is kept with what is stored.
    """

    status = 409

    def __init__(self, *, current: Mapping[str, Any], attempted: Mapping[str, Any], own: bool | None = None) -> None:
        words = {
            None: _("This was changed in the meantime."),
            True: _("You changed this in another window in the meantime."),
            False: _("Someone else changed this in the meantime."),
        }
        super().__init__(
            words[own],
            _("Compare the two versions, then keep one or merge them."),
        )
        self.own = own
        self.current, self.attempted = dict(current), dict(attempted)
