"""Justifications that are nearly the same in several companies of one authority's round, found item by item."""

from collections.abc import Iterator
from functools import lru_cache
from heapq import merge

from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluations.enums import FilingState, NodeKind
from evaluations.models import Answer, Filing, Node, Round, Rung, TextCluster
from evaluations.near_texts import Grams, alike, grams_of, group_texts, own_grams
from evaluations.triage_facts import Office
from evaluations.triage_queries import texts_being_mended, texts_handed_in
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tenancy import Actor, scope

_SAID = ("title_zh", "title_en", "question_zh", "question_en", "guidance_zh", "guidance_en")


def find_clusters(*, actor: Actor, path: str, yearly_round: Round, copies: dict[int, tuple[int, int]]) -> Iterator[str]:
    """Replace the clusters of the authority's round; yields each item's code. Call outside any scope.

    `copies` takes up, by filing, how many of its texts others have too, and the most companies behind one.
    """
    with scope(actor):
        office = Organisation.objects.get(scope=path, kind=OrganisationKind.AUTHORITY)
        versions = list(
            Office(path, yearly_round).filings.values_list("evaluation__standard_version", flat=True).distinct()
        )
        items = list(Node.objects.filter(version__in=versions, kind=NodeKind.ITEM))
        TextCluster.objects.filter(scope=path, round=yearly_round).exclude(item__in=items).delete()
    for item in items:
        with scope(actor):
            found = group_texts(_texts(actor, path, yearly_round, item), words_of_standard(item.version_id))
            rows = [_cluster(office, yearly_round, item, group.keys) for group in found]
            _replace(TextCluster.objects.filter(scope=path, round=yearly_round, item=item), rows)
        for row in rows:
            _count(copies, row)
        yield item.code


def _cluster(office: Organisation, yearly_round: Round, item: Node, filings: list[int]) -> TextCluster:
    return TextCluster(
        authority=office,
        round=yearly_round,
        item=item,
        scope=office.scope,
        filings=filings,
        companies=len(filings),
    )


def _replace(known: QuerySet[TextCluster], rows: list[TextCluster]) -> None:
    """One that begins with the same filing stays the same row: whoever has it open, or saved a view of it, finds it."""
    before = {cluster.filings[0]: cluster.pk for cluster in known}
    for row in rows:
        row.pk = before.pop(row.filings[0], None)
    TextCluster.objects.filter(pk__in=before.values()).delete()
    TextCluster.objects.bulk_update(
        [row for row in rows if row.pk], ["filings", "companies", "found_at"], batch_size=500
    )
    TextCluster.objects.bulk_create([row for row in rows if not row.pk])


def _count(copies: dict[int, tuple[int, int]], cluster: TextCluster) -> None:
    for filing in cluster.filings:
        texts, most = copies.get(filing, (0, 0))
        copies[filing] = texts + 1, max(most, cluster.companies)


def _texts(actor: Actor, path: str, yearly_round: Round, item: Node) -> Iterator[tuple[int, str]]:
    """(filing, text as handed in) of an item, by filing; a company has one filing in a round."""
    answers = _answers(item).filter(
        scope__gte=path,
        scope__lt=f"{path}~",
        evaluation__filing__round=yearly_round,
        evaluation__filing__state__in=set(FilingState.with_authority()) - set(FilingState.being_mended()),
    )
    rows = answers.order_by("evaluation__filing").values_list("evaluation__filing", "remark").iterator(5000)
    # What a company types while it mends is its own until it hands it in again.
    mended = texts_being_mended(actor, Q(item=item, evaluation__filing__round=yearly_round), path)
    return merge(rows, sorted((filing, text) for (_item, filing), text in mended.items() if text))


def _answers(item: Node) -> QuerySet[Answer]:
    return Answer.objects.filter(item=item).exclude(remark="")


@lru_cache(maxsize=4)
def words_of_standard(version_id: int) -> Grams:
    """The n-grams of everything that a version says, on whichever item: whoever repeats it copies from nobody else.

    Kept per process: published versions never change.
    """
    said: set[str] = set()
    for node in Node.objects.filter(version=version_id).values(*_SAID, "evidence_zh", "evidence_en"):
        said.update(node[name] for name in _SAID)
        said.update([*node["evidence_zh"], *node["evidence_en"]])
    for words in Rung.objects.filter(node__version=version_id).values_list("descriptor_zh", "descriptor_en"):
        said.update(words)
    return frozenset().union(*map(grams_of, said))


def join_clusters(*, actor: Actor, path: str, filing: Filing) -> None:
    """Put a filing that was handed in into the clusters whose first text its own are like, and out of the others.

    Clusters of two texts that were both alone until now are found when the round is read.
    """
    known = TextCluster.objects.select_for_update().filter(scope=path, round_id=filing.round_id)
    own = dict(Answer.objects.filter(evaluation_id=filing.evaluation_id).values_list("item_id", "remark"))
    for cluster in (
        known.filter(item__in=[item for item, text in own.items() if text]).select_related("item").order_by("pk")
    ):
        if cluster.filings[0] != filing.pk:
            _join(actor, cluster, filing.pk, own[cluster.item_id])


def _join(actor: Actor, cluster: TextCluster, filing: int, text: str) -> None:
    asked = Q(item=cluster.item_id, evaluation__filing=cluster.filings[0])
    first = texts_handed_in(actor, asked).get((cluster.item_id, cluster.filings[0]), "")
    common = words_of_standard(cluster.item.version_id)
    belongs = alike(own_grams(text, common), own_grams(first, common))
    if belongs == (filing in cluster.filings):
        return
    cluster.filings = [*cluster.filings, filing] if belongs else [key for key in cluster.filings if key != filing]
    cluster.companies, cluster.found_at = len(cluster.filings), timezone.now()
    if cluster.companies > 1:
        cluster.save(update_fields=["filings", "companies", "found_at"])
    else:
        cluster.delete()


def copies_of(path: str, filing: Filing) -> tuple[int, int]:
    """(how many of the filing's texts others have too, the most companies behind one)."""
    found = TextCluster.objects.filter(scope=path, round_id=filing.round_id, filings__contains=[filing.pk])
    sizes = list(found.values_list("companies", flat=True))
    return len(sizes), max(sizes, default=0)
