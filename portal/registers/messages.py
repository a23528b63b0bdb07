"""What is said about a row: codes are stored, sentences are made when somebody reads them, in their language."""

import dataclasses
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# code → (reason, remedy)
FAULTS: dict[str, tuple[Promise, Promise]] = {
    "missing": (_("The cell is empty."), _("Fill it in.")),
    "formula": (_("The cell holds a formula, not text."), _("Copy the column and paste it as values.")),
    "too_long": (_("%(length)d characters; at most %(limit)d are possible."), _("Shorten it.")),
    "control": (_("The text contains invisible control characters."), _("Type the text again.")),
    "code_length": (
        _("The code has %(length)d characters; a unified social credit code has 18."),
        _("Compare it with the business licence; no character may be missing or twice."),
    ),
    "code_alphabet": (
        _("Character %(position)d is “%(letter)s”, which no unified social credit code contains "
          "(only digits and capital letters without I, O, S, V, Z)."),
        _("Letters O and I are usually the digits 0 and 1: compare with the business licence."),
    ),
    "duplicate": (
        _("Rows %(first)d and %(row)d have the same code."),
        _("Row %(first)d is used; delete one of the two, or correct its code."),
    ),
    "not_registered": (
        _("No company in your register has this code."),
        _("Compare it with the business licence, or import the company into the register first."),
    ),
    "region_form": (_("This is not a six-digit division code (GB/T 2260)."), _("Enter the code of the county or "
                                                                              "district, such as 330106.")),
    "region_unknown": (
        _("No place has this division code today."),
        _("Look the code up in the current list; codes of merged counties have lapsed."),
    ),
    "region_coarse": (
        _("This is the code of a province or city, not of a county or district."),
        _("Enter the six-digit code of the county or district."),
    ),
    "region_foreign": (
        _("%(place)s belongs to another authority: %(authority)s."),
        _("Leave the row to that authority, or correct the division code."),
    ),
    "industry_form": (_("This is not an industry code (GB/T 4754-2017)."), _("Enter a code such as C36 or C3670.")),
    "industry_foreign": (
        _("Not manufacturing: the code is outside C13–C43."),
        _("Only manufacturers take part; delete the row or correct the code."),
    ),
    "number_form": (_("This is not a number."), _("Enter digits only; the unit stands in the header.")),
    "number_whole": (_("Persons are counted in whole numbers."), _("Enter a whole number.")),
    "number_negative": (_("The number is negative."), _("Enter zero or more.")),
    "number_large": (_("The number is larger than any enterprise's."), _("Check the unit: %(unit)s.")),
    "email_form": (_("This is not an e-mail address."), _("Correct it, such as name@example.com, or leave it empty.")),
    "phone_form": (_("This is not a telephone number."), _("Enter digits, blanks, + and - only, or leave it empty.")),
    "registered_elsewhere": (
        _("This code is already registered under another authority."),
        _("Check the code and the place; when the enterprise has moved, ask the ministry to move it."),
    ),
    "registered_as_body": (
        _("This code is registered for a university, an institute or another body, not for an enterprise."),
        _("Check the code; when it is the enterprise's own, ask an administrator of the platform."),
    ),
    "region_moved": (
        _("The record says %(place)s; the register gives another authority's place."),
        _("Correct the division code; when the enterprise has moved, ask the ministry to move it."),
    ),
}  # fmt: skip

WARNINGS: dict[str, Promise] = {
    "code_check": _("The check character does not match. Some genuine early codes are like this; imported, and marked "
                    "until the enterprise confirms the code."),
    "revenue_unit": _("Read as %(amount)s 万元 from text with a unit."),
    "formula_value": _("The cell holds a formula; its last result was used."),
    "unrouted": _("The place belongs to the Corps or to the region; the enterprise chooses, or one of the two "
                  "authorities imports it."),
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Fault:
    """One finding: sheet row, field, column title, the value found, and a code with its numbers."""

    row: int
    field: str
    column: str
    value: str
    code: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def is_warning(self) -> bool:
        return self.code in WARNINGS

    @property
    def reason(self) -> str:
        sentence = WARNINGS[self.code] if self.is_warning else FAULTS[self.code][0]
        return str(sentence) % self.params

    @property
    def remedy(self) -> str:
        return "" if self.is_warning else str(FAULTS[self.code][1]) % self.params
