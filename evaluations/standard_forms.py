"""Filters and choices on the pages of standards."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluations.comparing import Comparison, Kind, Part
from evaluations.comparison_rows import MEANING_ONLY, Wanted
from evaluations.models import Round, StandardVersion

Choices = list[tuple[str, Any]]


class CompareForm(forms.Form):
    """The filter of a comparison, read from the URL; an unknown value is not applied."""

    kind = forms.ChoiceField(label=_("Kind of change"), required=False)
    part = forms.ChoiceField(label=_("What changed"), required=False)
    group = forms.ChoiceField(label=_("Dimension"), required=False)

    def __init__(self, *args: Any, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or ""
        groups = {group.code: group for group in (*comparison.old.groups, *comparison.new.groups)}
        meaning = [(MEANING_ONLY, _("The meaning: answers must be confirmed"))]
        self._offer("kind", _("All that differ"), list(Kind.choices))
        self._offer("part", _("Anything"), [*meaning, *Part.choices])
        self._offer("group", _("All"), [(c, f"{c} {g.title.in_language(language)}") for c, g in groups.items()])

    def _offer(self, name: str, none: Any, choices: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = [("", none), *choices]

    def wanted(self) -> Wanted:
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})

    def chips(self) -> list[tuple[str, Any, Any]]:
        """(parameter, label, value in words) of the filters in force."""
        names = [name for name in self.fields if self.cleaned_data.get(name)]
        return [(n, self.fields[n].label, dict(self.fields[n].choices)[self.cleaned_data[n]]) for n in names]  # type: ignore[attr-defined]


class RoundChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A round by its year and the version it used."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.year} ({obj.standard_version.version})"


class SimulationForm(forms.Form):
    yearly_round = RoundChoice(
        Round.objects.none(), label=_("Round whose filings are scored"), empty_label=None, to_field_name="year"
    )
    treat_changed_as_same = forms.BooleanField(
        label=_("Treat changed wording as unchanged"),
        help_text=_("Otherwise answers on items changed in meaning count as not given, as those on new items do."),
        required=False,
    )

    def __init__(self, *args: Any, version: StandardVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["yearly_round"]
        rounds = Round.objects.filter(standard_version__standard_id=version.standard_id)
        field.queryset = rounds.select_related("standard_version").defer("standard_version__source")
