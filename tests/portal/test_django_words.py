"""What Django says by itself reads as the portal's own sentences do."""

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import translation


def test_too_long_a_text_is_said_in_plain_chinese() -> None:
    with translation.override("zh-hans"), pytest.raises(ValidationError) as raised:
        MaxLengthValidator(60)("长" * 90)
    assert raised.value.messages == ["最多 60 字，现有 90 字，请精简。"]
