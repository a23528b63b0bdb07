"""How wide the columns of a table are: by their weights, but never so narrow that a word of the head breaks."""

import re
from collections.abc import Iterator, Sequence

from portal.documents.model import Column, Table

# 156 mm in points.
WIDTH = 442.2
# Size and side padding of a table's head, from the usual to the smallest that is read on paper.
HEADS = ((10.5, 4.0), (9.0, 2.0), (8.0, 1.5))
# A column of texts keeps so much of the share that its weight gives it before the head is set smaller.
TEXT_SHARE = 0.8
# No word of a cell asks for more, in points.
LONGEST_WORD = 110.0
# What stays on one line: a word up to its hyphen, or one Chinese character. A span such as 10–20 is a word.
_UNBROKEN = re.compile(r"[⺀-鿿＀-￯𠀀-𿿿]|[^\s\-⺀-鿿＀-￯𠀀-𿿿]+-?")
_IDEOGRAPH = re.compile(r"[⺀-鿿＀-￯𠀀-𿿿]")


def write_column_rules(identifier: str, table: Table) -> str:
    """Style rules for the widths and, where the head has to be smaller, for its size."""
    (size, padding), widths = fit_columns(table)
    rules = (
        f"#{identifier} col:nth-child({place}) {{ width: {100 * width / WIDTH:.3f}% }}\n"
        for place, width in enumerate(widths, start=1)
    )
    head = f"#{identifier} thead th {{ font-size: {size}pt; line-height: 1.3; padding: 2.2pt {padding}pt }}\n"
    return "".join(rules) + (head if (size, padding) != HEADS[0] else "")


def fit_columns(table: Table) -> tuple[tuple[float, float], list[float]]:
    """Size and padding of the head, and the width of each column in points."""
    columns = table.columns
    weights = sum(column.weight for column in columns)
    shares = [WIDTH * column.weight / weights for column in columns]
    texts = [_longest_in_cells(table, place) for place in range(len(columns))]
    for head in HEADS:
        needs = [max(_longest(column, *head), text) for column, text in zip(columns, texts, strict=True)]
        wanted = [
            max(need, TEXT_SHARE * share if column.kind == "text" else 0)
            for column, share, need in zip(columns, shares, needs, strict=True)
        ]
        if sum(wanted) <= WIDTH:
            break
    return head, _grow(shares, needs)


def _grow(shares: Sequence[float], needs: Sequence[float]) -> list[float]:
    """What each needs, and what is left by what the weights would give beyond that; less for all where not all can have it."""
    left = WIDTH - sum(needs)
    beyond = [max(share - need, 0.0) for share, need in zip(shares, needs, strict=True)]
    if left < 0 or not sum(beyond):
        return [WIDTH * need / sum(needs) for need in needs]
    return [need + left * more / sum(beyond) for need, more in zip(needs, beyond, strict=True)]


def _longest(column: Column, size: float, padding: float) -> float:
    unit = f"({column.unit})" if column.unit else ""
    return max(_pieces(f"{column.title} {unit}"), default=0.0) * size + 2 * padding


def _longest_in_cells(table: Table, place: int) -> float:
    """The longest word in a column of texts; an address or the like breaks."""
    if table.columns[place].kind != "text":
        return 0.0
    body, padding = HEADS[0]
    words = (width for row in table.rows for width in _pieces(row[place], 0.56))
    return min(max(words, default=0.0) * body + 2 * padding, LONGEST_WORD)


def _pieces(text: str, letter: float = 0.52) -> Iterator[float]:
    """The width of each unbroken piece in ems, a `letter` being so much: measured on Noto CJK, rather too wide than too narrow."""
    for piece in _UNBROKEN.findall(text):
        yield 1.0 if _IDEOGRAPH.match(piece) else letter * len(piece) + 0.4
