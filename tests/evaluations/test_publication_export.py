"""Results to be made known as files: nothing a spreadsheet would run, nothing of another authority, one row at a time."""

import csv
import gc
import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from evaluations.determined_queries import DeterminedFilter, DeterminedRow
from evaluations.models import NoticeEntry
from evaluations.publication_columns import DETERMINED
from evaluations.services import publication_export
from evaluations.services.publication_export import keep_determined, keep_notice
from evaluations.services.queue_export import keep_export
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import case
from tests.evaluations.publishing import determined, posted, this_year, with_notice
from tests.evaluations.test_review_export import FORMULA

KINDS = ["determined", "notice"]


def export(actor: Actor, kind: str, format_name: str) -> bytes:
    """The file; of a notice's results, after everything determined was put on one."""
    notice = posted(actor) if kind == "notice" else None
    with scope(actor):
        if notice:
            params = {"notice": notice.pk, "q": "", "format": format_name}
            return read_content(keep_notice(actor=actor, params=params)[0])
        params = DeterminedFilter(this_year()).as_params() | {"format": format_name}
        return read_content(keep_determined(actor=actor, params=params)[0])


def sheet_of(content: bytes) -> str:
    """The XML of a workbook's only sheet."""
    with ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("format_name", ["xlsx", "csv"])
def test_no_formula_and_nothing_of_another_authority(kind: str, format_name: str) -> None:
    with_notice()
    made = case(factories.enterprise(name=FORMULA), determined=True)
    stranger = case(factories.enterprise("440103", under="440000"), under="440000", determined=True)
    content = export(made.approver, kind, format_name)
    if format_name == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()  # type: ignore[assignment]
        assert "<f>" not in sheet_of(content)
        assert "hyperlink " not in sheet_of(content)
    assert [row[0] for row in rows[2:]] == [f"'{FORMULA}" if format_name == "csv" else FORMULA]
    for said in (stranger.company.organisation.name, stranger.company.organisation.code, stranger.filing.number):
        assert said not in str(rows)


def all_of(kind: type) -> list[object]:
    return [one for one in gc.get_objects() if type(one) is kind]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "row"), [("determined", DeterminedRow), ("notice", NoticeEntry)])
def test_rows_are_not_all_held_at_once(kind: str, row: type, monkeypatch: pytest.MonkeyPatch) -> None:
    with_notice()
    made, *_others = determined(count=3)
    alive, write = [], publication_export._cells

    def count_and_write(*args: Any) -> Any:
        alive.append(len(all_of(row)) - before)
        return write(*args)

    gc.collect()
    before = len(all_of(row))  # what earlier tests still hold
    monkeypatch.setattr(publication_export, "_cells", count_and_write)
    export(made.approver, kind, "csv")
    assert len(alive) == 3
    assert max(alive) < 3


@pytest.mark.django_db
def test_the_head_is_bold_and_stays_in_sight_with_the_first_columns() -> None:
    with_notice()
    (made,) = determined()
    results = export(made.approver, "determined", "xlsx")
    with scope(made.approver) as actor:
        queue = read_content(keep_export(actor=actor, rows=[], format_name="xlsx"))
    for content, columns in ((results, 1), (queue, 2)):
        sheet = sheet_of(content)
        assert f'<pane xSplit="{columns}" ySplit="2"' in sheet
        assert '<c r="A2" s="1"' in sheet
        with ZipFile(io.BytesIO(content)) as book:
            assert "<b/>" in book.read("xl/styles.xml").decode()
    assert '<c r="A3" s="1"' not in sheet_of(results)


def test_a_total_of_nothing_is_shown_and_a_missing_one_is_not() -> None:
    columns = {column.key: column for column in DETERMINED}
    for total, shown, written in ((Decimal("0"), "0", 0.0), (None, "", None)):
        row = SimpleNamespace(filing=SimpleNamespace(declared_total=total, reviewed_total=total))
        for name in ("claimed_total", "reviewed_total"):
            assert (columns[name].draw(row), columns[name].write(row)) == (shown, written)
