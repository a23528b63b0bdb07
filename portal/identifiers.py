"""Unified social credit codes: GB 32100-2015 outside, GB 11714 inside (domain.md §3)."""

import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
ORGANISATION_CODE = slice(8, 17)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

CHECK_WARNING = _(
    "The check character does not match. Some genuine early codes are like this: compare the code with the "
    "business licence, and correct it if it differs."
)


@dataclass(frozen=True)
class CreditCode:
    """A well-formed code; `warning` is set when a check character fails, which early codes genuinely do."""

    code: str
    outer_valid: bool
    inner_valid: bool

    @property
    def warning(self) -> Promise | None:
        return None if self.outer_valid and self.inner_valid else CHECK_WARNING

    @property
    def failed_checks(self) -> str:
        """What the record keeps: "" or the failed checks, "outer", "inner" or "outer inner"."""
        return " ".join(name for name, valid in (("outer", self.outer_valid), ("inner", self.inner_valid)) if not valid)

    @property
    def organisation_code(self) -> str:
        return self.code[ORGANISATION_CODE]


class InvalidIdentifier(ValueError):
    """Not a credit code at all: `reason` names the fault ("missing", "length", "alphabet"), `params` its numbers."""

    REASONS = {
        "missing": _("The unified social credit code is missing."),
        "length": _("The code has %(length)d characters; a unified social credit code has 18."),
        "alphabet": _(
            "Character %(position)d is “%(letter)s”, which no unified social credit code contains "
            "(only digits and capital letters without I, O, S, V, Z)."
        ),
    }

    def __init__(self, reason: str, **params: int | str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params

    @property
    def message(self) -> str:
        return str(self.REASONS[self.reason]) % self.params


def normalise_credit_code(text: str) -> str:
    """Half-width, upper case, without blanks of any kind."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_credit_code(text: str) -> CreditCode:
    """Return the normalised code with the verdict of both checks; raise InvalidIdentifier when it cannot be one."""
    code = normalise_credit_code(text)
    if not code:
        raise InvalidIdentifier("missing")
    if len(code) != LENGTH:
        raise InvalidIdentifier("length", length=len(code))
    for position, letter in enumerate(code, start=1):
        if letter not in ALPHABET:
            raise InvalidIdentifier("alphabet", position=position, letter=letter)
    return CreditCode(code, outer_valid=code[-1] == outer_check(code), inner_valid=code[16] == inner_check(code))


def outer_check(code: str) -> str:
    """The 18th character that GB 32100 computes from the first seventeen: weights 3^(i-1) mod 31."""
    total = sum(ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    return ALPHABET[(31 - total % 31) % 31]


def inner_check(code: str) -> str:
    """The check character of the organisation code in places 9–17 (GB 11714): X stands for ten."""
    body = code[ORGANISATION_CODE][:8]
    total = sum(int(letter, 36) * weight for letter, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
