"""Loading and publishing standards (design §4): YAML is the source, rows the truth, a published version is frozen."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.definition import Definition
from evaluations.enums import VersionState
from evaluations.loader import DefinitionFaults, Fault, load_definition
from evaluations.models import Level, Node, Round, Rung, Standard, StandardVersion
from evaluations.services.standard_rows import level_rows, node_rows, parents_of, rung_rows, too_long
from portal.enums import Role, Side
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.services.audit import record_audit
from portal.tenancy import Actor

MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Loaded:
    """A version and whether this load changed anything."""

    version: StandardVersion
    changed: bool


def load_standard(*, actor: Actor, content: bytes, publish: bool = False) -> Loaded:
    """Read a standard's YAML into a draft version, and publish it when asked.

    A draft is replaced; the very text of a published version is accepted and changes nothing. InvalidInput carries
    every fault with line and path under "file"; Refused when the text differs from a published version.
    """
    _refuse_others(actor)
    text, definition = _read(content)
    with transaction.atomic():
        standard = _standard(definition)
        found = standard.versions.select_for_update().filter(version=definition.version).first()
        changed = found is None or found.source_hash != definition.digest
        if found is not None and changed:
            _refuse_frozen(found)
        version = _replace(standard, found, definition, text) if changed or found is None else found
        if changed:
            detail = {"standard": definition.code, "version": definition.version, "hash": definition.digest}
            record_audit(actor=actor, action="standard.load", target=version, detail=detail)
        if publish and version.state == VersionState.DRAFT:
            version, changed = publish_version(actor=actor, version=version), True
    return Loaded(version, changed)


@dataclass(frozen=True)
class Checked:
    """What a text would load as, or why it would not: `faults` by line, `sentences` where there is no line to name."""

    definition: Definition | None = None
    faults: tuple[Fault, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.faults and not self.sentences


def check_standard(*, content: bytes) -> Checked:
    """Everything that loading would refuse, without loading: nothing is stored, nobody's permission is needed."""
    try:
        text, definition = _read(content)
        _rows(_standard_row(definition), definition, text)
    except InvalidInput as refused:
        cause = refused.__cause__
        faults = cause.faults if isinstance(cause, DefinitionFaults) else ()
        return Checked(None, faults, () if faults else tuple(refused.errors["file"]))
    return Checked(definition)


def publish_version(*, actor: Actor, version: StandardVersion) -> StandardVersion:
    """Freeze a draft: from now on neither its text nor its rows change; a correction is a new version."""
    _refuse_others(actor)
    locked = StandardVersion.objects.select_for_update(of=("self",)).select_related("standard").get(pk=version.pk)
    if locked.state != VersionState.DRAFT:
        raise Refused(_("Version %s is published already.") % locked.version)
    locked.state, locked.published_at = VersionState.PUBLISHED, timezone.now()
    locked.save(update_fields=["state", "published_at"])
    detail = {"standard": locked.standard.code, "version": locked.version, "hash": locked.source_hash}
    record_audit(actor=actor, action="standard.publish", target=locked, detail=detail)
    return locked


def retire_version(*, actor: Actor, version: StandardVersion) -> StandardVersion:
    """Take a published version out of use: no round chooses it any more; rounds and filings on it stay as they are."""
    _refuse_others(actor)
    locked = StandardVersion.objects.select_for_update(of=("self",)).select_related("standard").get(pk=version.pk)
    if locked.state != VersionState.PUBLISHED:
        words = _("Only a published version is retired; version %(version)s is “%(state)s”.")
        raise Refused(words % {"version": locked.version, "state": locked.get_state_display()})
    if year := _year_in_use(locked):
        words = _("The round of %(year)s, which is not over yet, uses version %(version)s.")
        remedy = _("Put the round on another version first, or wait until it has closed.")
        raise Refused(words % {"year": year, "version": locked.version}, remedy)
    locked.state, locked.retired_at = VersionState.RETIRED, timezone.now()
    locked.save(update_fields=["state", "retired_at"])
    detail = {"standard": locked.standard.code, "version": locked.version, "hash": locked.source_hash}
    record_audit(actor=actor, action="standard.retire", target=locked, detail=detail)
    return locked


