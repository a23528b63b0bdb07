"""The order of expected disagreement: read for a filing that was handed in, for a whole round on demand and each night."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils import timezone

from evaluations.models import Filing, Round, Triage, TriageRound
from evaluations.services.text_clusters import copies_of, find_clusters, join_clusters
from evaluations.services.triage import setting_of
from evaluations.triage import METHOD, expect_difference, is_control, place_by_lot
from evaluations.triage_facts import Copies, Office, Subject, peers_of, read_subjects
from portal.tenancy import Actor, scope


def read_filing(*, actor: Actor, filing_id: int, submission_id: int) -> None:
    """Call outside any scope. Nothing for what was withdrawn or handed in again since."""
    with scope(actor):
        filing = Filing.objects.select_related("round").filter(pk=filing_id).first()
        if filing is None:
            return
        office = Office(f"/{filing.office}/", filing.round)
        office = replace(office, peers=peers_of(office.filings.filter(division_id=filing.division_id)))
        if not office.filings.filter(pk=filing_id).exists():
            return
        setting = _locked(actor, office)
        join_clusters(actor=actor, path=office.path, filing=filing)
        copies = copies_of(office.path, filing)
        subjects = read_subjects(office, office.filings.filter(pk=filing_id), {filing_id: copies})
        current = [subject for subject in subjects if subject.submission == submission_id]
        keep_triage(actor=actor, setting=setting, subjects=current, scores=_scores(office))


def read_round(*, actor: Actor, path: str, yearly_round: Round) -> Iterator[tuple[int, int]]:
    """Texts first, then filings: (done, of how many). Each part in a transaction of its own; call outside any scope."""
    copies: dict[int, tuple[int, int]] = {}
    # What is handed in meanwhile is read again the next night.
    began = timezone.now()
    with scope(actor):
        office = _office(path, yearly_round)
        total, scores = office.to_read.count(), _scores(office)
    yield 0, total
    for _item in find_clusters(actor=actor, path=path, yearly_round=yearly_round, copies=copies):
        yield 0, total
    yield from _read_filings(actor, office, copies, scores, total)
    with scope(actor):
        setting = _locked(actor, office)
        place_control(actor=actor, setting=setting, scores=_scores(office))
        TriageRound.objects.filter(pk=setting.pk).update(read_at=began)


def _read_filings(
    actor: Actor, office: Office, copies: Copies, scores: Sequence[int], total: int
) -> Iterator[tuple[int, int]]:
    done, after = 0, 0
    while True:
        with scope(actor):
            setting = _locked(actor, office)
            subjects = read_subjects(office, office.to_read, copies, after=after)
            keep_triage(actor=actor, setting=setting, subjects=subjects, scores=scores)
        if not subjects:
            return
        done, after = done + len(subjects), subjects[-1].filing
        yield min(done, total), total


def _locked(actor: Actor, office: Office) -> TriageRound:
    """The office's setting, locked: a filing handed in and the reading of its round write its row one after the other."""
    setting = setting_of(actor=actor, path=office.path, yearly_round=office.yearly_round)
    return TriageRound.objects.select_for_update(of=("self",), no_key=True).select_related("round").get(pk=setting.pk)


def _office(path: str, yearly_round: Round) -> Office:
    office = Office(path, yearly_round)
    return replace(office, peers=peers_of(office.filings))


def keep_triage(*, actor: Actor, setting: TriageRound, subjects: Sequence[Subject], scores: Sequence[int]) -> None:
    """One row for each submission, the latest marked; `scores` of the office, in order, are what lots are drawn from."""
    filings, submissions = [s.filing for s in subjects], [s.submission for s in subjects]
    Triage.objects.filter(filing__in=filings, latest=True).exclude(submission__in=submissions).update(latest=False)
    fields = ["score", "place", "control", "signals", "reasons", "method", "latest", "computed_at", "scope"]
    rows = [_row(setting, subject, scores) for subject in subjects]
    Triage.objects.bulk_create(rows, update_conflicts=True, unique_fields=["submission"], update_fields=fields)


def _row(setting: TriageRound, subject: Subject, scores: Sequence[int]) -> Triage:
    expected = expect_difference(subject.facts)
    control = is_control(setting.seed, subject.filing, setting.control_percent)
    return Triage(
        submission_id=subject.submission,
        filing_id=subject.filing,
        round_id=setting.round_id,
        scope=subject.scope,
        score=expected.score,
        place=place_by_lot(setting.seed, subject.filing, scores) if control else expected.score,
        control=control,
        signals=[str(reason.signal) for reason in expected.reasons],
        reasons=[reason.as_dict() for reason in expected.reasons],
        method=METHOD,
    )


def place_control(*, actor: Actor, setting: TriageRound, scores: Sequence[int]) -> None:
    """Once every score is known, the lots of the control slice are drawn from all of them; decided filings keep theirs."""
    path, waiting = setting.scope, Office(setting.scope, setting.round).to_read
    rows = list(
        Triage.objects.filter(
            round=setting.round_id, scope__gte=path, scope__lt=f"{path}~", latest=True, control=True, filing__in=waiting
        ).only("pk", "filing_id")
    )
    for row in rows:
        row.place = place_by_lot(setting.seed, row.filing_id, scores)
    Triage.objects.bulk_update(rows, ["place"], batch_size=1000)


def _scores(office: Office) -> list[int]:
    """Of the office's filings outside the control slice, in order."""
    rows = Triage.objects.filter(round=office.yearly_round, latest=True, control=False)
    found = rows.filter(scope__gte=office.path, scope__lt=f"{office.path}~")
    return sorted(found.values_list("score", flat=True))
