import pytest

from portal.differences import join_texts, mark_difference


@pytest.mark.parametrize(
    ("stored", "written", "joined"),
    [
        ("同一句。", "同一句。", "同一句。"),
        ("开头。同事的。", "开头。我的。", "开头。同事的。我的。"),
        ("开头。", "开头。我的。结尾。", "开头。我的。结尾。"),
        ("每季度一次", "每年一次", "每季度一次\n每年一次"),
        ("Rate 3.5 % so far. Theirs.", "Rate 3.5 % so far. Mine.", "Rate 3.5 % so far. Theirs.\nMine."),
        ("第一行\n第二行", "第一行\n第三行", "第一行\n第二行\n第三行"),
        ("", "我的", "我的"),
        ("他的", "", "他的"),
        ("", "", ""),
    ],
)
def test_both_texts_become_one_with_nothing_of_either_lost(stored: str, written: str, joined: str) -> None:
    assert join_texts(stored, written) == joined


def test_every_word_of_both_is_in_the_pieces() -> None:
    stored, written = mark_difference("每季度开展一次", "每年开展一次")
    assert "".join(piece.text for piece in stored) == "每季度开展一次"
    assert [piece.text for piece in written if piece.differs] == ["年"]
