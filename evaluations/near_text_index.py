"""The groups of nearly equal texts that were found so far. Loaded only by whoever reads a round: numpy and scipy take 60 MB."""

from zlib import crc32

from datasketch import MinHash, MinHashLSH

from evaluations.near_texts import ALIKE, Grams, Group, alike, own_grams, plain

PERMUTATIONS = 64


class Seen:
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
