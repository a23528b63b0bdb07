"""Who is named in a comment by "@name". Pure: the server alone decides, and only members can be named."""

import re
from collections import Counter
from collections.abc import Sequence

from portal.models import User


def handles_of(people: Sequence[User]) -> dict[str, int]:
    """What stands behind the @ for each person: the name, with the user name where two are called the same."""
    names = Counter(str(user) for user in people)
    return {str(user) if names[str(user)] == 1 else f"{user}({user.username})": user.pk for user in people}


def find_mentions(text: str, handles: dict[str, int]) -> list[int]:
    """Keys of the people named in the text; of two names that begin alike the longer one is meant."""
    longest_first = sorted(handles, key=len, reverse=True)
    if not longest_first:
        return []
    found = re.findall("@(" + "|".join(map(re.escape, longest_first)) + ")", text)
    return sorted({handles[name] for name in found})
