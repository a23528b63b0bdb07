"""Reads a whole standard and checks what only the whole can show."""

from __future__ import annotations

from hashlib import sha256

from evaluations.definition import Definition, Level, Text, Veto
from evaluations.gates import LowerLevels
from evaluations.judging import GateVerdict
from evaluations.loader.document import Node, Scalar, read_document
from evaluations.loader.faults import quoted
from evaluations.loader.gates import GateReader
from evaluations.loader.reader import Reader
from evaluations.loader.tree import TreeReader, read_scales
from evaluations.scoring import Answer, score

FORMAT = "1"
MOST_LEVELS = 20
LONGEST_WORDS = 300


def load_definition(text: str) -> Definition:
    """The standard that the YAML text describes, in the format of evaluations/standards/README.md.

    DefinitionFaults lists every fault of the content; bad syntax, anchors and excess size are refused at once.
    """
    return _StandardReader(text).read()


class _StandardReader:
    def __init__(self, text: str) -> None:
        self.reader = Reader()
        self.root = read_document(text)
        self.digest = sha256(text.encode("utf-8")).hexdigest()

    def read(self) -> Definition:
        fields = self.reader.table(self.root, ("format", "standard", "scales", "groups", "levels"), ("vetoes",))
        self._check_format(fields.get("format"))
        head = self.reader.table(fields.get("standard"), ("code", "version", "title"), ("notice",))
        scales = read_scales(self.reader, fields.get("scales"))
        tree = TreeReader(self.reader, scales)
        groups = tree.read(fields.get("groups"))
        vetoes = self._vetoes(fields.get("vetoes"))
        gates = GateReader(self.reader, tree.items, tree.items_in_group, bool(vetoes))
        definition = Definition(
            code=self.reader.code(head.get("code")),
            version=self.reader.code(head.get("version")),
            title=self.reader.name(head.get("title")),
            notice=self.reader.name(head["notice"]) if "notice" in head else None,
            scales=tuple(scales.values()),
            groups=groups,
            levels=self._levels(fields.get("levels"), gates),
            vetoes=vetoes,
            digest=self.digest,
        )
        self.reader.faults.refuse()
        self._check_reachable(definition, gates.lines)
        return definition

    def _check_format(self, node: Node | None) -> None:
        if node is None or (isinstance(node, Scalar) and node.text == FORMAT):
            return
        self.reader.fault(node, Text("格式版本不受支持", "This format is not supported"), _FORMAT)

    def _vetoes(self, node: Node | None) -> tuple[Veto, ...]:
        vetoes: list[Veto] = []
        for entry in self.reader.listing(node):
            fields = self.reader.table(entry, ("code", "name"))
            code = self._new_code(fields.get("code"), [veto.code for veto in vetoes])
            vetoes.append(Veto(code, self.reader.name(fields.get("name"))))
        return tuple(vetoes)

    def _levels(self, node: Node | None, gates: GateReader) -> tuple[Level, ...]:
        entries = self.reader.listing(node, may_be_empty=False)
        if node is not None and len(entries) > MOST_LEVELS:
            message = Text(f"等级超过 {MOST_LEVELS} 个", f"There are more than {MOST_LEVELS} levels")
            self.reader.fault(node, message, Text("请合并等级", "Merge levels"))
        levels: list[Level] = []
        for entry in entries:
            levels.append(self._level(entry, gates, [level.code for level in levels]))
        return tuple(levels)

    def _level(self, node: Node, gates: GateReader, earlier: list[str]) -> Level:
        fields = self.reader.table(node, ("code", "name", "gates"))
        code = self._new_code(fields.get("code"), earlier)
        return Level(code, self.reader.name(fields.get("name")), gates.read(fields.get("gates")))

    def _new_code(self, node: Node | None, earlier: list[str]) -> str:
        code = self.reader.code(node)
        if node is not None and code in earlier:
            message = Text(f"代码{quoted(code)}重复", f"The code {quoted(code)} is used twice")
            self.reader.fault(node, message, Text("请换一个代码", "Choose another code"))
        return code

    def _check_reachable(self, definition: Definition, lines: dict[str, int]) -> None:
        best = {item.code: Answer(item.scale.top.code, evidence=1) for item in definition.items}
        for level in score(definition, best).levels:
            for verdict in level.gates:
                if not verdict.met and not isinstance(verdict.gate, LowerLevels):
                    self.reader.faults.add(lines.get(verdict.path, 1), verdict.path, *_unreachable(level.code, verdict))
        self.reader.faults.refuse()


def _unreachable(level: str, verdict: GateVerdict) -> tuple[Text, Text]:
    words = Text(verdict.words.zh[:LONGEST_WORDS], verdict.words.en[:LONGEST_WORDS])
    message = Text(
        f"等级“{level}”永远无法达到，即使各项均为最高档，仍不满足：{words.zh}",
        f"Level “{level}” can never be reached; with every item at its top rung this is still not met: {words.en}",
    )
    return message, Text("请降低此条件的要求", "Lower what this gate asks for")


_FORMAT = Text("请写 format: 1", "Write format: 1")
