from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from evaluations.services.standards import MOST_BYTES, load_standard
from portal.errors import InvalidInput, PortalError
from portal.management.quick import QuickCommand
from portal.tenancy import Actor, scope

SHIPPED = Path(__file__).resolve().parents[2] / "standards"
# What a new installation's rounds may use at once; publishing any other shipped file is an administrator's decision.
PUBLISHED = "sample-2025.yaml"


class Command(QuickCommand):
    help = (
        "Load the standards that ship with the portal, the sample one published and the others as drafts, or load and "
        "publish one FILE; a repeated run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FILE", help="a YAML file instead of the shipped ones"
        )
        parser.add_argument("--draft", action="store_true", help="load without publishing")

    def handle(self, *args: Any, file: Path | None, draft: bool, **options: Any) -> None:
        for path in [file] if file else sorted(SHIPPED.glob("*.yaml")):
            words = self._load(path, publish=not draft and (path == file or path.name == PUBLISHED))
            if options["verbosity"]:
                self.stdout.write(f"{path.name}: {words}")

    def _load(self, path: Path, *, publish: bool) -> str:
        actor = Actor.system("load_standards")
        try:
            with scope(actor):
                loaded = load_standard(actor=actor, content=_content(path), publish=publish)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}. Check the path.") from error
        except InvalidInput as error:
            raise CommandError("\n".join([f"{path} was not loaded:", *error.errors["file"]])) from error
        except PortalError as error:
            raise CommandError(f"{path}: {error.message} {error.remedy}") from error
        version = loaded.version
        return f"{version} {version.state}, {'loaded' if loaded.changed else 'unchanged'}"


def _content(path: Path) -> bytes:
    """The file's bytes; never many more than a standard can have, however long the file is."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
