"""The sample register row by row as its README says, other layouts, and files that must not be opened."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from portal.enums import SizeClass
from portal.reference import authorities, divisions
from portal.registers.plan import Plan, Recorded, make_plan
from portal.registers.reading import UnreadableRegister, read_register
from portal.registers.rejected import write_rejected
from portal.registers.rows import Accepted, CheckContext, Entry, Rejected, check_rows

SAMPLE = Path(__file__).parents[1] / "data" / "enterprises.xlsx"
HEADER = "企业名称,统一社会信用代码,行政区划代码,行业代码,从业人员,营业收入(万元)"
GOOD = "示例精密有限公司,91350200MA2YJ1XR9G,350203,C36,30,1234.5"
PLACES = {"330106", "350203", "659001"}


def context(within: str = "/") -> CheckContext:
    sample = {row[2] for row in CalamineWorkbook.from_path(str(SAMPLE)).get_sheet_by_index(0).to_python()[2:]}
    known = (PLACES | {str(code) for code in sample}) - {"", "999999"}
    return CheckContext(
        places={code: f"place {code}" for code in known},
        coarse=frozenset({"330000", "330100"}),
        divisions=frozenset(item.code for item in divisions()),
        authorities={item.code: item.name_zh for item in authorities()},
        within=within,
    )


def verdicts_of(path: Path, within: str = "/") -> dict[int, Accepted | Rejected]:
    return {verdict.row: verdict for verdict in check_rows(read_register(path), context(within))}


@pytest.fixture(scope="module")
def sample() -> dict[int, Accepted | Rejected]:
    return verdicts_of(SAMPLE)


def entry(verdict: Accepted | Rejected) -> Entry:
    assert isinstance(verdict, Accepted), verdict
    return verdict.entry


def codes(verdict: Accepted | Rejected) -> list[tuple[str, str]]:
    findings = verdict.warnings if isinstance(verdict, Accepted) else verdict.faults
    return [(fault.field, fault.code) for fault in findings]


def write_csv(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "register.csv"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


REJECTED = {
    26: ("code", "code_alphabet"), 32: ("code", "code_length"), 50: ("code", "duplicate"), 56: ("name", "formula"),
    62: ("industry", "industry_foreign"), 74: ("headcount", "number_negative"), 86: ("name", "missing"),
    92: ("region", "region_unknown"), 104: ("name", "too_long"), 116: ("contact_email", "email_form"),
}  # fmt: skip
WARNED = {
    38: ("code", "code_check"), 44: ("code", "code_check"), 80: ("revenue", "revenue_unit"),
    98: ("region", "unrouted"),
}  # fmt: skip


def test_every_faulty_row_is_treated_as_its_readme_says(sample: dict[int, Accepted | Rejected]) -> None:
    assert len(sample) == 300
    assert min(sample) == 3
    rejected = {row: codes(verdict)[0] for row, verdict in sample.items() if isinstance(verdict, Rejected)}
    warned = {row: codes(verdict)[0] for row, verdict in sample.items() if row not in REJECTED and codes(verdict)}
    assert (rejected, warned) == (REJECTED, WARNED)


def test_accepted_oddities_are_normalised(sample: dict[int, Accepted | Rejected]) -> None:
    assert entry(sample[8]).code == "91310115MA4FWDQX3H"
    assert entry(sample[14]).code == "91500112MADXL3M54E"
    assert entry(sample[20]).code == "91330205MAG27J876H"
    assert (entry(sample[68]).industry_code, entry(sample[68]).division) == ("C2988", "C29")
    assert entry(sample[80]).revenue == Decimal("12000.00")
    assert entry(sample[98]).place == "/unrouted/6590/659001/"
    assert entry(sample[110]).name == "示例𬭎㛃龘精密有限公司"
    assert (entry(sample[122]).headcount, entry(sample[122]).size) == (1200, SizeClass.LARGE)


def test_findings_are_sentences(sample: dict[int, Accepted | Rejected]) -> None:
    duplicate = sample[50]
    assert isinstance(duplicate, Rejected)
    assert "5" in duplicate.faults[0].reason
    assert "50" in duplicate.faults[0].reason
    for verdict in sample.values():
        for fault in verdict.warnings if isinstance(verdict, Accepted) else verdict.faults:
            assert fault.reason
            assert "%(" not in fault.reason + fault.remedy


def test_one_authority_rejects_rows_of_another() -> None:
    zhejiang = verdicts_of(SAMPLE, "/33/")
    accepted = {entry(verdict).region for verdict in zhejiang.values() if isinstance(verdict, Accepted)}
    assert accepted
    assert all(code.startswith("33") and not code.startswith("3302") for code in accepted)
    foreign = zhejiang[3]
    assert isinstance(foreign, Rejected)
    assert "重庆市经济和信息化委员会" in foreign.faults[0].reason


@pytest.mark.parametrize("within", ["/XPCC/", "/65/"])
def test_corps_or_region_imports_its_own(within: str) -> None:
    assert entry(verdicts_of(SAMPLE, within)[98]).place == f"{within}6590/659001/"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_with_other_columns_units_and_order(tmp_path: Path, encoding: str) -> None:
    path = write_csv(
        tmp_path,
        "2025年名录,,,,,,",
        "序号,员工人数（人）,主营业务收入（元）,行业大类,区划代码,信用代码,单位名称",
        '1,"1,200人","12,345,600",36,330106.0,91350200MA2YJ1XR9G,示例𬭎精密有限公司',
        "序号,员工人数（人）,主营业务收入（元）,行业大类,区划代码,信用代码,单位名称",
        ",,,,,,",
        "合计,1200,12345600,,,,",
        "注：本表为示例,,,,,,",
        encoding=encoding,
    )
    verdicts = verdicts_of(path)
    assert list(verdicts) == [3]
    # '330106.0' is text in a CSV, hence not a code
    assert codes(verdicts[3]) == [("region", "region_form")]
    fixed = verdicts_of(write_csv(tmp_path, *path.read_text(encoding).replace("330106.0", "330106").splitlines()))
    assert entry(fixed[3]).revenue == Decimal("1234.56")
    assert entry(fixed[3]).headcount == 1200


@pytest.mark.parametrize(
    ("at", "cell", "fault"),
    [
        (0, "=HYPERLINK(1)", "formula"), (0, "x" * 201, "too_long"), (0, "示例\x01", "control"),
        (1, "", "missing"), (2, "330100", "region_coarse"), (2, "杭州", "region_form"), (2, "", "missing"),
        (3, "B07", "industry_foreign"), (3, "汽车", "industry_form"), (3, "C44", "industry_foreign"),
        (4, "29.5", "number_whole"), (4, "许多", "number_form"), (4, "9999999", "number_large"), (4, "", "missing"),
        (5, "-1", "number_negative"), (5, "NaN", "number_form"), (5, "1e400", "number_large"),
        (5, "约1.2亿", "number_form"), (5, "1_000", "number_form"),
    ],
)  # fmt: skip
def test_hostile_cells_are_rejected_with_a_reason(tmp_path: Path, at: int, cell: str, fault: str) -> None:
    cells = GOOD.split(",")
    cells[at] = cell
    verdict = verdicts_of(write_csv(tmp_path, HEADER, ",".join(cells)))[2]
    assert [code for _, code in codes(verdict)] == [fault]


def test_several_faults_of_one_row_are_all_named(tmp_path: Path) -> None:
    verdict = verdicts_of(write_csv(tmp_path, HEADER, ",1,,C99,-1,x"))[2]
    assert [name for name, _ in codes(verdict)] == ["name", "code", "region", "industry", "headcount", "revenue"]


def repacked(tmp_path: Path, change: Callable[[bytes], bytes]) -> Path:
    """The sample with its sheet's XML altered."""
    path = tmp_path / "altered.xlsx"
    with zipfile.ZipFile(SAMPLE) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            target.writestr(info.filename, change(content) if info.filename.endswith("sheet1.xml") else content)
    return path


