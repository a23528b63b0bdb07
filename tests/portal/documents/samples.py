"""Small documents for the printer's tests."""

from dataclasses import replace
from datetime import date

from portal.documents.model import (
    Annex,
    Checklist,
    ChecklistItem,
    Column,
    Digest,
    Document,
    Figure,
    KeyValues,
    Paragraph,
    Section,
    SignOff,
    Style,
    Table,
    Value,
)

RARE = "𬬭㙦𠮷䶮"
HOSTILE = '<img src="file:///etc/passwd"><link rel="attachment" href="http://127.0.0.1/"><script>alert(1)</script>'

COUNTS = Table(
    caption="各级企业数",
    columns=(Column("等级", weight=2), Column("自评", "number", unit="家")),
    rows=(("经验级", "120"), ("检验级", "34")),
    notes=("截至2025年11月30日。",),
)
BARS = {
    "xAxis": {"type": "category", "data": ["经验级", "检验级"]},
    "yAxis": {"type": "value"},
    "series": [{"name": "自评<b>", "type": "bar", "data": [120, 34], "label": {"show": True}}],
}
IMPOSSIBLE = {"series": [{"type": "sankey", "data": [{"name": "a"}, {"name": "a"}], "links": [{"source": 1}]}]}

BIG = Table("大表", (Column("一"), Column("二")), (("单元格", "内容"),) * 6000)


def paragraph(text: str) -> Paragraph:
    return Paragraph((text,))


def plain_document(text: str) -> Document:
    """One paragraph and nothing else but the title."""
    return Document("标题", "zh-hans", "某厅", date(2025, 12, 10), (Section("正文", 1, (paragraph(text),)),))


def full_document() -> Document:
    """Every kind of block, cover, contents, two annexes."""
    figure = Figure("自评分布", "经验级120家，检验级34家。", BARS, COUNTS)
    blocks = (Paragraph(("共有", Value("reviewed", "154"), f"家企业，如{RARE}公司。{HOSTILE}")), figure)
    return Document(
        title="浙江省2025年度制造业质量工作总结",
        language="zh-hans",
        author="浙江省经济和信息化厅",
        date=date(2025, 12, 10),
        cover=(("年度", "2025"), ("数据日期", "2025-11-30")),
        contents=True,
        sections=(
            Section("总体情况", 1, blocks),
            Section("重点任务", 1),
            Section("卓越质量工程", 2, (paragraph("内容。"), KeyValues((("名称", "值"),)))),
            Section("进展", 3, (Checklist("检查", (ChecklistItem("已办", done=True), ChecklistItem("未办"))),)),
            Section("细目", 4, (Digest("摘要", "0123456789abcdef" * 4),)),
        ),
        sign_off=SignOff("浙江省经济和信息化厅", "2025年12月10日"),
        annexes=(Annex("评价情况表", (COUNTS,)), Annex("名单", (paragraph("见附表。"),))),
        notice="示例，非官方",
    )


def receipt() -> Document:
    return replace(
        plain_document("材料已收到。"),
        title="提交回执",
        style=Style.RECEIPT,
        notice="示例，非官方",
        sections=(
            Section("提交信息", 1, (KeyValues((("企业", "某公司"),)), Digest("内容摘要", "0123456789abcdef" * 4))),
            Section("后续安排", 1, (paragraph("省级主管部门将进行形式审查。"),)),
        ),
    )
