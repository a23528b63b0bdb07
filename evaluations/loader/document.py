"""YAML text to a tree of nodes with lines and paths, built from parser events.

Nothing is constructed from tags, and size, depth and node count are limited while reading. Anchors and aliases are
refused, so no file can unfold into more than it shows. Scalars keep their text: numbers become Decimal exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from evaluations.definition import Text
from evaluations.loader.faults import DefinitionFaults, quoted, refuse_file

MOST_BYTES = 2_000_000
MOST_NODES = 60_000
DEEPEST = 24

# in C where it was built: ten times as fast
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """`plain` is False for text in quotes or in a block, which is text whatever it looks like."""

    line: int
    path: str
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Listing:
    line: int
    path: str
    entries: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table:
    line: int
    path: str
    entries: tuple[tuple[Scalar, Node], ...]


Node = Scalar | Listing | Table


def read_document(text: str) -> Node:
    """The only document in the text. DefinitionFaults for bad syntax, anchors, tags, or a file beyond the limits."""
    _refuse_size(text)
    try:
        return _Composer(text).compose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _bad_syntax(line, error.problem or "") from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise _bad_syntax(1, str(error)) from error


class _Composer:
    """Walks the event stream once; each method leaves the stream after the node that it returns."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=PARSER))
        self._count = 0

    def compose(self) -> Node:
        event = next(self._events)
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise refuse_file(1, Text("文件是空的", "The file is empty"), _SEE_README)
        root = self._node(event, "", 1)
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                raise refuse_file(_line(event), Text("文件含有多个文档", "The file holds more than one document"), _ONE)
        return root

    def _node(self, event: yaml.Event, path: str, depth: int) -> Node:
        self._refuse_excess(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(_line(event), path, event.value, not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(_line(event), path, tuple(self._entries(path, depth)))
        return Table(_line(event), path, tuple(self._pairs(path, depth)))

    def _entries(self, path: str, depth: int) -> Iterator[Node]:
        position = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, f"{path}[{position}]", depth + 1)
            position += 1

    def _pairs(self, path: str, depth: int) -> Iterator[tuple[Scalar, Node]]:
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, path, depth + 1)
            if not isinstance(key, Scalar):
                raise refuse_file(_line(event), Text("字段名不是文本", "A field name is not text"), _SEE_README)
            inner = f"{path}.{key.text[:40]}" if path else key.text[:40]
            yield key, self._node(next(self._events), inner, depth + 1)

    def _refuse_excess(self, event: yaml.Event, depth: int) -> None:
        self._count += 1
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = Text("使用了锚点（&）或引用（*）", "An anchor (&) or alias (*) is used")
            raise refuse_file(line, message, _WRITE_OUT)
        if getattr(event, "tag", None):
            raise refuse_file(line, Text("使用了类型标签（!）", "A type tag (!) is used"), _NO_TAG)
        if depth > DEEPEST:
            message = Text(f"嵌套超过 {DEEPEST} 层", f"Nesting is deeper than {DEEPEST}")
            raise refuse_file(line, message, _SEE_README)
        if self._count > MOST_NODES:
            message = Text(f"内容超过 {MOST_NODES} 个值", f"The file holds more than {MOST_NODES} values")
            raise refuse_file(line, message, _SMALLER)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _refuse_size(text: str) -> None:
    # Four bytes is the most that one character takes, so short texts are not encoded to be measured.
    if len(text) * 4 > MOST_BYTES and len(text.encode("utf-8", "replace")) > MOST_BYTES:
        limit = f"{MOST_BYTES // 1_000_000} MB"
        raise refuse_file(1, Text(f"文件超过 {limit}", f"The file is larger than {limit}"), _SMALLER)


def _bad_syntax(line: int, problem: str) -> DefinitionFaults:
    message = Text(f"不是有效的 YAML：{quoted(problem)}", f"Not valid YAML: {quoted(problem)}")
    remedy = Text("请检查该行及上一行的缩进、引号和冒号", "Check indentation, quotes and colons, also one line above")
    return refuse_file(line, message, remedy)


_SEE_README = Text(
    "请按 evaluations/standards/README.md 的格式书写", "See evaluations/standards/README.md for the format"
)
_ONE = Text("每个文件只写一个标准", "Keep one standard in each file")
_WRITE_OUT = Text("请把内容完整写出", "Write the content out in full")
_NO_TAG = Text("请删除标签，需要时给文本加引号", "Remove the tag; put text in quotes where needed")
_SMALLER = Text("请精简文件或拆分为多个标准", "Shorten the file or split it into several standards")