END = b"</sheetData>"
HOSTILE_SHEETS: dict[str, Callable[[bytes], bytes]] = {
    "unpacks_too_large": lambda xml: xml.replace(END, b"<row r='999'><c><v>1</v></c></row>" * 1_500_000 + END),
    "declares_entities": lambda xml: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + xml,
    "too_large": lambda xml: xml.replace(END, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + END),
    "too_many_rows": lambda xml: xml.replace(END, b'<row r="90000"><c r="C90000"><v>1</v></c></row>' + END),
    "too_many_columns": lambda xml: xml.replace(END, b'<row r="400"><c r="ZZ400"><v>1</v></c></row>' + END),
    "broken": lambda xml: xml[: len(xml) // 2],
}


@pytest.mark.parametrize("code", HOSTILE_SHEETS)
def test_hostile_workbooks_are_refused_with_a_sentence(tmp_path: Path, code: str) -> None:
    with pytest.raises(UnreadableRegister) as caught:
        read_register(repacked(tmp_path, HOSTILE_SHEETS[code]))
    assert caught.value.code == code
    assert caught.value.message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0 old", "old_or_encrypted"),
        (b"PK\x03\x04 cut off", "broken"),
        (bytes(range(256)), "not_a_table"),
        (b"\x89PNG\r\n\xff\xfe\x81", "not_a_table"),
        (b"a,b,c\n1,2,3\n", "no_header"),
        (HEADER.encode(), "no_rows"),
        ("企业名称,信用代码,行业代码\nx,y,z\n".encode(), "missing_columns"),
    ],
)
def test_other_files_are_refused_with_a_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(content)
    with pytest.raises(UnreadableRegister) as caught:
        read_register(path)
    assert caught.value.code == code
    assert "%(" not in caught.value.message


