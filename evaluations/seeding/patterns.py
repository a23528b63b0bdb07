"""How companies answer: some thousands of patterns, each scored by the engine once and used by many companies.

A pattern has a quality, around which its rungs lie: answers of one company are alike. 600,000 filings on 2,000 patterns
hold the same number of rows, of the same size, as if each had been scored by itself, and every result is the engine's.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from statistics import NormalDist

from evaluations import scoring
from evaluations.definition import Definition
from evaluations.demo.filings import REMARKS
from evaluations.demo.reviews import COMMENTS
from evaluations.models import StandardVersion
from evaluations.queries import definition_of, item_ids
from evaluations.seeding.copying import NULL, cell
from evaluations.seeding.plan import SHARES, Plan
from evaluations.services.evaluating import digest_content
from evaluations.stages import gap_between

MOST = 2000
# Assumed: most firms stand at inspection or assurance, few higher.
QUALITY = NormalDist(2.4, 0.75)
# Assumed: one verdict in eight is a rung lower; who claims more shows more, as the upper stages ask for.
LOWERED = 0.12
EVIDENCED, MORE_EVIDENCED = 0.05, 0.16


@dataclass(frozen=True)
class Claim:
    """One item: the claim, the official's rung and comment ('' where they agree), the shelf's document or None."""

    item_id: int
    code: str
    rung: str
    remark: str
    document: int | None
    verdict: str
    comment: str

    @property
    def differs(self) -> bool:
        return self.verdict != self.rung

    @cached_property
    def said(self) -> str:
        """The end of the answer's line for COPY: columns in the order of rows_answers.py."""
        return f"{self.item_id}\t{self.rung}\t{cell(self.remark)}\tf\t{NULL}\t\t1\t\n"

    @cached_property
    def scored(self) -> str:
        """The end of the score's line."""
        return f"{self.verdict}\t{cell(self.comment)}\tf\tf\t1\t\n"

    @cached_property
    def flagged(self) -> str:
        """As `scored`, marked for correction."""
        return f"{self.verdict}\t{cell(self.comment)}\tt\tf\t1\t\n"

    @property
    def files(self) -> int:
        return int(self.document is not None)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A company's answers to every item in the standard's order, and the engine's word on claim and verdicts."""

    claims: tuple[Claim, ...]
    claimed: scoring.Result
    judged: scoring.Result
    content_hash: str
    gap: int


def draw_patterns(plan: Plan, version: StandardVersion, hashes: Sequence[str]) -> Iterator[Pattern]:
    """From the lowest quality to the highest; `hashes` are the SHA-256 of the documents of a shelf."""
    definition, ids = definition_of(version), item_ids(version)
    count = min(MOST, plan.enterprises)
    for number in range(count):
        random = plan.chance("pattern", number)
        claims = _claims(definition, ids, QUALITY.inv_cdf((number + 0.5) / count), random, len(hashes))
        # The shortest way is dear to compute: the few filings whose people can sign in are explained, as in the demo.
        judge = scoring.explain if number in shown(plan) else scoring.score
        claimed = judge(definition, {c.code: scoring.Answer(c.rung, c.files) for c in claims})
        judged = judge(definition, {c.code: scoring.Answer(c.verdict, c.files) for c in claims})
        gap = gap_between(definition, claimed.level, judged.level)
        yield Pattern(claims, claimed, judged, _digest(version, claims, hashes), gap)


def shown(plan: Plan) -> range:
    """The patterns of the companies that have accounts: good ones, which have something to lose."""
    count = min(MOST, plan.enterprises)
    first = max(round(count * 0.7) - len(SHARES[plan.states]), 0)
    return range(first, min(first + len(SHARES[plan.states]), count))


def _claims(
    definition: Definition, ids: Mapping[str, int], quality: float, random: Random, documents: int
) -> tuple[Claim, ...]:
    always = random.randrange(len(definition.items))
    return tuple(
        _claim(code, ids[code], quality, random, document=place % documents, lowered=place == always)
        for place, code in enumerate(item.code for item in definition.items)
    )


def _claim(code: str, item_id: int, quality: float, random: Random, *, document: int, lowered: bool) -> Claim:
    """One item at least is lowered, so that a returned filing has something to correct."""
    rung = min(max(round(random.gauss(quality, 0.6)), 1), 5)
    rung = max(rung, 2) if lowered else rung
    verdict = rung - 1 if lowered or (rung > 2 and random.random() < LOWERED) else rung
    return Claim(
        item_id=item_id,
        code=code,
        rung=str(rung),
        remark=random.choice(REMARKS),
        document=document if rung > 2 and random.random() < EVIDENCED + MORE_EVIDENCED * quality else None,
        verdict=str(verdict),
        comment=random.choice(COMMENTS) if verdict != rung else "",
    )


def _digest(version: StandardVersion, claims: Sequence[Claim], hashes: Sequence[str]) -> str:
    """As the service hashes it, which reads the items in the order of their codes."""
    answers = sorted((claim.code, claim.rung, claim.remark) for claim in claims)
    files = [(claim.code, hashes[claim.document]) for claim in claims if claim.document is not None]
    return digest_content(version.source_hash, answers, files)


def detail_of(result: scoring.Result) -> str:
    return json.dumps(result.as_dict(), ensure_ascii=False)
