"""A realistic, wholly synthetic snapshot and narrative of one province."""

from collections.abc import Sequence

from evaluations.enums import FilingState
from portal.enums import SizeClass
from reporting.enums import SectionKey
from reporting.lineage import freeze_facts
from reporting.snapshot_schema import (
    SCHEMA,
    BandRow,
    Bilingual,
    DimensionRow,
    Facts,
    GroupRow,
    LadderRow,
    Manifest,
    MoveRow,
    Named,
    SnapshotData,
    SpreadRow,
    YearRow,
)

LEVELS = (
    ("经验级", "Experience-based"),
    ("检验级", "Inspection-based"),
    ("保证级", "Assurance-based"),
    ("预防级", "Prevention-based"),
    ("卓越级", "Excellence-based"),
)
DIMENSIONS = (
    ("质量意识与领导", "Quality awareness and leadership"),
    ("质量管理体系", "Quality management system"),
    ("质量发展动力", "Drivers of quality"),
    ("质量管理数字化", "Digital quality management"),
    ("质量绩效", "Quality performance"),
)
CITIES = (
    ("3301", "杭州市", "Hangzhou"),
    ("3303", "温州市", "Wenzhou"),
    ("3304", "嘉兴市", "Jiaxing"),
    ("3305", "湖州市", "Huzhou"),
    ("3306", "绍兴市", "Shaoxing"),
    ("3307", "金华市", "Jinhua"),
    ("3308", "衢州市", "Quzhou"),
    ("3309", "舟山市", "Zhoushan"),
    ("3310", "台州市", "Taizhou"),
    ("3311", "丽水市", "Lishui"),
)
DIVISIONS = (
    ("C13", "农副食品加工业", "Processing of agricultural and sideline food products"),
    ("C14", "食品制造业", "Food manufacturing"),
    ("C15", "酒、饮料和精制茶制造业", "Wine, beverages and refined tea"),
    ("C17", "纺织业", "Textiles"),
    ("C18", "纺织服装、服饰业", "Textile wearing apparel"),
    ("C21", "家具制造业", "Furniture"),
    ("C22", "造纸和纸制品业", "Paper and paper products"),
    ("C26", "化学原料和化学制品制造业", "Raw chemical materials and chemical products"),
    ("C27", "医药制造业", "Medicines"),
    ("C28", "化学纤维制造业", "Chemical fibres"),
    ("C29", "橡胶和塑料制品业", "Rubber and plastics products"),
    ("C30", "非金属矿物制品业", "Non-metallic mineral products"),
    ("C33", "金属制品业", "Metal products"),
    ("C34", "通用设备制造业", "General-purpose machinery"),
    ("C35", "专用设备制造业", "Special-purpose machinery"),
    ("C36", "汽车制造业", "Automobiles"),
    ("C37", "铁路、船舶、航空航天和其他运输设备制造业", "Railway, ship, aerospace and other transport equipment"),
    ("C38", "电气机械和器材制造业", "Electrical machinery and apparatus"),
    ("C39", "计算机、通信和其他电子设备制造业", "Computers, communication and other electronic equipment"),
    ("C40", "仪器仪表制造业", "Measuring instruments and machinery"),
)
SIZES = (
    (SizeClass.LARGE, "大型", "Large"),
    (SizeClass.MEDIUM, "中型", "Medium"),
    (SizeClass.SMALL, "小型", "Small"),
    (SizeClass.MICRO, "微型", "Micro"),
)
REVIEWED = (0, 412, 263, 118, 37, 4)
DECLARED = (0, 336, 281, 152, 58, 7)
DETERMINED = sum(REVIEWED)

PARAGRAPH = (
    "围绕质量强省建设目标，全省工业和信息化系统坚持政府引导、企业主体、市场驱动，健全工作机制，压实工作责任，"
    "推动各项任务落地见效。截至统计时点，全省已有{filings.determined}家企业完成评价，质量管理能力持续提升。"
)


def both(zh: str, en: str) -> Bilingual:
    return {"zh-hans": zh, "en": en}


def spread_over(total: int, parts: int) -> list[int]:
    """`total` cut into `parts` uneven numbers that add up to it."""
    weights = [3 + (7 * place + total) % 11 for place in range(parts)]
    numbers = [int(total * weight / sum(weights)) for weight in weights]
    numbers[0] += total - sum(numbers)
    return numbers


def groups(names: Sequence[tuple[str, str, str]]) -> list[GroupRow]:
    columns = [spread_over(count, len(names)) for count in REVIEWED]
    rows: list[GroupRow] = []
    for place, (code, zh, en) in enumerate(names):
        levels = [column[place] for column in columns]
        determined = sum(levels)
        open_ones = place % 5
        rows.append(
            {
                "code": str(code),
                "name": both(zh, en),
                "filings": determined + open_ones,
                "determined": determined,
                "levels": levels,
            }
        )
    return rows


def ladder() -> list[LadderRow]:
    pairs = zip(DECLARED, REVIEWED, strict=True)
    return [{"level": level, "declared": one, "reviewed": two} for level, (one, two) in enumerate(pairs)]


