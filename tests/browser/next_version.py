"""The version after the sample: what a revision of a standard may change, in one file to load."""

import re
from typing import Any

import yaml
from playwright.sync_api import FilePayload

from portal.embedded import ROOT

SAMPLE = ROOT / "evaluations" / "standards" / "sample-2025.yaml"
OLD, NEW = "2025.1", "2025.2"
CHANGED, HANDED_OVER, SCORED_NOTHING, REMOVED = "D1.1", "D4.6", "D5.6", "D2.8"
DEGREE, CERTIFIED, GROWTH = "F1", "F2", "F3"
LADDER = "制造业企业质量管理能力评估（示例标准）"
FILE = "standard.yaml"
Data = dict[str, Any]


def words(zh: str, en: str) -> Data:
    return {"zh": zh, "en": en}


def next_version() -> str:
    """The sample with a question asked anew, an item less, two that may not apply, and facts on other scales."""
    data: Data = yaml.load(SAMPLE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    data["standard"]["version"] = NEW
    items = {item["code"]: item for group in data["groups"] for item in group["items"]}
    question = words(
        "最高管理者如何对质量和供应链质量负责？", "How does top management answer for quality, suppliers included?"
    )
    items[CHANGED] |= {"question": question, "weight": 25}
    items["D1.2"]["weight"] = 10
    items[HANDED_OVER]["not_applicable"], items[SCORED_NOTHING]["not_applicable"] = "redistribute", "zero"
    items["D2.7"]["weight"] += items[REMOVED]["weight"]
    for group in data["groups"]:
        group["items"] = [item for item in group["items"] if item["code"] != REMOVED]
    data["groups"].append(facts())
    data["levels"][3]["gates"]["all_of"][0]["total"]["min"] += 2
    text: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)
    return text


def facts() -> Data:
    steps = (
        (0, "C", "低于 5%", "Below 5 %"),
        (12, "B", "5% 至 15%", "5 % to 15 %"),
        (20, "A", "15% 以上", "Above 15 %"),
    )
    bands = [{"code": code, "points": points, "name": words(zh, en)} for points, code, zh, en in steps]
    asked = (
        (DEGREE, words("数字化检测", "Digital inspection"), {"kind": "percent", "step": 10}),
        (CERTIFIED, words("体系认证", "Certified system"), {"kind": "yes_no"}),
        (GROWTH, words("质量投入增长", "Growth of spending on quality"), {"kind": "bands", "rungs": bands}),
    )
    items = [{"code": code, "title": title, "question": dict(title), "scale": scale} for code, title, scale in asked]
    items[1]["evidence_from"] = "yes"
    return {"code": "F", "title": words("基本事实", "Facts"), "scored": False, "items": items}


def abbreviations() -> set[str]:
    """FMEA, SPC and the like: the standard's own texts use them in Chinese too."""
    return {*re.findall(r"[A-Z]{3,}", SAMPLE.read_text(encoding="utf-8")), "Cpk"}


def as_file(text: str) -> FilePayload:
    return {"name": FILE, "mimeType": "application/yaml", "buffer": text.encode()}
