import pytest

from portal.documents.numbering import chinese_number, heading_labels

WORDS = [
    (1, "一"),
    (10, "十"),
    (11, "十一"),
    (20, "二十"),
    (23, "二十三"),
    (99, "九十九"),
    (100, "一百"),
    (101, "一百零一"),
    (210, "二百一十"),
    (1010, "一千零一十"),
    (4000, "四千"),
]


@pytest.mark.parametrize(("number", "text"), WORDS)
def test_numbers_in_chinese(number: int, text: str) -> None:
    assert chinese_number(number) == text


@pytest.mark.parametrize("number", [0, 10_000])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 9999"):
        chinese_number(number)


def test_headings_are_numbered_as_in_official_documents() -> None:
    levels = [1, 2, 2, 3, 4, 4, 1, 2]
    official = ["一、", "（一）", "（二）", "1.", "（1）", "（2）", "二、", "（一）"]
    assert list(heading_labels(levels, "zh-hans")) == official
    assert list(heading_labels(levels, "en")) == ["1 ", "1.1 ", "1.2 ", "1.2.1 ", "(1) ", "(2) ", "2 ", "2.1 "]