def recorded_from(plan: Plan) -> dict[str, Recorded]:
    return {item.code: Recorded(at, item.place, vars(item)) for at, item in enumerate(plan.new)}


def test_the_same_file_twice_changes_nothing(sample: dict[int, Accepted | Rejected]) -> None:
    first = make_plan(sample.values(), {})
    assert first.counts == {"rows": 300, "new": 290, "updated": 0, "unchanged": 0, "rejected": 10, "warned": 4}
    second = make_plan(sample.values(), recorded_from(first))
    assert second.counts == {"rows": 300, "new": 0, "updated": 0, "unchanged": 290, "rejected": 10, "warned": 4}


def one(tmp_path: Path, line: str, record: Recorded, within: str = "/") -> Plan:
    verdicts = verdicts_of(write_csv(tmp_path, HEADER, line), within)
    return make_plan(verdicts.values(), {"91350200MA2YJ1XR9G": record}, within=within)


def test_changes_moves_and_records_of_others(tmp_path: Path) -> None:
    new = make_plan(verdicts_of(write_csv(tmp_path, HEADER, GOOD)).values(), {}).new[0]
    here = Recorded(1, new.place, vars(new) | {"contact_name": "王"})
    assert one(tmp_path, GOOD, here).unchanged == 1
    assert one(tmp_path, GOOD.replace(",30,", ",31,"), here).changed[0].fields == ("headcount",)
    elsewhere = Recorded(1, "/33/3301/330106/", vars(new) | {"region": "330106"})
    assert one(tmp_path, GOOD, elsewhere).findings[0].code == "region_moved"
    assert one(tmp_path, GOOD, elsewhere, "/3502/").findings[0].code == "registered_elsewhere"


def test_a_code_of_a_body_that_is_no_enterprise_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    verdicts = verdicts_of(write_csv(tmp_path, HEADER, GOOD)).values()
    plan = make_plan(verdicts, {}, others={"91350200MA2YJ1XR9G"})
    assert (plan.new, [fault.code for fault in plan.findings]) == ([], ["registered_as_body"])


def test_the_corps_claims_what_waits_and_the_ministry_leaves_it_there(tmp_path: Path) -> None:
    line = GOOD.replace("350203", "659001")
    new = make_plan(verdicts_of(write_csv(tmp_path, HEADER, line)).values(), {}).new[0]
    waiting = Recorded(1, "/unrouted/6590/659001/", vars(new))
    claim = one(tmp_path, line, waiting, "/XPCC/").changed[0]
    assert (claim.claimed, claim.entry.place) == (True, "/XPCC/6590/659001/")
    taken = Recorded(1, "/XPCC/6590/659001/", vars(new))
    assert one(tmp_path, line, taken).unchanged == 1
    assert one(tmp_path, line, taken, "/65/").findings[0].code == "registered_elsewhere"


def test_rejected_workbook_holds_no_formula_and_loads_again(tmp_path: Path) -> None:
    lines = [GOOD.replace("示例精密有限公司", "=1+1"), GOOD.replace("C36", "=cmd|x")]
    register = read_register(write_csv(tmp_path, HEADER, *lines))
    rejected = [verdict for verdict in check_rows(register, context()) if isinstance(verdict, Rejected)]
    path = tmp_path / "rejected.xlsx"
    path.write_bytes(write_rejected(register, rejected))
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    again = read_register(path)
    assert [row.cells[0] for row in again.rows] == ["=1+1", "示例精密有限公司"]
    assert len(again.rows[0].cells) == 8


def test_a_table_that_starts_in_the_middle_and_computed_cells(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("说明").write(0, 0, "填表说明")
        sheet = book.add_worksheet("名录")
        sheet.write_row(4, 2, HEADER.split(","))
        sheet.write_row(5, 2, GOOD.split(",")[:4])
        sheet.write_formula(5, 6, "=15*2", None, 30)
        sheet.write_number(5, 7, 1234.5)
    path = tmp_path / "middle.xlsx"
    path.write_bytes(buffer.getvalue())
    verdict = verdicts_of(path)[6]
    assert entry(verdict).headcount == 30
    assert codes(verdict) == [("headcount", "formula_value")]
