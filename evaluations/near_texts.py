"""Texts that are nearly the same: MinHash finds candidates, their character n-grams decide. Pure.

Imported by the jobs alone: the library brings numpy and scipy along.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from zlib import crc32

from datasketch import MinHash, MinHashLSH

# Of all n-grams of two texts, so many are common to both. [ours]
ALIKE = 0.8
LENGTH = 4
# A shorter text, or what is left of one without the standard's own words, is too common to say anything.
FEWEST = 16
PERMUTATIONS = 64
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
    seen = _Seen(common)
    for key, text in texts:
        if (group := seen.group_of(text)) is not None:
            group.keys.append(key)
    return [group for group in seen.groups if len(group.keys) > 1]


class _Seen:
    """The groups so far, and where in the index each is. Their n-grams would fill the memory: they are made again."""

    def __init__(self, common: Grams) -> None:
        self.common = common
        self.groups: list[Group] = []
        self.equal: dict[str, Group | None] = {}
        self.index = MinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS, weights=(0.1, 0.9))
        self.blank = MinHash(num_perm=PERMUTATIONS, hashfunc=crc32)

    def group_of(self, text: str) -> Group | None:
        """The first that the text is like, else a new one; None for a text that says too little."""
        bare = plain(text)
        if bare not in self.equal:
            self.equal[bare] = self._find(text)
        return self.equal[bare]

    def _find(self, text: str) -> Group | None:
        grams = own_grams(text, self.common)
        if not grams:
            return None
        sketch = self.blank.copy()
        sketch.update_batch([gram.encode() for gram in grams])
        near = (self.groups[place] for place in sorted(self.index.query(sketch)))
        found = next((group for group in near if alike(grams, own_grams(group.first, self.common))), None)
        if found is None:
            found = Group(text)
            self.index.insert(len(self.groups), sketch, check_duplication=False)
            self.groups.append(found)
        return found