def dimensions(*, first_year: bool) -> list[DimensionRow]:
    means = (63.4, 58.2, 51.7, 46.9, 55.3)
    return [
        {
            "code": f"D{place}",
            "name": both(*names),
            "mean": mean,
            "median": mean - 1.2,
            "mean_before": None if first_year else mean - 3.1 + place / 2,
            "median_before": None if first_year else mean - 4.0,
        }
        for place, (names, mean) in enumerate(zip(DIMENSIONS, means, strict=True), start=1)
    ]


def moves() -> list[MoveRow]:
    counts = {
        (None, 1): 198,
        (None, 2): 74,
        (None, 3): 21,
        (1, 1): 206,
        (1, 2): 82,
        (1, 3): 3,
        (2, 1): 8,
        (2, 2): 104,
        (2, 3): 31,
        (3, 2): 3,
        (3, 3): 62,
        (3, 4): 14,
        (4, 3): 1,
        (4, 4): 23,
        (4, 5): 2,
        (5, 5): 2,
    }
    return [{"before": before, "after": after, "count": count} for (before, after), count in counts.items()]


def spreads() -> list[SpreadRow]:
    numbers = ((38.0, 58.5, 67.0, 76.5, 94.5), (30.5, 47.0, 56.5, 65.0, 86.0), (22.0, 37.5, 46.0, 55.5, 78.0))
    return [
        {
            "code": str(code),
            "name": both(zh, en),
            "count": 90 + 60 * place,
            "minimum": five[0],
            "lower": five[1],
            "median": five[2],
            "upper": five[3],
            "maximum": five[4],
        }
        for place, ((code, zh, en), five) in enumerate(zip(SIZES[:3], numbers, strict=True))
    ]


def sample_facts(*, nation: bool = False, first_year: bool = False) -> Facts:
    """One province's year; `nation` makes it the whole country's, `first_year` takes the year before away."""
    authority: Named = {
        "code": "000000" if nation else "330000",
        "name": both("全国", "Nation") if nation else both("浙江省经济和信息化厅", "Zhejiang"),
    }
    return {
        "schema": SCHEMA,
        "authority": authority,
        "nation": nation,
        "year": 2025,
        "as_of": "2025-11-30T23:59:59+08:00",
        "round": {"name": both("2025年度申报", "Round of 2025"), "opens": "2025-04-01", "closes": "2025-10-31"},
        "standard": {
            "code": "sample-ladder",
            "version": "2025.1",
            "title": both(
                "制造业企业质量管理能力评估（示例标准）",
                "Assessment of quality management capability (sample standard)",
            ),
            "notice": both("示例，非官方", "Illustrative, not official"),
        },
        "levels": [{"code": f"L{place}", "name": both(*names)} for place, names in enumerate(LEVELS, start=1)],
        "states": {
            FilingState.DRAFT.value: 143,
            FilingState.SUBMITTED.value: 61,
            FilingState.IN_REVIEW.value: 48,
            FilingState.RETURNED.value: 22,
            FilingState.REVIEWED.value: 15,
            FilingState.DETERMINED.value: DETERMINED,
        },
        "ladder": ladder(),
        "agreement": {"equal": 689, "lower": 121, "higher": 24},
        "divisions": groups(DIVISIONS),
        "sizes": groups(SIZES),
        "cities": groups(CITIES),
        "dimensions": dimensions(first_year=first_year),
        "moves": [] if first_year else moves(),
        "spreads": spreads(),
        "mean_total": 54.6,
        "mean_total_before": None if first_year else 52.3,
        "years": years(first_year=first_year),
        "standing": [{"level": n, "stock": count + 40 * n, "new": count // 3} for n, count in enumerate(REVIEWED)],
        "bands": bands(),
        "readers": {"pairs": 1240, "same": 1017, "kappa": 0.834},
    }


def years(*, first_year: bool) -> list[YearRow]:
    earlier: list[YearRow] = [
        {"year": 2023, "levels": [0, 210, 90, 31, 8, 0], "mean": 49.1},
        {"year": 2024, "levels": [0, 301, 168, 70, 21, 1], "mean": 52.3},
    ]
    return [*([] if first_year else earlier), {"year": 2025, "levels": list(REVIEWED), "mean": 54.6}]


def bands() -> list[BandRow]:
    """As many filings in each dimension, a little higher from one to the next."""
    shape = (4, 16, 58, 121, 203, 197, 130, 70, 28, 7)
    return [
        {"code": f"D{place}", "name": both(zh, en), "counts": list(shape[-place:] + shape[:-place])}
        for place, (zh, en) in enumerate(DIMENSIONS)
    ]


def sample_snapshot(*, nation: bool = False, first_year: bool = False) -> SnapshotData:
    frozen = freeze_facts(sample_facts(nation=nation, first_year=first_year))
    rows = {"filings": 1123, "filings_before": 561, "reader_pairs": 1240}
    manifest: Manifest = {"rows": rows, "filings": "a1" * 32, "standard": "b2" * 32, "facts": "c3" * 32}
    return {**frozen, "manifest": manifest, "errata": [], "fact_errata": []}


def sample_narratives() -> dict[str, str]:
    """Three paragraphs for every section, as long as a province's text is likely to be."""
    return {key.value: "\n\n".join([PARAGRAPH * 2] * 3) for key in SectionKey}
