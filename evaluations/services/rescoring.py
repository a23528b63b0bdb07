"""A whole round scored once more from what the enterprises answered: by two processes, in batches, insert-only."""

import json
import os
import selectors
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Mod
from django.utils.translation import gettext as _

from evaluations.batches import Handed, fit_answers, read_batch, submitted_filings
from evaluations.comparing import compare
from evaluations.definition import Definition
from evaluations.enums import ResultKind
from evaluations.models import Result, Round, StandardVersion
from evaluations.queries import definition_of
from evaluations.rules import may_set_round
from evaluations.scoring import ENGINE_VERSION, hash_inputs, score, written
from evaluations.scoring import Result as EngineResult
from evaluations.services.evaluating import kept_total
from portal.errors import NotPermitted, Refused
from portal.models import Job
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor, scope

RESCORE = "rescore_round"
PROCESSES = 2
REPORTER = Actor.system("rescore")


def request_rescore(*, actor: Actor, yearly_round: Round) -> Job:
    """Promise to score the round's submitted filings once more; one job at a time per round."""
    if refusal := may_set_round(actor):
        raise NotPermitted(refusal)
    return enqueue_job(actor=actor, kind=RESCORE, key=str(yearly_round.year), params={"year": yearly_round.year})


@dataclass(frozen=True)
class Share:
    """The filings whose key leaves `number` when divided by `of`: what one process works on."""

    number: int = 0
    of: int = 1


def find_version(yearly_round: Round, wanted: str) -> StandardVersion | None:
    """The version of the round's standard to score under; None for each filing's own. Refused for an unknown one."""
    if not wanted:
        return None
    versions = StandardVersion.objects.filter(standard_id=yearly_round.standard_version.standard_id).defer("source")
    found = versions.filter(version=wanted).first()
    if found is None:
        raise Refused(_("The standard of this round has no version %s.") % wanted)
    return found


def rescore_share(
    *, yearly_round: Round, share: Share, version: StandardVersion | None = None
) -> Iterator[Counter[str]]:
    """Score one share, each batch in a transaction of its own; yields what the batch came to.

    A filing whose inputs and engine are those of its last result of this kind gets no new one. Under another version
    only answers to items unchanged in meaning count. Call outside any scope.
    """
    scorer, after = _Scorer(version), 0
    while True:
        with scope(REPORTER) as actor:
            mine = submitted_filings(yearly_round).annotate(part=Mod(F("pk"), share.of)).filter(part=share.number)
            batch = read_batch(mine, after)
            counts = scorer.rescore(actor=actor, batch=batch)
        if not batch:
            return
        after = batch[-1].pk
        yield counts


class _Scorer:
    """Remembers the definitions it has met: a round has one or a few versions."""

    def __init__(self, version: StandardVersion | None) -> None:
        self.version = version
        self.known: dict[int, tuple[Definition, frozenset[str] | None]] = {}

    def rescore(self, *, actor: Actor, batch: list[Handed]) -> Counter[str]:
        last = _last_results([filing.evaluation_id for filing in batch])
        rows, counts = [], Counter(done=len(batch))
        for filing in batch:
            definition, codes = self._definition(filing.version_id)
            fitting = definition.for_applicant(filing.applicant)
            answers = fit_answers(fitting, filing.answers, codes)
            known = last.get(filing.evaluation_id)
            if known and known == (hash_inputs(fitting, answers), ENGINE_VERSION):
                continue
            result = score(fitting, answers)
            counts.update(scored=1, differing=int((result.level or "") != filing.level))
            rows.append(_row(actor, filing, fitting, result))
        Result.objects.bulk_create(rows)
        return counts

    def _definition(self, version_id: int) -> tuple[Definition, frozenset[str] | None]:
        if version_id not in self.known:
            own = definition_of(StandardVersion.objects.defer("source").get(pk=version_id))
            other = definition_of(self.version) if self.version and self.version.pk != version_id else None
            self.known[version_id] = (
                (other, frozenset(compare(own, other).unchanged_in_meaning)) if other else (own, None)
            )
        return self.known[version_id]


def _last_results(evaluations: list[int]) -> dict[int, tuple[str, str]]:
    rows = Result.objects.filter(evaluation_id__in=evaluations, kind=ResultKind.RESCORE)
    latest = rows.order_by("evaluation_id", "-pk").distinct("evaluation_id")
    return {
        e: (inputs, engine)
        for e, inputs, engine in latest.values_list("evaluation_id", "inputs_hash", "engine_version")
    }


def _row(actor: Actor, filing: Handed, definition: Definition, result: EngineResult) -> Result:
    """Figures of the dimensions alone: the words of every gate of 600,000 filings would fill the disk."""
    dimensions = {group.code: written(result.scores[group.code]) for group in definition.scored_groups}
    return Result(
        evaluation_id=filing.evaluation_id,
        scope=filing.scope,
        kind=ResultKind.RESCORE,
        level=result.level or "",
        total=kept_total(result),
        detail={
            "standard": result.standard,
            "version": result.version,
            "maximum": written(result.maximum),
            "total": written(result.total),
            "scores": dimensions,
            "stages": dict(result.stages),
        },
        engine_version=result.engine_version,
        inputs_hash=result.inputs_hash,
        created_by_id=actor.user_id,
    )


def rescore_round(
    *, year: int, version: str = "", processes: int = PROCESSES
) -> Iterator[tuple[int, int, Counter[str]]]:
    """Score the round by several processes: (done, of how many, sums so far). Refused when one of them fails.

    Leaving the loop early ends the processes. Call outside any scope.
    """
    with scope(REPORTER):
        total = submitted_filings(Round.objects.get(year=year)).count()
    sums = Counter[str]()
    with ExitStack() as stack:
        workers = [stack.enter_context(_start(year, version, Share(number, processes))) for number in range(processes)]
        stack.callback(_end, workers)
        for line in _lines(workers):
            sums.update(json.loads(line))
            yield sums["done"], total, sums
        if any(worker.wait() for worker in workers):
            raise Refused(_("A process of the rescoring failed. What it kept stays; start it again to go on."))


def _end(workers: list[subprocess.Popen[str]]) -> None:
    for worker in workers:
        worker.kill()


def _start(year: int, version: str, share: Share) -> subprocess.Popen[str]:
    """A process, since a task's worker may have no children of multiprocessing's kind and threads share one core."""
    words = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "rescore", "--round", str(year)]
    words += ["--share", f"{share.number}/{share.of}", *(["--under", version] if version else [])]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=os.environ.copy())


def _lines(workers: list[subprocess.Popen[str]]) -> Iterator[str]:
    """Every line as it comes, until all have ended."""
    with selectors.DefaultSelector() as selector:
        for worker in workers:
            assert worker.stdout is not None
            selector.register(worker.stdout, selectors.EVENT_READ)
        while selector.get_map():
            for key, _events in selector.select():
                stream: IO[str] = key.fileobj  # type: ignore[assignment]  # what was registered above
                if line := stream.readline():
                    yield line
                else:
                    selector.unregister(stream)
