"""The tables of a summary as they are printed: no word of a head or a name breaks, measured from the PDF."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from portal.documents.model import Annex, Document, Figure, Section, Table
from portal.documents.printer import print_document
from reporting.composition import compose_summary
from tests.portal.documents.samples import plain_document
from tests.portal.documents.test_printer import run_on
from tests.reporting.samples import sample_snapshot


def tables_of(document: Document) -> list[Table]:
    parts: list[Section | Annex] = [*document.sections, *document.annexes]
    blocks = [block for part in parts for block in part.blocks]
    found = [block.table if isinstance(block, Figure) else block for block in blocks]
    return [block for block in found if isinstance(block, Table)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_word_of_a_head_and_none_of_a_name_is_broken(language: str, tmp_path: Path) -> None:
    with translation.override(language):
        document = compose_summary(sample_snapshot(), {}, language=language)
    tables = [replace(table, caption="", notes=(), rows=table.rows[:12]) for table in tables_of(document)]
    assert len(tables) > 12
    alone = replace(plain_document("x"), language=language, sections=(Section("t", 1, tuple(tables)),))
    printed = run_on(["pdftotext", "-layout"], print_document(alone).pdf, tmp_path)
    found = Counter(printed.replace("(", " ").replace(")", " ").split())
    words: Counter[str] = Counter()
    for table in tables:
        texts = [column.title for column in table.columns]
        texts += [
            cell for row in table.rows for column, cell in zip(table.columns, row, strict=True) if column.kind == "text"
        ]
        words.update(word for text in texts for word in latin_words(text))
    assert len(words) > (100 if language == "en" else 10)
    assert {word: count for word, count in words.items() if found[word] < count} == {}


def latin_words(text: str) -> list[str]:
    """Whole words and spans such as 10–20; one with a hyphen may break behind it, a code of figures anywhere."""
    pieces = text.replace("(", " ").replace(")", " ").split()
    return [word for word in pieces if (word.isascii() or "–" in word) and "-" not in word and "." not in word]
