"""Reads a whole standard."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

from evaluations.definition import Band, Definition, Group, Level, Profile, Rollup, Text, Veto
from evaluations.figures import HUNDRED
from evaluations.gates import AllOf, Gate
from evaluations.loader.contradictions import ContradictionReader
from evaluations.loader.document import Listing, Node, Scalar, Table, read_document
from evaluations.loader.gates import GateReader
from evaluations.loader.reader import MOST_POINTS, Reader, doubled_code
from evaluations.loader.scales import read_scales
from evaluations.loader.sense import check_demands, check_reachable
from evaluations.loader.tree import TreeReader, read_divisions
from evaluations.loader.weights import WeightReader

FORMAT = "1"
MOST_LEVELS = 20
MET_AT = Decimal(80)
_OPTIONAL = ("scales", "vetoes", "levels", "bands", "total", "profiles", "contradictions")


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
        self.fields = self.reader.table(self.root, ("format", "standard", "groups"), _OPTIONAL)

    def read(self) -> Definition:
        self._check_format(self.fields.get("format"))
        head = self.reader.table(self.fields.get("standard"), ("code", "version", "title"), ("notice",))
        total = self.reader.table(self.fields.get("total"), (), ("rollup", "maximum", "met_at"))
        rollup = self.reader.choice(total.get("rollup"), Rollup, _UNKNOWN_ROLLUP) or Rollup.MEAN
        profiles, levels = self._profiles(self.fields.get("profiles")), self._levels(self.fields.get("levels"))
        codes = tuple(level.code for level in levels)
        scales = read_scales(self.reader, self.fields.get("scales"))
        weights = WeightReader(self.reader, tuple(profile.code for profile in profiles) or ("",))
        tree = TreeReader(self.reader, scales, weights, codes, rollup)
        groups = tree.read(self.fields.get("groups"))
        maximum = self._maximum(total.get("maximum"), rollup, groups, len(levels))
        vetoes = self._vetoes(self.fields.get("vetoes"))
        gates = GateReader(self.reader, tree.items, tree.groups, codes, maximum, bool(vetoes))
        definition = Definition(
            code=self.reader.code(head.get("code")),
            version=self.reader.code(head.get("version")),
            title=self.reader.name(head.get("title")),
            notice=self.reader.name(head["notice"]) if "notice" in head else None,
            scales=tuple(scales.values()),
            groups=groups,
            levels=tuple(replace(level, gate=self._gate(n, level, gates)) for n, level in enumerate(levels)),
            vetoes=vetoes,
            digest=self.digest,
            rollup=rollup,
            maximum=maximum,
            met_at=self._met_at(total.get("met_at"), rollup),
            bands=self._bands(self.fields.get("bands"), maximum),
            profiles=profiles,
            contradictions=ContradictionReader(self.reader, tree.items).read(self.fields.get("contradictions")),
            profile=profiles[-1].code if profiles else "",
        )
        self.reader.faults.refuse()
        check_demands(definition, self.reader.faults, gates.lines)
        check_reachable(definition, self.reader.faults, gates.lines)
        return definition

    def _check_format(self, node: Node | None) -> None:
        if node is None or (isinstance(node, Scalar) and node.text == FORMAT):
            return
        self.reader.fault(node, Text("格式版本不受支持", "This format is not supported"), _FORMAT)

    def _maximum(self, node: Node | None, rollup: Rollup, groups: tuple[Group, ...], levels: int) -> Decimal:
        """What the total is out of: as written for a mean, as it follows for a sum and for levels."""
        given = self.reader.number(node, MOST_POINTS)
        if node is not None and given == 0:
            self.reader.fault(
                node, Text("满分为零", "The maximum is zero"), Text("请写大于 0 的数", "Give a number above 0")
            )
        if rollup == Rollup.MEAN:
            return given or HUNDRED
        own = Decimal(levels)
        if rollup == Rollup.SUM:
            own = sum((group.maximum for group in groups if group.scored), Decimal(0))
            self._refuse_excess(own)
        if node is not None and given is not None and given != own:
            message = Text(f"满分写为 {given}，各部分合计为 {own}", f"The maximum is {given}, the parts come to {own}")
            self.reader.fault(node, message, Text("请使两者一致", "Make both agree"))
        return own

    def _refuse_excess(self, points: Decimal) -> None:
        """A total is out of no more than the columns of filings and results hold."""
        if points > MOST_POINTS:
            words = Text(
                f"各部分合计为 {points}，超过 {MOST_POINTS}", f"The parts come to {points}, over {MOST_POINTS}"
            )
            self.reader.fault(self.fields["groups"], words, Text("请使用较小的分值", "Use smaller points"))

    def _met_at(self, node: Node | None, rollup: Rollup) -> Decimal:
        given = self.reader.number(node)
        if node is not None and rollup != Rollup.STAGED:
            message = Text("met_at 只用于分级汇总", "met_at belongs to a staged roll-up")
            self.reader.fault(node, message, Text("请删除 met_at", "Remove met_at"))
        return MET_AT if given is None else given

    def _profiles(self, node: Node | None) -> tuple[Profile, ...]:
        entries = self.reader.listing(node, may_be_empty=False)
        profiles: list[Profile] = []
        for entry in entries:
            required = ("code", "name") if entry is entries[-1] else ("code", "name", "divisions")
            fields = self.reader.table(entry, required)
            code = self._new_code(fields.get("code"), [profile.code for profile in profiles])
            divisions = read_divisions(self.reader, fields.get("divisions"))
            for taken in sorted({division for earlier in profiles for division in earlier.divisions} & divisions):
                message = Text(f"行业大类“{taken}”已属另一套权重", f"Division “{taken}” has another profile already")
                self.reader.fault(fields["divisions"], message, Text("请只保留一处", "Keep one of them"))
            profiles.append(Profile(code, self.reader.name(fields.get("name")), divisions))
        return tuple(profiles)

    def _vetoes(self, node: Node | None) -> tuple[Veto, ...]:
        vetoes: list[Veto] = []
        for entry in self.reader.listing(node):
            fields = self.reader.table(entry, ("code", "name"))
            code = self._new_code(fields.get("code"), [veto.code for veto in vetoes])
            vetoes.append(Veto(code, self.reader.name(fields.get("name"))))
        return tuple(vetoes)

    def _levels(self, node: Node | None) -> tuple[Level, ...]:
        """The levels with gates that ask for nothing: the real ones are read when the tree is known."""
        if node is None and "bands" not in self.fields and isinstance(self.root, Table):
            self.reader.missing(self.root, "levels")
        entries = self.reader.listing(node, may_be_empty=False)
        if node is not None and len(entries) > MOST_LEVELS:
            message = Text(f"等级超过 {MOST_LEVELS} 个", f"There are more than {MOST_LEVELS} levels")
            self.reader.fault(node, message, Text("请合并等级", "Merge levels"))
        levels: list[Level] = []
        for entry in entries:
            fields = self.reader.table(entry, ("code", "name", "gates"))
            code = self._new_code(fields.get("code"), [level.code for level in levels])
            levels.append(Level(code, self.reader.name(fields.get("name")), AllOf(())))
        return tuple(levels)

    def _gate(self, position: int, level: Level, gates: GateReader) -> Gate:
        listed = self.fields.get("levels")
        assert isinstance(listed, Listing)
        entry = listed.entries[position]
        fields = {key.text: value for key, value in entry.entries} if isinstance(entry, Table) else {}
        gates.level = level.code
        return gates.read(fields.get("gates"))

    def _bands(self, node: Node | None, maximum: Decimal) -> tuple[Band, ...]:
        bands: list[Band] = []
        for entry in self.reader.listing(node, may_be_empty=False):
            fields = self.reader.table(entry, ("code", "name", "from"))
            code = self._new_code(fields.get("code"), [band.code for band in bands])
            start = self.reader.number(fields.get("from"), maximum)
            if start is not None and bands and start <= bands[-1].start:
                message = Text("起点不高于前一评分档次", "It does not start above the band before")
                self.reader.fault(fields["from"], message, Text("请从低到高列出", "List bands from the lowest"))
            bands.append(Band(code, self.reader.name(fields.get("name")), start or Decimal(0)))
        return tuple(bands)

    def _new_code(self, node: Node | None, earlier: list[str]) -> str:
        code = self.reader.code(node)
        if node is not None and code in earlier:
            self.reader.fault(node, *doubled_code(code))
        return code


_FORMAT = Text("请写 format: 1", "Write format: 1")
_UNKNOWN_ROLLUP = Text("未知的汇总方式", "Unknown roll-up")
