"""Typed reading of nodes: each method returns a usable value and records what is wrong, so that reading goes on."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from evaluations.definition import Scale, Text
from evaluations.figures import HUNDRED
from evaluations.loader.document import Listing, Node, Scalar, Table
from evaluations.loader.faults import FaultList, quoted

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?")
NOT_TEXT = re.compile(r"[+-]?[0-9][0-9_]*(\.[0-9]*)?([eE][+-]?[0-9]+)?|true|false|null|~|", re.IGNORECASE)
MOST_PLACES = 4
MOST_POINTS = Decimal(9_999)  # what the rung's column holds
NAME_LENGTH, TEXT_LENGTH = 200, 4000


Choice = TypeVar("Choice", bound=StrEnum)


class Reader:
    """Reads the nodes of one file into `faults`. A missing node (None) was recorded where it was looked up."""

    def __init__(self) -> None:
        self.faults = FaultList()

    def fault(self, node: Node, message: Text, remedy: Text) -> None:
        self.faults.add(node.line, node.path or "file", message, remedy)

    def table(self, node: Node | None, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Node]:
        """The fields by name; unknown, doubled and missing ones are recorded."""
        fields = self.any_table(node)
        if node is None or not isinstance(node, Table):
            return fields
        known = [*required, *optional]
        for key, value in fields.items():
            if key not in known:
                self.fault(value, Text(f"未知字段{quoted(key)}", f"Unknown field {quoted(key)}"), _meant(key, known))
        for key in required:
            if key not in fields:
                self.missing(node, key)
        return fields

    def missing(self, node: Node, key: str) -> None:
        """Records that a field is missing in the table."""
        message = Text(f"缺少字段“{key}”", f"The field “{key}” is missing")
        self.fault(node, message, Text(f"请补上“{key}”", f"Add “{key}”"))

    def any_table(self, node: Node | None) -> dict[str, Node]:
        """Fields whose names are free; doubled ones are recorded."""
        if node is None:
            return {}
        if not isinstance(node, Table):
            self.fault(node, Text("此处应为一组字段", "A set of fields belongs here"), _FIELDS)
            return {}
        fields: dict[str, Node] = {}
        for key, value in node.entries:
            if key.text in fields:
                message = Text(f"字段{quoted(key.text)}重复", f"The field {quoted(key.text)} appears twice")
                self.faults.add(key.line, value.path, message, _ONCE)
            fields[key.text] = value
        return fields

    def listing(self, node: Node | None, *, may_be_empty: bool = True) -> tuple[Node, ...]:
        if node is None:
            return ()
        if not isinstance(node, Listing):
            self.fault(node, Text("此处应为列表", "A list belongs here"), _LIST)
            return ()
        if not node.entries and not may_be_empty:
            self.fault(node, Text("列表是空的", "The list is empty"), Text("请至少写一项", "Give at least one entry"))
        return node.entries

    def string(self, node: Node | None, longest: int = TEXT_LENGTH) -> str:
        """Text that is not empty; a bare number or true/false is refused because it would not be kept as written."""
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.fault(node, Text("此处应为文本", "Text belongs here"), _FIELDS_OUT)
            return ""
        if node.plain and NOT_TEXT.fullmatch(node.text):
            self.fault(node, Text(f"{quoted(node.text)}不是文本", f"{quoted(node.text)} is not text"), _QUOTE)
        elif not node.text.strip():
            self.fault(node, Text("文本是空的", "The text is empty"), Text("请填写内容", "Fill it in"))
        elif len(node.text) > longest:
            self.fault(node, Text(f"文本超过 {longest} 个字符", f"The text has over {longest} characters"), _SHORTEN)
        return node.text.strip()

    def code(self, node: Node | None) -> str:
        value = self.string(node)
        if node is not None and value and not CODE.fullmatch(value):
            message = Text(f"{quoted(value)}不能作为代码", f"{quoted(value)} cannot be a code")
            self.fault(node, message, _CODE)
        return value

    def text(self, node: Node | None, longest: int = TEXT_LENGTH) -> Text:
        """A text in both languages."""
        fields = self.table(node, ("zh", "en"))
        return Text(self.string(fields.get("zh"), longest), self.string(fields.get("en"), longest))

    def name(self, node: Node | None) -> Text:
        return self.text(node, NAME_LENGTH)

    def number(self, node: Node | None, most: Decimal = HUNDRED) -> Decimal | None:
        """A number from 0 to `most` with at most four decimals, exactly as written; None when it is not one."""
        if node is None:
            return None
        remedy = Text(
            f"请写 0 至 {most} 的数字，不加引号，最多四位小数",
            f"Write 0 to {most} without quotes, at most four decimals",
        )
        if not isinstance(node, Scalar) or not node.plain or not NUMBER.fullmatch(node.text):
            self.fault(node, Text("此处应为数字", "A number belongs here"), remedy)
            return None
        value = Decimal(node.text)
        places = len(node.text.partition(".")[2])
        if not 0 <= value <= most or places > MOST_PLACES:
            self.fault(node, Text(f"{node.text} 不在允许范围内", f"{node.text} is out of range"), remedy)
            return None
        return value

    def choice(self, node: Node | None, choices: type[Choice], message: Text) -> Choice | None:
        """One of some words; `message` says what the word is not."""
        word = self.string(node)
        if node is None or not word:
            return None
        if word in [choice.value for choice in choices]:
            return choices(word)
        words = ", ".join(choices)
        self.fault(
            node,
            Text(f"{message.zh}{quoted(word)}", f"{message.en} {quoted(word)}"),
            Text(f"可写：{words}", f"Write one of {words}"),
        )
        return None

    def true(self, node: Node) -> None:
        """Records anything but `true`, the only value of a switch."""
        if not isinstance(node, Scalar) or not node.plain or node.text.lower() != "true":
            self.fault(node, Text("此处只能写 true", "Only true can stand here"), _SWITCH)

    def false(self, node: Node) -> None:
        """Records anything but `false`, for a switch that is on unless written."""
        if not isinstance(node, Scalar) or not node.plain or node.text.lower() != "false":
            self.fault(node, Text("此处只能写 false", "Only false can stand here"), _SWITCH_OFF)


def doubled_code(code: str) -> tuple[Text, Text]:
    message = Text(f"代码{quoted(code)}重复", f"The code {quoted(code)} is used twice")
    return message, Text("请换一个代码", "Choose another code")


def unknown_code(zh: str, en: str, code: str, known: Collection[str]) -> tuple[Text, Text]:
    some = list(known)[:8]
    message = Text(f"没有代码为{quoted(code)}的{zh}", f"No {en} has the code {quoted(code)}")
    return message, Text(f"已有代码如：{'、'.join(some)}", f"Codes in this file include {', '.join(some)}")


def not_on_scale(item: str, rung: str, scale: Scale) -> tuple[Text, Text]:
    message = Text(
        f"“{item}”的量表中没有档位{quoted(rung)}" if item else f"量表中没有档位{quoted(rung)}",
        f"The scale of “{item}” has no rung {quoted(rung)}" if item else f"The scale has no rung {quoted(rung)}",
    )
    codes = [rung.code for rung in scale.rungs]
    return message, Text(f"可用档位：{'、'.join(codes)}", f"Its rungs are {', '.join(codes)}")


def _meant(key: str, known: Collection[str]) -> Text:
    close = get_close_matches(key[:60], known, n=1)
    if close:
        return Text(f"是否应为“{close[0]}”", f"Did you mean “{close[0]}”")
    names = ", ".join(list(known)[:12])
    return Text(f"可用的字段：{names}", f"Fields known here: {names}")


_FIELDS = Text("请写成“字段: 值”的形式", "Write it as “field: value” lines")
_FIELDS_OUT = Text("请改为一行文本", "Replace it with a line of text")
_LIST = Text("请每项一行，以“- ”开头", "Write one entry per line, each beginning with “- ”")
_ONCE = Text("请只保留一处", "Keep one of them")
_QUOTE = Text("请填写文本；数字、true、false 作文本时须加引号", "Give text; put a number, true or false in quotes")
_SHORTEN = Text("请缩短文本", "Shorten the text")
_CODE = Text(
    "请用 1 至 40 个字母、数字、点、下划线或连字符，以字母或数字开头",
    "Use 1 to 40 letters, digits, dots, underscores or hyphens, beginning with a letter or digit",
)
_SWITCH_OFF = Text("请写 false，或删除这一条", "Write false or remove the entry")
_SWITCH = Text("请写 true，或删除这一条", "Write true or remove the entry")
