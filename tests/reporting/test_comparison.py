"""Authorities side by side: the five cities are never counted twice, drafts are not read, and the sums are independent."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from portal.enums import JobState
from portal.jobs import perform_job
from portal.models import Job
from portal.reference import authorities as reference
from portal.services.files import read_content
from portal.tenancy import scope
from reporting.comparison import Choice, Line, choice_of, compare, parts_of, read_choice, total_of
from reporting.heat import heat_of
from reporting.lineage import KINDS
from reporting.merging import MERGES, merge_figure
from reporting.services.comparing import request_comparison
from reporting.sources import CITIES, YearSources, province_of, sources_of_year
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.portal.people import signed_in
from tests.reporting.factories import YEAR, decided, edition, filing, hand_in, summary
from tests.reporting.nation import furnish
from tests.reporting.samples import sample_snapshot
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
DETERMINED = "'determined', 'on_notice', 'published'"
HANDED_IN = "split_part(scope, '/', 2) IN ('33', '3302', '44', '4403')"
ALL = tuple(kind.code for kind in KINDS)


def sources() -> YearSources:
    with scope(factories.officer()) as officer:
        return sources_of_year(officer, YEAR)


def lines_of(**choice: Any) -> list[Line]:
    return compare(Choice(**choice), sources())


def by_code(lines: list[Line], figure: int = 0) -> dict[str, Any]:
    return {line.code: line.values[figure] for line in lines if line.values[figure] is not None}


def ask(sql: str) -> list[tuple[Any, ...]]:
    """A query written apart from those of the portal."""
    with seeding(), connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_the_five_cities_lie_in_their_provinces() -> None:
    assert set(CITIES) == {"210200", "330200", "350200", "370200", "440300"}
    assert {province_of(city) for city in CITIES} <= {record.code for record in reference()}


def test_a_city_beside_or_within_its_province_is_counted_once() -> None:
    furnish()
    wanted: dict[str, Any] = {"figures": ("filings.determined", "filings.submitted")}
    own, within, without = (lines_of(cities=word, **wanted) for word in ("own", "within", "without"))
    assert by_code(own) == {"330000": 2, "330200": 3, "440000": 1, "440300": 1}
    assert by_code(within) == {"330000": 5, "440000": 2}
    assert by_code(without) == {"330000": 2, "440000": 1}
    assert (len(own), len(within), len(without)) == (37, 32, 32)
    choice = Choice(**wanted)
    (nation,) = ask(
        f"""SELECT count(*) FILTER (WHERE state IN ({DETERMINED})), count(*) FROM evaluations_filing
            WHERE state <> 'draft' AND {HANDED_IN}"""
    )
    assert total_of(choice, own) == total_of(choice, within) == nation == (7, 10)
    (inland,) = ask(
        f"SELECT count(*) FROM evaluations_filing WHERE state IN ({DETERMINED}) AND split_part(scope, '/', 2) IN ('33', '44')"
    )
    assert total_of(choice, without)[0] == inland[0] == 3


def test_a_provinces_own_figures_do_not_hold_its_city() -> None:
    furnish()
    (zhejiang,) = ask(f"SELECT count(*) FROM evaluations_filing WHERE state IN ({DETERMINED}) AND scope LIKE '/33/%'")
    values = by_code(lines_of(figures=("filings.determined",)))
    assert values["330000"] == zhejiang[0] == 2


def test_shares_and_means_of_several_are_worked_out_from_all_filings() -> None:
    furnish()
    choice = Choice(figures=("filings.completion", "scores.mean", "levels.agreement", "coverage.divisions"))
    total = total_of(choice, compare(choice, sources()))
    ((completion, mean, agreement, divisions),) = ask(
        f"""SELECT round(100.0 * count(*) FILTER (WHERE state IN ({DETERMINED})) / count(*), 1)::float,
            round(avg(reviewed_total) FILTER (WHERE state IN ({DETERMINED})), 1)::float,
            round(100.0 * count(*) FILTER (WHERE state IN ({DETERMINED}) AND declared_level = reviewed_level)
              / count(*) FILTER (WHERE state IN ({DETERMINED})), 1)::float,
            count(DISTINCT division_id)
            FROM evaluations_filing WHERE state <> 'draft' AND {HANDED_IN}"""
    )
    assert total == (completion, mean, agreement, divisions)


def test_a_figure_that_cannot_be_added_is_a_dash_for_several_and_itself_for_one() -> None:
    furnish(before=True)
    found = sources().found
    ningbo = found["330200"].data
    assert merge_figure("scores.change", [ningbo]) is not None
    assert merge_figure("scores.change", [ningbo, found["330000"].data]) is None
    assert "scores.change" not in MERGES
    assert merge_figure("no.such", [ningbo, ningbo]) is None
    assert merge_figure("filings.submitted", []) is None


def test_every_figure_of_one_authority_is_the_frozen_one() -> None:
    furnish()
    found = sources().found["330200"]
    frozen = {figure["code"]: figure["value"] for figure in found.data["figures"]}
    (line,) = lines_of(figures=ALL, offices=("330200",))
    for code, value in zip(ALL, line.values, strict=True):
        assert value == pytest.approx(frozen[code], abs=0.05), code


def test_of_a_draft_there_is_the_state_and_no_figure() -> None:
    furnish()
    lines = {line.code: line for line in lines_of()}
    assert {code for code, line in lines.items() if line.sources} == {"330000", "330200", "440000", "440300"}
    assert set(lines["320000"].values) == {None}
    with translation.override("en"):
        lines = {line.code: line for line in lines_of()}
        assert lines["320000"].standing == "Jiangsu: no figures (Edition printed)"
        assert lines["110000"].standing == "Beijing: no figures (Not started)"
        assert lines["440000"].standing.startswith("handed in, as of ")


def test_what_was_handed_in_speaks_also_after_its_return_whatever_was_frozen_since() -> None:
    approver = factories.approver("440000")
    filing(factories.enterprise("440106", under="440000"), declared="L2", reviewed="L2", total=60)
    made = summary(approver, submitted=True)
    decided(made, reason="数字不一致")
    filing(factories.enterprise("440106", under="440000"), declared="L2", reviewed="L2", total=60)
    edition(approver, made)
    wanted: dict[str, Any] = {"figures": ("filings.determined",), "offices": ("440000",)}
    (line,) = lines_of(**wanted)
    assert (line.values, line.absent, line.sources[0].edition, line.sources[0].returned) == ((1,), (), 1, True)
    with translation.override("en"):
        assert line.standing.endswith("returned since")
    hand_in(approver, made, number=2)
    (line,) = lines_of(**wanted)
    assert (line.values, line.sources[0].edition, line.sources[0].returned) == ((2,), 2, False)


def test_order_and_choice_come_from_the_address_and_nothing_unknown_does() -> None:
    furnish()
    query = QueryDict(
        "figure=filings.determined&figure=no.such&office=330000&office=330200&office=x&sort=-filings.determined"
    )
    choice = read_choice(query)
    assert choice.figures == ("filings.determined",)
    assert [line.code for line in compare(choice, sources())] == ["330200", "330000"]
    assert choice_of(choice.as_params()) == choice
    for wrong in ("", "sort=x", "cities=x", "figure=x", "sort=--place", "office=%00"):
        assert read_choice(QueryDict(wrong)) == Choice()


def test_a_city_ticked_alone_brings_its_province_when_it_is_to_lie_in_it() -> None:
    furnish()
    assert by_code(lines_of(offices=("330200",), cities="within", figures=("filings.determined",))) == {"330000": 5}
    assert lines_of(offices=("330200",), cities="without") == []


def test_divisions_of_the_nation_are_those_of_the_filings() -> None:
    furnish()
    with translation.override("zh-hans"):
        heat = heat_of(parts_of(lines_of()), "zh-hans")
    rows = ask(
        f"""SELECT reviewed_level, count(*) FROM evaluations_filing WHERE state IN ({DETERMINED})
            AND division_id = 'C36' AND {HANDED_IN} GROUP BY 1"""
    )
    counted = dict(rows)
    assert [counts for _name, counts in heat.rows] == [[counted.get(f"L{n}", 0) for n in range(1, 6)]]
    assert heat_of([], "en").rows == []


def test_the_workbook_holds_what_the_page_shows() -> None:
    furnish()
    officer = factories.officer()
    with scope(officer):
        choice = Choice(figures=("filings.determined",), order="-filings.determined")
        job = request_comparison(actor=officer, year=YEAR, choice=choice)
    assert perform_job(job.pk) == JobState.DONE
    with scope(officer):
        file = Job.objects.select_related("result_file").get(pk=job.pk).result_file
        assert file
        book = CalamineWorkbook.from_object(BytesIO(read_content(file)))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[1:6]] == [3, 2, 1, 1, ""]
    assert rows[-1][1:3] == ["合计", 7]


def test_the_page_shows_lines_chart_and_heat_map() -> None:
    furnish()
    client, url = signed_in(factories.officer()), reverse("reporting:compare", args=[YEAR])
    text = client.get(url).content.decode()
    assert text.count("data-chart=") == 2
    assert text.count("<tbody>") == 3
    assert text.split("<tbody>")[1].split("</tbody>")[0].count("<tr>") == 37
    shorter = client.get(url, {"cities": "without", "office": ["330000", "440000"]}).content.decode()
    assert shorter.split("<tbody>")[1].split("</tbody>")[0].count("<tr>") == 2


def test_without_any_figures_the_page_says_so() -> None:
    yearly_round(YEAR)
    client, url = signed_in(factories.officer()), reverse("reporting:compare", args=[YEAR])
    text = client.get(url).content.decode()
    assert "empty-state" in text
    assert "data-chart=" not in text
    assert client.get(reverse("reporting:compare", args=[2031])).status_code == 404


def test_the_export_is_promised_with_the_choice_of_the_address() -> None:
    furnish()
    officer = factories.officer()
    client, url = signed_in(officer), reverse("reporting:compare-export", args=[YEAR])
    assert client.post(f"{url}?office=330000&cities=within")["Location"].endswith("office=330000&cities=within#export")
    with scope(officer):
        job = Job.objects.get(kind="export_comparison")
    assert (job.params["office"], job.params["cities"]) == (["330000"], "within")


def test_readers_of_several_authorities_are_weighed_by_their_judgements() -> None:
    one, other = sample_snapshot(), sample_snapshot()
    one["readers"] = {"pairs": 300, "same": 150, "kappa": 0.5}
    other["readers"] = {"pairs": 100, "same": 100, "kappa": 1.0}
    earlier = sample_snapshot()
    del earlier["readers"]
    assert merge_figure("readers.same", [one, other, earlier]) == 62.5


def test_a_sum_that_one_of_several_does_not_know_is_a_dash() -> None:
    one, other = sample_snapshot(), sample_snapshot()
    for figure in one["figures"]:
        if figure["code"] == "moves.up":
            figure["value"] = 3
    for figure in other["figures"]:
        if figure["code"] == "moves.up":
            figure["value"] = None
    assert merge_figure("moves.up", [one, one]) == 6
    assert merge_figure("moves.up", [one, other]) is None
