"""Freezing an authority's year: its facts, its figures, the manifest of the data cut, and errata against what was handed in."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from evaluations import statistics
from evaluations.queries import round_of
from portal.errors import Refused
from portal.models import Organisation
from portal.tenancy import Actor
from reporting.fact_changes import list_fact_errata
from reporting.facts import FactCounting
from reporting.lineage import freeze_facts
from reporting.models import Edition, Snapshot, Summary
from reporting.snapshot_schema import CountedFacts, Erratum, Manifest, SnapshotData


def take_snapshot(*, actor: Actor, summary: Summary) -> Snapshot:
    """Freeze the figures of the summary's authority and year as they are now, with what changed since they were handed in."""
    data = count_summary(actor=actor, summary=summary)
    return Snapshot.objects.create(
        summary=summary, scope=summary.scope, as_of=data["as_of"], data=data, data_hash=hash_data(data)
    )


def hash_data(data: Mapping[str, Any]) -> str:
    """SHA-256 of the data as JSON with sorted keys."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def count_summary(*, actor: Actor, summary: Summary) -> SnapshotData:
    """What a snapshot of the summary taken now would hold."""
    data = count_round(actor=actor, authority=summary.authority, year=summary.year)
    handed_in = summary.submitted
    facts = list_fact_errata(handed_in.number, handed_in.snapshot.data, data) if handed_in else []
    return {**data, "errata": list_errata(handed_in, data), "fact_errata": facts}


def list_errata(handed_in: Edition | None, data: SnapshotData) -> list[Erratum]:
    """The figures that differ from those of the edition that was handed in; none before the first was."""
    if handed_in is None:
        return []
    before = {figure["code"]: figure["value"] for figure in handed_in.snapshot.data["figures"]}
    return [
        {"edition": handed_in.number, "code": figure["code"], "before": before[figure["code"]]}
        for figure in data["figures"]
        if figure["code"] in before and before[figure["code"]] != figure["value"]
    ]


def count_round(*, actor: Actor, authority: Organisation, year: int) -> SnapshotData:
    """All facts and figures of one round of the authority, as far as the actor reaches; raises Refused without a round."""
    yearly_round = round_of(year)
    if yearly_round is None:
        raise Refused(_("There is no round of the year %s.") % year)
    counting = FactCounting(actor.narrowed_to(authority.scope), yearly_round, round_of(year - 1))
    data = freeze_facts(counting.facts(authority))
    return {**data, "manifest": make_manifest(counting, data), "errata": [], "fact_errata": []}


def make_manifest(counting: FactCounting, data: CountedFacts) -> Manifest:
    """What was counted, and how to tell whether it is still the same; the moment of counting is no part of it."""
    count, digest = statistics.fingerprint(counting.filings)
    rows = {
        "filings": count,
        "filings_before": counting.before.count(),
        "reader_pairs": data["readers"]["pairs"],
    }
    facts = {name: part for name, part in data.items() if name != "as_of"}
    return {
        "rows": rows,
        "filings": digest,
        "standard": counting.round.standard_version.source_hash,
        "facts": hash_data(facts),
    }
