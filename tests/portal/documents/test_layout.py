from dataclasses import replace

import pytest
from django.utils import translation

from portal.documents.layout import lay_out, print_date
from portal.documents.model import Column, Table
from tests.portal.documents.samples import HOSTILE, full_document, plain_document


def test_text_is_escaped_everywhere() -> None:
    document = replace(full_document(), title=HOSTILE, author=HOSTILE, notice=HOSTILE, cover=((HOSTILE, HOSTILE),))
    html = lay_out(document).html
    assert "<script" not in html
    assert "src=&quot;file:" in html


def test_the_language_is_the_documents_and_not_the_callers() -> None:
    with translation.override("en"):
        assert "附件1" in lay_out(full_document()).html
    with translation.override("zh-hans"):
        assert "Annex 1" in lay_out(replace(full_document(), language="en")).html


def test_nothing_official_is_invented() -> None:
    html = lay_out(plain_document("内容")).html
    assert 'class="red-header"' not in html
    assert 'class="number"' not in html
    typed = lay_out(replace(plain_document("内容"), red_header="某厅文件", number="某函〔2025〕1号")).html
    assert "某厅文件" in typed
    assert "某函〔2025〕1号" in typed


def test_a_figure_brings_its_table_and_its_words() -> None:
    layout = lay_out(full_document())
    assert 'alt="经验级120家，检验级34家。"' in layout.html
    assert layout.html.count("<caption>") == 2
    assert len(layout.figures) == 1


def test_column_widths_follow_the_weights() -> None:
    assert "#t1 col:nth-child(1) { width: 66.667% }" in lay_out(full_document()).style_sheets[1]


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 1 cells"):
        Table("表", (Column("一"),), (("1", "2"),))


def test_dates_in_words() -> None:
    assert print_date("2025-12-05", "zh-hans") == "2025年12月5日"
    assert print_date("2025-12-05", "en") == "2025-12-05"
