"""How a form field and a form's errors are printed; the `ui` tags hand this to their partials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

WIDGET_CLASSES = {"select": "form-select", "checkbox": "form-check-input"}
ErrorLine = tuple[str, str, str]


def error_lines(source: BaseForm | Mapping[str, Sequence[str]] | None) -> list[ErrorLine]:
    """(id of the control, label, sentence) for each error of a form or of {field: [sentence, …]}."""
    return _of_form(source) if isinstance(source, BaseForm) else _of_names(source or {})


def _of_form(form: BaseForm) -> list[ErrorLine]:
    own = [("", "", str(text)) for text in form.non_field_errors()]
    hidden = [("", str(f.label or f.name), str(text)) for f in form.hidden_fields() for text in f.errors]
    shown = [(_control_id(f), str(f.label), str(text)) for f in form.visible_fields() for text in f.errors]
    return own + hidden + shown


def _control_id(field: BoundField) -> str:
    return field.id_for_label or field.auto_id


def _of_names(errors: Mapping[str, Sequence[str]]) -> list[ErrorLine]:
    targets = {name: "" if name == "__all__" else f"id_{name}" for name in errors}
    return [(targets[name], "", str(text)) for name, texts in errors.items() for text in texts]


def describe_field(bound: BoundField, hint: str, unit: str) -> dict[str, Any]:
    """What ui/field.html needs: the control with our classes, tied to its hint and its error."""
    kind, hint = _kind_of(bound), hint or str(bound.help_text)
    control = _control(bound, kind, hint) if kind != "choices" else ""
    return {"field": bound, "kind": kind, "hint": hint, "unit": unit, "control": control}


def _kind_of(bound: BoundField) -> str:
    name = type(bound.field.widget).__name__
    if name in ("RadioSelect", "CheckboxSelectMultiple"):
        return "choices"
    kind = {"CheckboxInput": "checkbox", "Textarea": "textarea"}.get(name, "input")
    return "select" if "Select" in name else kind


def _control(bound: BoundField, kind: str, hint: str) -> SafeString:
    notes = [f"{bound.auto_id}_hint"] * bool(hint) + [f"{bound.auto_id}_error"] * bool(bound.errors)
    classes = [bound.field.widget.attrs.get("class", ""), WIDGET_CLASSES.get(kind, "form-control")]
    attrs: dict[str, Any] = {"class": " ".join(classes + ["is-invalid"] * bool(bound.errors)).strip()}
    # A placeholder that repeats the label (allauth's do) is noise and vanishes while typing.
    attrs |= {"placeholder": False} if "placeholder" in bound.field.widget.attrs else {}
    return bound.as_widget(attrs=attrs | ({"aria-describedby": " ".join(notes)} if notes else {}))
