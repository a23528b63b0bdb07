"""Texts that are nearly the same: MinHash finds candidates, their character n-grams decide. Pure."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

# Of all n-grams of two texts, so many are common to both. [ours]
ALIKE = 0.8
LENGTH = 4
# A shorter text, or what is left of one without the standard's own words, is too common to say anything.
FEWEST = 16
Grams = frozenset[str]


def plain(text: str) -> str:
    """Letters, digits and characters alone: blanks, punctuation, case and width make no text another."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def grams_of(text: str) -> Grams:
    bare = plain(text)
    return frozenset(bare[start : start + LENGTH] for start in range(len(bare) - LENGTH + 1))


def own_grams(text: str, common: Grams) -> Grams:
    """Without those of the standard's sentences; empty when too little is left to be compared."""
    grams = grams_of(text) - common
    return grams if len(grams) >= FEWEST else frozenset()


def alike(one: Grams, other: Grams) -> bool:
    """Jaccard's measure reaches ALIKE."""
    return bool(one) and len(one & other) >= ALIKE * len(one | other)


@dataclass
class Group:
    """Texts that are nearly the same as the first one; `keys` are the caller's, in the order they came."""

    first: str
    keys: list[int] = field(default_factory=list)


def group_texts(texts: Iterable[tuple[int, str]], common: Grams) -> list[Group]:
    """Groups of two texts or more; each text comes with a key of its own and joins the first group that it is like.

    Only the first text of a group is compared with: a text that thousands have costs what one costs.
    """
    from evaluations.near_text_index import Seen  # noqa: PLC0415 - brings 60 MB into a worker that may never need it

    seen = Seen(common)
    for key, text in texts:
        if (group := seen.group_of(text)) is not None:
            group.keys.append(key)
    return [group for group in seen.groups if len(group.keys) > 1]
