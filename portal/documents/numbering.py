"""Numbers of headings: 一、（一）1.（1）in Chinese (GB/T 9704-2012, 7.3.3), 1 / 1.1 / 1.1.1 / (1) otherwise."""

from collections.abc import Iterable, Iterator

DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals: 7 is 七, 10 is 十, 23 is 二十三."""
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else DIGITS[tens]) + "十"
    return head + (DIGITS[ones] if ones else "")


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
