from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_SELECTED = mark_safe(" selected")


class PlainSelect(forms.Select):
    """A select without groups: an office's filter has a hundred options, and Django renders a template for each."""

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        choices: Iterable[tuple[Any, Any]] = self.choices
        rows = ((key, _SELECTED if str(key) in chosen else "", label) for key, label in choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        own = flatatt({"name": name, **self.build_attrs(self.attrs, dict(attrs or {}))})
        return format_html("<select{}>{}</select>", own, options)
