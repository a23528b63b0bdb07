"""How a round would have turned out under another version of its standard: tried before it is published."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.batches import Handed, fit_answers, read_batch, submitted_filings
from evaluations.comparing import compare
from evaluations.definition import Definition
from evaluations.enums import VersionState
from evaluations.models import Round, Simulation, SimulationMove, StandardVersion
from evaluations.queries import definition_of
from evaluations.rules import may_simulate
from evaluations.scoring import score
from portal.documents.workbook import plain_workbook
from portal.enums import FilePurpose, SizeClass
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Job, Organisation, StoredFile
from portal.presentation import shown
from portal.services.audit import record_audit
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor, scope

SIMULATE = "simulate_version"
Move = tuple[str, str, str, str]


def request_simulation(
    *, actor: Actor, version: StandardVersion, yearly_round: Round, treat_changed_as_same: bool
) -> Job:
    """Promise to score a round's submitted filings under a draft or published version of the same standard."""
    _refuse(actor, version, yearly_round)
    params = {"version": version.pk, "year": yearly_round.year, "treat_changed_as_same": treat_changed_as_same}
    record_audit(actor=actor, action="standard.simulate", target=version, detail={"year": yearly_round.year})
    return enqueue_job(actor=actor, kind=SIMULATE, key=":".join(str(value) for value in params.values()), params=params)


def _refuse(actor: Actor, version: StandardVersion, yearly_round: Round) -> None:
    if refusal := may_simulate(actor):
        raise NotPermitted(refusal)
    if version.state == VersionState.RETIRED:
        raise Refused(_("Version %s is retired; simulate a draft or a published version.") % version.version)
    if yearly_round.standard_version.standard_id != version.standard_id:
        words = _("The round of %d used another standard. Choose a round of this one.")
        raise InvalidInput({"year": [words % yearly_round.year]})


@dataclass
class Trial:
    """A simulation at work: which items' answers count, and the moves counted so far."""

    version: StandardVersion
    yearly_round: Round
    treat_changed_as_same: bool
    moves: Counter[Move] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.old, self.new = definition_of(self.yearly_round.standard_version), definition_of(self.version)
        comparison = compare(self.old, self.new)
        both = (change for change in comparison.items if change.before and change.after)
        same = comparison.unchanged_in_meaning
        self.matched = frozenset(c.code for c in both) if self.treat_changed_as_same else frozenset(same)
        self.open_items = [item.code for item in self.new.items if item.code not in self.matched]

    def count(self, filing: Handed) -> None:
        """One filing: the stage it declared, and the stage it would have."""
        level = level_under(self.new, filing, self.matched)
        self.moves[filing.level, level, filing.applicant.division, filing.applicant.size] += 1


def level_under(definition: Definition, filing: Handed, codes: frozenset[str] | None = None) -> str:
    """The level that a filing's claims reach under a definition, '' for none."""
    fitting = definition.for_applicant(filing.applicant)
    return score(fitting, fit_answers(fitting, filing.answers, codes)).level or ""


def simulate(*, actor: Actor, trial: Trial) -> Iterator[tuple[int, int]]:
    """Count every submitted filing of the round, batch by batch: (done, of how many). Call outside any scope."""
    with scope(actor):
        total, after, done = submitted_filings(trial.yearly_round).count(), 0, 0
    while True:
        with scope(actor):
            batch = read_batch(submitted_filings(trial.yearly_round), after)
        if not batch:
            return
        for filing in batch:
            trial.count(filing)
        after, done = batch[-1].pk, done + len(batch)
        yield done, max(total, done)


def keep_simulation(*, actor: Actor, trial: Trial) -> Simulation:
    """Write the counted moves, for the ministry to read."""
    kept = Simulation.objects.create(
        standard_id=trial.version.standard_id,
        version=trial.version.version,
        source_hash=trial.version.source_hash,
        round=trial.yearly_round,
        scope=actor.path,
        treat_changed_as_same=trial.treat_changed_as_same,
        matched=len(trial.matched),
        open_items=trial.open_items,
        filings=trial.moves.total(),
        by_id=actor.person_id,
    )
    SimulationMove.objects.bulk_create(
        SimulationMove(
            simulation=kept,
            scope=kept.scope,
            from_level=before,
            to_level=after,
            division_id=f"C{division}",
            size=size,
            count=count,
        )
        for (before, after, division, size), count in sorted(trial.moves.items())
    )
    return kept


def export_simulation(*, actor: Actor, trial: Trial, kept: Simulation) -> StoredFile:
    """The moves as a workbook, with what they were computed from."""
    name = f"{_('Simulation')}-{kept.round.year}-{kept.version}-{timezone.localtime(kept.as_of):%Y%m%d-%H%M}.xlsx"
    return store_file(
        actor=actor,
        organisation=Organisation.objects.get(pk=actor.home_id),
        purpose=FilePurpose.EXPORT,
        name=name,
        content=_workbook(trial, kept),
    )


def _workbook(trial: Trial, kept: Simulation) -> bytes:
    note = _("Round of %(year)d under version %(version)s, as of %(time)s; %(count)d filings.")
    said = {"year": kept.round.year, "version": kept.version, "time": shown(kept.as_of), "count": kept.filings}
    heads = [_("Stage declared"), _("Stage under the version"), _("Industry division"), _("Size"), _("Filings")]
    buffer = BytesIO()
    with plain_workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, len(heads) - 1, 20)
        sheet.write_string(0, 0, note % said)
        sheet.write_string(1, 0, _("Items counted as not answered: %s") % (", ".join(trial.open_items) or "—"))
        sheet.write_row(2, 0, heads, book.add_format({"bold": True, "bottom": 1}))
        for number, ((before, after, division, size), count) in enumerate(sorted(trial.moves.items()), 3):
            words = [before or "—", after or "—", f"C{division}", str(SizeClass(size).label)]
            sheet.write_row(number, 0, [*words, count])
    return buffer.getvalue()
