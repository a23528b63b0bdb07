"""Numbers of headings: 一、（一）1.（1）in Chinese (GB/T 9704-2012, 7.3.3), 1 / 1.1 / 1.1.1 / (1) otherwise."""

import re
from collections.abc import Iterable, Iterator

DIGITS = "零一二三四五六七八九"
UNITS = ("千", "百", "十", "")


def chinese_number(number: int) -> str:
    """1 to 9999 in Chinese numerals: 7 is 七, 10 is 十, 23 is 二十三, 105 is 一百零五, 210 is 二百一十."""
    if not 1 <= number <= 9999:
        raise ValueError(f"{number} is not between 1 and 9999")
    places = zip(map(int, f"{number:04}"), UNITS, strict=True)
    words = "".join(f"{DIGITS[digit]}{unit}" if digit else DIGITS[0] for digit, unit in places)
    return re.sub(f"{DIGITS[0]}+", DIGITS[0], words).strip(DIGITS[0]).removeprefix("一" if 10 <= number < 20 else "")


def _chinese_label(counts: list[int]) -> str:
    number, level = counts[-1], len(counts)
    if level == 1:
        return f"{chinese_number(number)}、"
    if level == 2:
        return f"（{chinese_number(number)}）"
    return f"{number}." if level == 3 else f"（{number}）"


def _western_label(counts: list[int]) -> str:
    return f"({counts[-1]}) " if len(counts) == 4 else ".".join(map(str, counts)) + " "


def heading_labels(levels: Iterable[int], language: str) -> Iterator[str]:
    """One label for each heading level in reading order; a level deeper than its predecessor starts again at one."""
    label = _chinese_label if language.startswith("zh") else _western_label
    counts = [0, 0, 0, 0]
    for level in levels:
        counts[level - 1] += 1
        counts[level:] = [0] * (4 - level)
        yield label([count or 1 for count in counts[:level]])
