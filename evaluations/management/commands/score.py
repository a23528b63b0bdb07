import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import get_language

from evaluations.answer_file import MOST_BYTES, read_answer_file
from evaluations.loader import DefinitionFaults, load_definition
from evaluations.scoring import RefusedAnswers, explain
from portal.management.quick import QuickCommand


class Command(QuickCommand):
    help = "Score a JSON file of answers by a standard's YAML file and print the whole result as JSON; no database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--standard", type=Path, required=True, metavar="FILE", help="the standard, YAML")
        parser.add_argument("--answers", type=Path, required=True, metavar="FILE", help="the answers, JSON")

    def handle(self, *args: Any, standard: Path, answers: Path, **options: Any) -> None:
        language = get_language() or ""
        try:
            filed = read_answer_file(load_definition(_text(standard)), _text(answers))
            result = explain(filed.definition, filed.answers, filed.vetoes)
        except DefinitionFaults as error:
            lines = [fault.in_words(language) for fault in error.faults]
            raise CommandError("\n".join([f"{standard}:", *lines])) from error
        except RefusedAnswers as error:
            lines = [fault.message.in_language(language) for fault in error.faults]
            raise CommandError("\n".join([f"{answers}:", *lines])) from error
        self.stdout.write(json.dumps(result.as_dict(), ensure_ascii=False, indent=2))


def _text(path: Path) -> str:
    """The file's text; never more than the limit is read."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise CommandError(f"{path}: the file is larger than {MOST_BYTES // 1_000_000} MB.")
        return content.decode("utf-8")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Check the path.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: the file is not UTF-8 text.") from error
