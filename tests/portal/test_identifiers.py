"""Credit codes against the published examples of domain.md §3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.identifiers import ALPHABET, InvalidIdentifier, check_credit_code, inner_check, outer_check

PASSING = ["91350200MA2YJ1XR9G", "913502000728319549", "123502001549897397"]
EARLY = ["91350203M0001QAY9B", "91350100M0001TGQXM", "91350211M0000XUF46", "91350203M0001FUE2P"]


@pytest.mark.parametrize("code", PASSING)
def test_published_examples_pass_both_checks(code: str) -> None:
    assert check_credit_code(code).failed_checks == ""
    assert check_credit_code(code).warning is None


@pytest.mark.parametrize("code", EARLY)
def test_genuine_early_codes_warn_but_stand(code: str) -> None:
    checked = check_credit_code(code)
    assert checked.failed_checks == "outer"
    assert checked.warning is not None


def test_blanks_case_and_width_are_normalised() -> None:
    assert check_credit_code(" 9135　0200ma2yj1xr９ｇ ").code == PASSING[0]


@pytest.mark.parametrize(
    ("text", "reason", "params"),
    [
        ("", "missing", {}),
        ("   ", "missing", {}),
        ("9135020", "length", {"length": 7}),
        (PASSING[0] + "1", "length", {"length": 19}),
        ("91330205MAOP9X9G2Q", "alphabet", {"position": 11, "letter": "O"}),
        ("91350200MA2YJ1XR9中", "alphabet", {"position": 18, "letter": "中"}),
    ],
)
def test_hard_faults_name_the_place(text: str, reason: str, params: dict[str, object]) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        check_credit_code(text)
    assert (caught.value.reason, caught.value.params) == (reason, params)
    assert "%" not in caught.value.message


@given(st.text(ALPHABET[:10] + "AB", min_size=16, max_size=16), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_noticed(body: str, position: int, letter: str) -> None:
    inner = body[:16] + inner_check(body + "00")
    code = inner + outer_check(inner + "0")
    wrong = code[:position] + letter + code[position + 1 :]
    assert check_credit_code(code).failed_checks == ""
    assert wrong == code or "outer" in check_credit_code(wrong).failed_checks
