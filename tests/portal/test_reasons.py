"""The length of a reason stands in one place."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from rest_framework.exceptions import ValidationError

from evaluations.review_rules import reason_faults
from portal.api.reasons import ReasonSerializer
from portal.reasons import REASON_LIMIT

AGAIN = re.compile(rf"(?i)reason.*\b{REASON_LIMIT}\b")


def test_no_other_line_says_it() -> None:
    sources = (
        path for app in ("portal", "evaluations", "reporting") for path in Path(settings.BASE_DIR, app).rglob("*.py")
    )
    lines = (
        f"{path.name}: {line}"
        for path in sources
        if "migrations" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if AGAIN.search(line) and "help_text" not in line
    )
    assert list(lines) == [f"reasons.py: REASON_LIMIT = {REASON_LIMIT}"]


@pytest.mark.parametrize("more", [0, 1])
def test_program_and_rule_agree_on_it(more: int) -> None:
    reason = "字" * (REASON_LIMIT + more)
    shape = ReasonSerializer(data={"reason": reason})
    try:
        shape.is_valid(raise_exception=True)
        said = False
    except ValidationError:
        said = True
    assert said == bool(more) == bool(reason_faults(reason))