def _year_in_use(version: StandardVersion) -> int | None:
    running = Round.objects.filter(standard_version=version, closes_on__gte=timezone.localdate())
    return running.values_list("year", flat=True).first()


def may_load(actor: Actor) -> bool:
    """Standards are loaded by the portal itself and by administrators of the ministry and the operator."""
    return actor.side == Side.SYSTEM or (actor.side == Side.MINISTRY and actor.has(Role.ADMINISTRATOR))


def _refuse_others(actor: Actor) -> None:
    if not may_load(actor):
        raise NotPermitted(
            _("Only administrators load and publish standards."), _("Ask an administrator of the platform.")
        )


def _read(content: bytes) -> tuple[str, Definition]:
    if len(content) > MOST_BYTES:
        raise InvalidInput({"file": [_("The file is larger than 2 MB. A standard is far smaller; check the file.")]})
    try:
        text = content.decode("utf-8-sig")
        return text, load_definition(text)
    except UnicodeDecodeError as error:
        sentence = _("The file is not UTF-8 text (byte %s). Save it as UTF-8 and load it again.") % (error.start + 1)
        raise InvalidInput({"file": [sentence]}) from error
    except DefinitionFaults as error:
        language = get_language() or "zh-hans"
        raise InvalidInput({"file": [fault.in_words(language) for fault in error.faults]}) from error


def _standard(definition: Definition) -> Standard:
    row = _standard_row(definition)
    titles = {"title_zh": row.title_zh, "title_en": row.title_en}
    return Standard.objects.get_or_create(code=row.code, defaults=titles)[0]


def _standard_row(definition: Definition) -> Standard:
    """Not saved; InvalidInput for a title that its column cannot hold."""
    row = Standard(code=definition.code, title_zh=definition.title.zh, title_en=definition.title.en)
    _refuse_long([row])
    return row


def _refuse_frozen(version: StandardVersion) -> None:
    if version.state != VersionState.DRAFT:
        raise Refused(
            _("Version %(version)s of “%(code)s” is published and cannot be changed.")
            % {"version": version.version, "code": version.standard.code},
            _("Give the file a new version and load it again."),
        )


def _replace(standard: Standard, found: StandardVersion | None, definition: Definition, text: str) -> StandardVersion:
    version, nodes, levels, rungs = _rows(standard, definition, text)
    if found is not None:
        found.delete()
    version.save()
    _save_rows(definition, nodes, rungs, levels)
    return version


def _rows(
    standard: Standard, definition: Definition, text: str
) -> tuple[StandardVersion, list[Node], list[Level], list[Rung]]:
    """The version's rows, none saved; InvalidInput for texts that their columns cannot hold."""
    notice = definition.notice
    version = StandardVersion(
        standard=standard,
        version=definition.version,
        notice_zh=notice.zh if notice else "",
        notice_en=notice.en if notice else "",
        source=text,
        source_hash=definition.digest,
    )
    nodes, levels = node_rows(version, definition), level_rows(version, definition)
    rungs = [
        rung for node in nodes if definition.has_item(node.code) for rung in rung_rows(node, definition.item(node.code))
    ]
    _refuse_long([version, *nodes, *levels, *rungs])
    return version, nodes, levels, rungs


def _save_rows(definition: Definition, nodes: list[Node], rungs: list[Rung], levels: list[Level]) -> None:
    """Parents before children, so that every row is inserted once and never updated."""
    by_code, above = {node.code: node for node in nodes}, parents_of(definition)
    for depth in range(max(len(definition.ancestors(node.code)) for node in nodes) + 1):
        layer = [node for node in nodes if len(definition.ancestors(node.code)) == depth]
        for node in layer:
            node.parent = by_code[above[node.code]] if node.code in above else None
        Node.objects.bulk_create(layer)
    for rung in rungs:
        rung.node = by_code[rung.node.code]
    Rung.objects.bulk_create(rungs)
    Level.objects.bulk_create(levels)


def _refuse_long(rows: list[Standard | StandardVersion | Node | Level | Rung]) -> None:
    faults = [
        _("“%(code)s”: “%(text)s…” is longer than %(most)s characters. Shorten it.")
        % {"code": code, "text": value[:20], "most": most}
        for code, value, most in too_long(rows)
    ]
    if faults:
        raise InvalidInput({"file": faults})
