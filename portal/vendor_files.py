"""Which files of the npm packages the pages load: these are served, not the packages' thousands of others."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import Storage

LOADED = frozenset(
    {
        "vendor/echarts/echarts.min.js",
        "vendor/htmx/htmx.min.js",
        "vendor/quill/quill.js",
        "vendor/quill/quill.js.map",
        "vendor/tabler/css/tabler.min.css",
        "vendor/tabler/css/tabler.min.css.map",
    }
)


class VendorFinder(FileSystemFinder):
    """STATICFILES_DIRS, of which collectstatic and the web server see only LOADED."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for path, storage in super().list(ignore_patterns):
            if f"{_prefix(storage)}/{path}" in LOADED:
                yield path, storage

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        return super().find_location(root, path, prefix) if path in LOADED else None


def _prefix(storage: Storage) -> str:
    return str(getattr(storage, "prefix", ""))
