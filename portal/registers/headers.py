"""Finds the header row by the names that registers use, whatever the column order; pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": ("企业名称", "单位名称", "公司名称", "企业全称", "单位详细名称", "名称", "enterprise", "enterprisename",
             "company", "companyname", "name"),
    "code": ("统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "统一代码", "统一社会信用代码证号",
             "creditcode", "unifiedsocialcreditcode", "uscc", "code"),
    "region": ("所在地行政区划代码", "行政区划代码", "区划代码", "所在区县代码", "所在地代码", "行政区划", "地区代码",
               "所在区划代码", "regioncode", "region", "locationcode"),
    "industry": ("国民经济行业代码", "行业代码", "行业小类代码", "行业大类代码", "行业大类", "国民经济行业",
                 "行业分类代码", "所属行业代码", "行业类别代码", "industrycode", "division", "industry"),
    "headcount": ("从业人员", "从业人数", "从业人员数", "从业人员平均人数", "从业人员期末人数", "职工人数", "员工人数",
                  "人数", "headcount", "employees", "persons"),
    "revenue": ("营业收入", "主营业务收入", "年营业收入", "上年营业收入", "营业总收入", "年销售收入", "revenue",
                "operatingrevenue", "mainrevenue"),
    "contact_name": ("联系人", "联系人姓名", "企业联系人", "contact", "contactname", "contactperson"),
    "contact_phone": ("手机", "手机号", "手机号码", "联系电话", "联系方式", "电话", "phone", "mobile", "telephone"),
    "contact_email": ("邮箱", "电子邮箱", "电子邮件", "联系邮箱", "email", "mail"),
}  # fmt: skip
REQUIRED = ("name", "code", "region", "industry", "headcount", "revenue")
LEAST_TO_RECOGNISE = 3

# what one unit in the file is worth in 万元
REVENUE_UNITS: dict[str, Decimal] = {
    "亿元": Decimal(10_000),
    "千万元": Decimal(1_000),
    "百万元": Decimal(100),
    "万元": Decimal(1),
    "千元": Decimal("0.1"),
    "元": Decimal("0.0001"),
    "亿": Decimal(10_000),
    "万": Decimal(1),
}

_BY_NAME = {name: field for field, names in SYNONYMS.items() for name in names}
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
_UNIT = re.compile(r"(?:单位)?[::]?(亿元|千万元|百万元|万元|千元|元)")


@dataclass(frozen=True)
class Columns:
    """Where each field is, what its header says, and what one unit of revenue is worth in 万元."""

    positions: dict[str, int]
    titles: tuple[str, ...]
    revenue_factor: Decimal = Decimal(1)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(field for field in REQUIRED if field not in self.positions)

    def title(self, field: str) -> str:
        position = self.positions.get(field)
        return self.titles[position] if position is not None else field


def recognise(cells: Sequence[object]) -> Columns | None:
    """Columns of a header row, or None when fewer than three cells are names of fields."""
    titles = tuple(str(cell).strip() for cell in cells)
    positions: dict[str, int] = {}
    for field, names in SYNONYMS.items():
        found = sorted((names.index(name), at) for at, name in _named(titles) if name in names)
        if found:
            positions[field] = found[0][1]
    if len(positions) < LEAST_TO_RECOGNISE:
        return None
    return Columns(positions, titles, _revenue_factor(titles, positions))


def is_same_header(cells: Sequence[object], columns: Columns) -> bool:
    """A header that the program repeated on every printed page."""
    return tuple(str(cell).strip() for cell in cells)[: len(columns.titles)] == columns.titles


def simplify(title: str) -> str:
    """'营业收入（万元）' → '营业收入'; 'Credit Code' → 'creditcode'."""
    text = _BRACKETS.sub("", unicodedata.normalize("NFKC", title).lower())
    return re.sub(r"[\s*_\-/、:.]+", "", text)


def _named(titles: Iterable[str]) -> list[tuple[int, str]]:
    return [(at, simplify(title)) for at, title in enumerate(titles) if simplify(title) in _BY_NAME]


def _revenue_factor(titles: Sequence[str], positions: dict[str, int]) -> Decimal:
    if "revenue" not in positions:
        return Decimal(1)
    title = unicodedata.normalize("NFKC", titles[positions["revenue"]])
    match = _UNIT.search("".join(_BRACKETS.findall(title)))
    return REVENUE_UNITS[match.group(1)] if match else Decimal(1)
