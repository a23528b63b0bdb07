"""What people type about a platform; the services judge it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilots.enums import BuildMode, Field, Function, Validation
from pilots.lists import PART_FIELDS
from pilots.models import Direction, Platform, YearFigures
from pilots.models.parts import Part
from pilots.plausibility import NAMES
from pilots.presentation import in_words
from pilots.queries import directions_in_force
from pilots.services.directions import Line, read_directions
from pilots.services.platforms import FACTS, describe_platform
from pilots.services.years import WORDS
from pilots.words import HINTS, LABELS, PART_LABELS
from portal.errors import InvalidInput
from portal.forms.registration import PlaceForm, place_of_code
from portal.presentation import bilingual_text

_TEXT = ("introduction", "expert_committee", "management_rules", "fee_standard", "ip_protection")
_OWN = ("field", "direction", "functions", "validations", "build_mode", "legal_person")


class PlatformForm(PlaceForm):
    """A platform's record; `version` is the one the person saw, 0 for a new one."""

    name = forms.CharField(label=LABELS["name"], help_text=HINTS["name"], max_length=200)
    name_en = forms.CharField(label=LABELS["name_en"], max_length=200, required=False)
    field = forms.ChoiceField(label=LABELS["field"], choices=[("", gettext_lazy("Choose")), *Field.choices])
    direction = forms.ModelChoiceField(
        label=LABELS["direction"],
        help_text=HINTS["direction"],
        queryset=Direction.objects.none(),
        required=False,
        empty_label=gettext_lazy("None yet"),
    )
    functions = forms.MultipleChoiceField(
        label=LABELS["functions"],
        help_text=HINTS["functions"],
        choices=Function.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    validations = forms.MultipleChoiceField(
        label=LABELS["validations"],
        choices=Validation.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    build_mode = forms.ChoiceField(label=LABELS["build_mode"], choices=BuildMode.choices, widget=forms.RadioSelect)
    legal_person = forms.BooleanField(label=LABELS["legal_person"], required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, present: Direction | None = None, **kwargs: Any) -> None:
        """`present`: the direction chosen before, which stays on offer when the list has changed."""
        super().__init__(*args, **kwargs)
        self.fields.pop("authority", None)
        self.fields.update(_model_fields(Platform, [name for name in FACTS if name not in _OWN]))
        direction = self.fields["direction"]
        assert isinstance(direction, forms.ModelChoiceField)
        kept = Direction.objects.filter(pk=present.pk) if present else Direction.objects.none()
        direction.queryset = directions_in_force() | kept
        direction.label_from_instance = _direction_words  # type: ignore[assignment]
        if not direction.queryset.exists():
            del self.fields["direction"]

    @classmethod
    def of(cls, platform: Platform) -> "PlatformForm":
        return cls(initial=stored_values(platform), present=platform.direction)

    def values(self) -> dict[str, Any]:
        """The record in the keys that the service reads."""
        names = ("name", "name_en", *FACTS)
        return {name: self.cleaned_data[name] for name in names if name in self.fields} | {"region": self.region_code}

    def show(self, refused: InvalidInput) -> None:
        """Sentences of the service beside their fields."""
        place = "county" if self.county_options else "city"
        for name, sentences in refused.errors.items():
            field = place if name == "region" else name
            if not self.has_error(field):
                self.add_error(field if field in self.fields else None, sentences)


def stored_values(platform: Platform) -> dict[str, Any]:
    """What the form starts from."""
    values = describe_platform(platform)
    code = values.pop("region")
    return values | place_of_code(code) | {"version": platform.entry.version}


class DirectionsForm(forms.Form):
    """An edition of the list of directions, pasted from a spreadsheet."""

    edition = forms.CharField(label=gettext_lazy("Name of the edition"), max_length=60)
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=300, help_text=gettext_lazy("Where the list comes from.")
    )
    directions = forms.CharField(
        label=gettext_lazy("Directions"),
        help_text=gettext_lazy("One a line: field, code, name, English name; paste the columns of a spreadsheet."),
        widget=forms.Textarea(attrs={"rows": 10}),
        strip=False,
    )

    def clean_directions(self) -> list[Line]:
        try:
            return read_directions(self.cleaned_data["directions"])
        except InvalidInput as refused:
            raise forms.ValidationError(refused.errors["directions"]) from refused


class PartForm(forms.Form):
    """A line of one of the lists; `version` is the one the person saw, 0 for a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, kind: type[Part], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = PART_FIELDS[kind]
        self.fields.update(_model_fields(kind, self.names, PART_LABELS[str(kind._meta.model_name)]))

    @classmethod
    def of(cls, line: Part) -> "PartForm":
        initial = {name: getattr(line, name) for name in PART_FIELDS[type(line)]}
        return cls(type(line), initial=initial | {"version": line.version})

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}


class YearForm(forms.Form):
    """The figures of one year."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_model_fields(YearFigures, (*NAMES, *WORDS)))

    def show_last(self, last: YearFigures) -> None:
        """The year before's figure beside each."""
        for name in NAMES:
            field, figure = self.fields[name], in_words(name, getattr(last, name))
            field.help_text = f"{field.help_text} " + _("Last year: %(figure)s.") % {"figure": figure}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*NAMES, *WORDS)}


def _model_fields(model: type[Any], names: Any, labels: Mapping[str, Any] = LABELS) -> dict[str, forms.Field]:
    """The model's own fields with our words; a model says what fits, and a form says it first."""
    made = fields_for_model(model, fields=list(names))
    for name, field in made.items():
        field.label, field.help_text = labels[name], HINTS.get(name, "") if labels is LABELS else ""
        if isinstance(field, forms.DateField):
            # A date field of a browser takes no other format, whatever the language.
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
    return {name: made[name] for name in names}


def _direction_words(direction: Direction) -> str:
    return _("%(field)s: %(name)s") % {
        "field": direction.get_field_display(),
        "name": bilingual_text(direction, "name"),
    }
