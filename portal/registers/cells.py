"""One function per kind of cell: the value it means, or BadCell with the code of what is wrong; pure."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.identifiers import CreditCode, InvalidIdentifier, check_credit_code
from portal.registers.headers import REVENUE_UNITS

MAX_NAME = 200
MAX_CONTACT = 60
MAX_PHONE = 30
MAX_EMAIL = 254
MAX_HEADCOUNT = 5_000_000
MAX_REVENUE = Decimal(1_000_000_000)
CENT = Decimal("0.01")

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?|[+-]?\.\d+", re.ASCII)
_WITH_UNIT = re.compile(rf"({_NUMBER.pattern})({'|'.join(REVENUE_UNITS)})", re.ASCII)
_REGION = re.compile(r"\d{6}", re.ASCII)
_INDUSTRY = re.compile(r"([A-T]?)(\d{2,4})(?!\d)", re.ASCII)
_PHONE = re.compile(r"[\d+\-() ,;/*#转]{5,}", re.ASCII)
# Turn the order of what follows: a name would read as another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORMULA_START = ("=", "@")


class BadCell(Exception):
    """`code` is a key of messages.FAULTS."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Amount:
    """Revenue in 万元; `from_text` when the cell was text with a unit."""

    value: Decimal
    from_text: bool = False


def plain(cell: Any) -> str:
    """The cell as typed: 330106.0 is '330106'; blanks at both ends are dropped."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()


def half_width(cell: Any) -> str:
    """Half-width and without blanks or thousands separators: for codes and numbers only, never for names."""
    return "".join(unicodedata.normalize("NFKC", plain(cell)).split()).replace(",", "")


def read_text(cell: Any, limit: int, *, required: bool = False) -> str:
    text = plain(cell)
    if required and not text:
        raise BadCell("missing")
    if len(text) > limit:
        raise BadCell("too_long", length=len(text), limit=limit)
    if text.startswith(_FORMULA_START):
        raise BadCell("formula")
    if any(unicodedata.category(letter) in ("Cc", "Cs") or letter in _TURNING for letter in text):
        raise BadCell("control")
    return text


def read_name(cell: Any) -> str:
    return read_text(" ".join(plain(cell).split(" ")), MAX_NAME, required=True)


def read_code(cell: Any) -> CreditCode:
    try:
        return check_credit_code(plain(cell))
    except InvalidIdentifier as invalid:
        code = invalid.reason if invalid.reason == "missing" else f"code_{invalid.reason}"
        raise BadCell(code, **invalid.params) from invalid


def read_region(cell: Any) -> str:
    text = half_width(cell)
    if not text:
        raise BadCell("missing")
    if not _REGION.fullmatch(text):
        raise BadCell("region_form")
    return text


def read_industry(cell: Any) -> str:
    """'C2681', '2681' or 'c26 化学试剂制造' → the code with its letter; BadCell outside manufacturing."""
    text = half_width(cell).upper()
    if not text:
        raise BadCell("missing")
    match = _INDUSTRY.match(text)
    if not match:
        raise BadCell("industry_foreign" if re.fullmatch(r"[ABD-T]\d*", text) else "industry_form")
    if match.group(1) not in ("", "C"):
        raise BadCell("industry_foreign")
    return f"C{match.group(2)}"


def read_headcount(cell: Any) -> int:
    number = _number(re.sub(r"[人名]$", "", half_width(cell)))
    if number != number.to_integral_value():
        raise BadCell("number_whole")
    return int(_within(number, Decimal(MAX_HEADCOUNT), "人"))


def read_revenue(cell: Any, factor: Decimal) -> Amount:
    """`factor` is what one unit of the column is worth in 万元; text such as '1.2亿元' carries its own unit."""
    text = half_width(cell)
    if match := _WITH_UNIT.fullmatch(text):
        value = Decimal(match.group(1)) * REVENUE_UNITS[match.group(2)]
        return Amount(_within(value, MAX_REVENUE, "万元").quantize(CENT), from_text=True)
    return Amount(_within(_number(text) * factor, MAX_REVENUE, "万元").quantize(CENT))


def read_email(cell: Any) -> str:
    text = read_text(cell, MAX_EMAIL)
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise BadCell("email_form") from error
    return text


def read_phone(cell: Any) -> str:
    text = unicodedata.normalize("NFKC", read_text(cell, MAX_PHONE))
    if text and not _PHONE.fullmatch(text):
        raise BadCell("phone_form")
    return text


def _number(text: str) -> Decimal:
    if not text:
        raise BadCell("missing")
    try:
        # a float cell arrives as '1e+16' when it is that large
        number = Decimal(text)
    except InvalidOperation as error:
        raise BadCell("number_form") from error
    if not number.is_finite() or "_" in text:
        raise BadCell("number_form")
    return number


def _within(number: Decimal, limit: Decimal, unit: str) -> Decimal:
    if number < 0:
        raise BadCell("number_negative")
    if number > limit:
        raise BadCell("number_large", unit=unit)
    return number
