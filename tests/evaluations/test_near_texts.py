"""Texts that are nearly the same: candidates by MinHash, decided by their n-grams; the standard's own words aside."""

from evaluations.near_texts import grams_of, group_texts, plain

NONE = grams_of("")
ONE = "我司自2021年起建立质量成本统计制度，财务部与质量部按月核对内部损失、外部损失和预防费用，形成分析报告并由总经理签批。"
OTHER = "车间推行自检互检专检三级检验，检验员持证上岗，首件检验记录随工票流转，异常批次由工艺员在两小时内给出处置意见。"


def keys(*texts: str, common: str = "") -> list[list[int]]:
    return [group.keys for group in group_texts(enumerate(texts), grams_of(common))]


def test_texts_that_differ_by_a_word_belong_together_and_others_do_not() -> None:
    assert keys(ONE, OTHER, ONE.replace("总经理", "董事长"), OTHER[:30]) == [[0, 2]]


def test_blanks_punctuation_case_and_width_make_no_text_another() -> None:
    assert plain("ＩＳＯ 9001，是！") == plain("iso9001是")
    assert keys(ONE, " ".join(ONE).replace("，", ",")) == [[0, 1]]


def test_who_repeats_the_standard_copies_from_nobody() -> None:
    descriptor = (
        "建立并实施覆盖全过程的质量管理制度，按计划开展内部审核和管理评审，对发现的问题制定纠正措施并验证其有效性。"
    )
    assert keys(descriptor, descriptor) == [[0, 1]]
    assert keys(descriptor, f"{descriptor}我司已做到。", common=descriptor) == []
    assert keys(descriptor + ONE, ONE, common=descriptor) == [[0, 1]], "what is left of them is the same"


def test_a_short_text_says_too_little() -> None:
    assert keys("已建立制度。", "已建立制度。") == []


def test_a_text_joins_the_first_that_it_is_like_and_a_common_one_costs_no_more() -> None:
    many = [ONE] * 3000 + [f"{ONE}{number}" for number in range(200)]
    assert [len(found) for found in keys(*many)] == [3200]
