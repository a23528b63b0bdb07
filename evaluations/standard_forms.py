"""Filters and choices on the pages of standards."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluations.applicants import Applicant
from evaluations.comparing import Comparison, Kind, Part
from evaluations.comparison_rows import MEANING_ONLY, Wanted
from evaluations.definition import Definition
from evaluations.models import Round, StandardVersion
from evaluations.review_forms import division_words
from portal.enums import SizeClass
from portal.reference import divisions

Choices = list[tuple[str, Any]]
MOST_TEXT = 2_000_000


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


class ApplicantForm(forms.Form):
    """For whom a standard is shown, read from the URL; an unknown value counts as none."""

    division = forms.ChoiceField(label=_("Industry division"), required=False)
    size = forms.ChoiceField(label=_("Size"), choices=[("", _("Any")), *SizeClass.choices], required=False)
    profile = forms.ChoiceField(label=_("Profile"), required=False)

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(d.code.removeprefix("C"), division_words(d)) for d in divisions()]
        profiles = [(profile.code, profile.name.in_language(get_language() or "")) for profile in definition.profiles]
        fields: Any = self.fields
        fields["division"].choices = [("", _("Any")), *named]
        fields["profile"].choices = [("", _("By the industry division")), *profiles]
        if not profiles:
            del self.fields["profile"]

    def applicant(self) -> Applicant:
        """Whom the choices describe; whoever is not described is asked nothing that is for some alone."""
        self.is_valid()
        return Applicant(**{name: value for name, value in self.cleaned_data.items() if value})


class StandardTextForm(forms.Form):
    """A standard's text, as a file or pasted."""

    file = forms.FileField(label=_("Standard as a YAML file"), required=False)
    text = forms.CharField(
        label=_("Or its text"),
        widget=forms.Textarea(attrs={"rows": 12}),
        required=False,
        strip=False,
        max_length=MOST_TEXT,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("text", "").strip():
            self.add_error("text", _("Choose a file, or paste the text."))
        return cleaned

    def content(self, most: int) -> bytes:
        """The file's first bytes, else the text; call only when valid."""
        file = self.cleaned_data.get("file")
        # A browser sends every line of a text with CRLF, whatever stood in the file.
        content: bytes = file.read(most) if file else self.cleaned_data["text"].replace("\r\n", "\n").encode()
        return content


class StandardFileForm(StandardTextForm):
    """A file to load."""

    file = forms.FileField(
        label=_("Standard as a YAML file"),
        help_text=_("Loaded as a draft. Nothing is used before it is published."),
    )
    text = None  # type: ignore[assignment]
