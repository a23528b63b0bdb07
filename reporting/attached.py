"""The files that go with a summary, as its document lists them, and two such lists side by side. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ADDED, REMOVED, REPLACED, RENAMED, KEPT = "added", "removed", "replaced", "renamed", "kept"
KINDS: dict[str, Promise] = {
    ADDED: pgettext_lazy("file", "Added"),
    REMOVED: pgettext_lazy("file", "Taken off"),
    REPLACED: pgettext_lazy("file", "Replaced by another file"),
    RENAMED: pgettext_lazy("file", "The same file under another title"),
}


@dataclass(frozen=True, slots=True)
class Attached:
    """Title, file name, bytes and SHA-256: what the document prints, and what a comparison goes by.

    `file` is the key of the stored file: the same content may have come twice; `number` is the one that the list of
    annexes gives it, 0 before it was printed.
    """

    title: str
    name: str
    size: int
    sha256: str
    file: int = field(default=0, compare=False)
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class FileChange:
    """What became of one file; `before` or `after` is missing where it was added or taken off."""

    kind: str
    before: Attached | None = None
    after: Attached | None = None

    @property
    def words(self) -> str:
        return str(KINDS[self.kind])


@dataclass(frozen=True, slots=True)
class FilesCompared:
    """The changes in the order of the later list, what was taken off last; `same` counts the others, which may stand in
    another order.
    """

    changes: tuple[FileChange, ...]
    same: int
    reordered: bool


_QUOTED = _("“%s”")
_FATES: dict[str, Promise] = {
    KEPT: _("The attachment is still there, the same file."),
    RENAMED: _("The same file is there under another title."),
    REPLACED: _("The file was replaced by another one."),
    REMOVED: _("The attachment was taken off."),
}


@dataclass(frozen=True, slots=True)
class FileFate:
    """What became of a file in a later list: KEPT, RENAMED, REPLACED or REMOVED; `after` is what stands there now."""

    kind: str
    after: Attached | None = None

    @property
    def words(self) -> str:
        """With the later title where it differs."""
        said = str(_FATES[self.kind])
        return f"{said} {_QUOTED % self.after.title}" if self.after and self.kind == RENAMED else said


def fates_of(before: Sequence[Attached], after: Sequence[Attached]) -> dict[str, FileFate]:
    """{SHA-256: what became of the file}, for each of the earlier list."""
    changes = {change.before.sha256: change for change in compare_attached(before, after).changes if change.before}
    kept = {one.sha256: FileFate(KEPT, one) for one in before}
    return kept | {sha256: FileFate(change.kind, change.after) for sha256, change in changes.items()}


def compare_attached(before: Sequence[Attached], after: Sequence[Attached]) -> FilesCompared:
    """Files are the same by their hash; another file under a title that was there replaces it."""
    known = {one.sha256: one for one in before}
    kept = known.keys() & {one.sha256 for one in after}
    left = [one for one in before if one.sha256 not in kept]
    changes = []
    for one in after:
        old = known.get(one.sha256)
        if old is None:
            replaced = next((other for other in left if other.title == one.title), None)
            left = [other for other in left if other is not replaced]
            changes.append(FileChange(REPLACED if replaced else ADDED, replaced, one))
        elif old.title != one.title:
            changes.append(FileChange(RENAMED, old, one))
    renamed = sum(change.kind == RENAMED for change in changes)
    orders = [[one.sha256 for one in files if one.sha256 in kept] for files in (before, after)]
    removed = (FileChange(REMOVED, one) for one in left)
    return FilesCompared((*changes, *removed), len(kept) - renamed, orders[0] != orders[1])
