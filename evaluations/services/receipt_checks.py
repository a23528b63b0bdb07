"""Whether a receipt is genuine and still stands, for whoever holds it; nothing else is told."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from evaluations.enums import ReceiptState
from evaluations.models import Submission
from evaluations.services.submissions import CODE_LENGTH
from evaluations.submission_queries import receipt_state
from portal.errors import InvalidInput
from portal.tenancy import Actor, scope
from portal.throttling import refuse_too_many

CHECKS, WINDOW = 120, timedelta(hours=1)
_NO_CODE = "-" * CODE_LENGTH


@dataclass(frozen=True)
class CheckedReceipt:
    """`ordinal` says which submission of its filing it was, 1 for the first; `same_content` is None when no hash was given."""

    number: str
    ordinal: int
    submitted_at: datetime
    state: ReceiptState
    same_content: bool | None


def check_receipt(*, address: str, number: str, code: str, content_hash: str = "") -> CheckedReceipt | None:
    """None alike for an unknown number and a wrong code; `address` is the caller's, who may ask 120 times an hour.

    InvalidInput for a content hash that can be none.
    """
    sought = "".join(content_hash.lower().split())
    if sought and not re.fullmatch(r"[0-9a-f]{64}", sought):
        raise InvalidInput({"content_hash": [_("A content hash has 64 digits and letters from a to f.")]})
    refuse_too_many(what="receipt-check", who=address, limit=CHECKS, window=WINDOW)
    with scope(Actor.system("receipt check")):
        rows = list(Submission.objects.filter(filing__number=number.strip()).select_related("filing"))
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    # every code is compared, and one where there is none, so that time does not tell which numbers exist
    matches = [row for row in rows if constant_time_compare(row.code, typed)]
    if not rows:
        constant_time_compare(_NO_CODE, typed)
    return _checked(matches[0], len(rows), sought) if matches else None


def _checked(row: Submission, latest: int, sought: str) -> CheckedReceipt:
    return CheckedReceipt(
        number=row.filing.number,
        ordinal=row.ordinal,
        submitted_at=row.submitted_at,
        state=receipt_state(row, latest=latest, filing_state=row.filing.state),
        same_content=constant_time_compare(row.content_hash, sought) if sought else None,
    )
