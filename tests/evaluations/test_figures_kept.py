"""What the loader allows is what the rows keep: the same figures, the same scores, nothing rounded up on the way."""

from decimal import Decimal

import pytest

from evaluations.loader import load_definition
from evaluations.loader.reader import MOST_PLACES, MOST_POINTS
from evaluations.models import Node, Rung
from evaluations.queries import standard_of
from evaluations.scoring import Answer, score
from evaluations.services.evaluating import judge_claim
from evaluations.services.filings import submit_filing
from portal.tenancy import scope
from tests.evaluations.mixed_standards import bands, group, item, rungs, text_of
from tests.evaluations.standards import publish
from tests.evaluations.test_moving import opened

pytestmark = pytest.mark.django_db
SUMMED = text_of(
    [group("A", item("A1", bands(C=0, B=1234.5678, A=9998.9998)), item("A2", "yes_no", points=0.0002), rollup="sum")],
    total={"rollup": "sum"},
)
AVERAGED = text_of(
    [
        group("A", item("A1", rungs(33.3333, 59.9961, 99.9999)), weight=99.9999),
        group("B", *[item(f"B{n}") for n in "123"], weight=0.0001),
    ]
)


@pytest.mark.parametrize(
    ("text", "said", "total"),
    [
        (SUMMED, {"A1": "A", "A2": "yes"}, "9999"),
        (SUMMED, {"A1": "B", "A2": "yes"}, "1234.568"),
        (AVERAGED, {"A1": "1", "B1": "no", "B2": "no", "B3": "no"}, "33.3332666667"),
    ],
)
def test_the_most_decimals_allowed_score_the_same_from_the_file_and_from_the_database(
    text: str, said: dict[str, str], total: str
) -> None:
    definition = load_definition(text)
    version = publish(text)
    for known in definition.items:
        rows = Rung.objects.filter(node__version=version, node__code=known.code).values_list("code", "points")
        assert list(rows) == [(rung.code, rung.points) for rung in known.scale.rungs]
    made = opened(version, said)
    with scope(made.filler):
        assert standard_of(made.read()).digest == definition.digest
        judged = judge_claim(made.filing)
    pure = score(definition, {code: Answer(rung) for code, rung in said.items()})
    assert (judged.total, judged.inputs_hash) == (pure.total, pure.inputs_hash)
    assert judged.total == Decimal(total)


def test_every_column_holds_the_greatest_figure_that_the_loader_lets_in() -> None:
    for model, name, most in ((Rung, "points", MOST_POINTS), (Node, "weight", Decimal(100))):
        column = model._meta.get_field(name)
        assert column.decimal_places == MOST_PLACES  # type: ignore[union-attr]
        assert most < 10 ** (column.max_digits - column.decimal_places)  # type: ignore[union-attr]


def test_a_weight_whose_decimals_never_end_is_cut_off_in_its_row() -> None:
    rows = Node.objects.filter(version=publish(AVERAGED), parent__code="B")
    assert set(rows.values_list("weight", flat=True)) == {Decimal("33.3333")}
    assert Node.objects.get(version__standard__code="drawn", code="A").weight == Decimal("99.9999")


def test_a_declared_total_is_cut_off_so_that_a_missed_minimum_never_looks_met() -> None:
    """0.999999 × 59.9961 = 59.99604: rounded, both columns would show more than there is."""
    made = opened(publish(AVERAGED), {"A1": "2", "B1": "no", "B2": "no", "B3": "no"})
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
        kept = made.read().evaluation.results.get()
    assert (kept.total, made.filing.declared_total) == (Decimal("59.9960"), Decimal("59.99"))
