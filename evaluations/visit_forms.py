"""What officials type of site visits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.definition import Item
from evaluations.enums import VisitState
from evaluations.forms import DayField
from evaluations.models.visits import NOTE_LIMIT, SEED_LIMIT, TEAM_LIMIT, TEXT_LIMIT
from evaluations.review_forms import ALL, without_latest
from evaluations.review_queue import cities_for, rounds
from evaluations.services.visit_findings import Typed
from evaluations.verdicts import name_of
from evaluations.visit_queries import ORDERS, VisitFilter
from evaluations.visit_rules import MOST_VISITS
from portal.forms.selects import PlainSelect
from portal.presentation import bilingual_text
from portal.tenancy import Actor


class PlanForm(forms.Form):
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    size = forms.IntegerField(label=_("Visits in all"), min_value=1, max_value=MOST_VISITS)
    minimum = forms.IntegerField(
        label=_("Of each stratum at least"),
        help_text=_("A stratum is a city, a division and a claimed stage. 0: in proportion alone."),
        min_value=0,
        max_value=MOST_VISITS,
        initial=0,
        required=False,
    )
    seed = forms.CharField(
        label=_("Seed"),
        help_text=_("The same seed draws the same visits from the same filings. Empty: one is drawn and shown."),
        max_length=SEED_LIMIT,
        required=False,
    )

    def clean_minimum(self) -> int:
        return int(self.cleaned_data["minimum"] or 0)


class VisitFilterForm(forms.Form):
    """The filter of the list, read from the URL; an unknown value is named and not applied."""

    q = forms.CharField(label=_("Company or code"), min_length=2, max_length=60, required=False)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False, empty_value=None, widget=PlainSelect)
    state = forms.ChoiceField(label=_("State"), required=False, widget=PlainSelect)
    city = forms.ChoiceField(label=_("City"), required=False, widget=PlainSelect)
    plan = forms.IntegerField(label=_("Sample"), min_value=1, max_value=2**63 - 1, required=False)
    sort = forms.ChoiceField(choices=[(key, key) for key in ORDERS], required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = [yearly.year for yearly in rounds()]
        self.data = without_latest(self.data, self.years)
        fields: Any = self.fields
        latest = str(self.years[0]) if self.years else "—"
        fields["year"].choices = [("", latest), *((str(year), str(year)) for year in self.years[1:])]
        fields["state"].choices = [("", ALL), *VisitState.choices]
        fields["city"].choices = [("", ALL), *cities_for(actor)]

    def wanted(self) -> VisitFilter:
        """Of the valid fields; without a year that of the latest round."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        values.setdefault("year", self.years[0] if self.years else 0)
        return VisitFilter(**values)

    def chips(self) -> list[tuple[str, object, object]]:
        """(parameter, label, value in words) of the filters in force."""
        names = [name for name in self.fields if name != "sort" and self.cleaned_data.get(name)]
        return [(name, self.fields[name].label, self._words(name)) for name in names]

    def _words(self, name: str) -> object:
        value = self.cleaned_data[name]
        return dict(getattr(self.fields[name], "choices", ())).get(str(value), value)


class ArrangeForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    state = forms.ChoiceField(label=_("State"), choices=VisitState.choices)
    day = DayField(label=_("Day"), required=False)
    team = forms.CharField(
        label=_("Team"), help_text=_("Names, as they stand on the form."), max_length=TEAM_LIMIT, required=False
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Stays within the office. Of a visit that was called off: why."),
        max_length=NOTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Every file that was chosen; what is in them is the service's to judge."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        one = super().clean
        return [one(file, initial) for file in data or []]


class FindingForm(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What was found"),
        help_text=_("The company reads it with its result, with the photographs."),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    rung = forms.ChoiceField(
        label=_("Rung by what was found"),
        help_text=_("Corrects the verdict once it is entered into the review; the company's answer stays."),
        required=False,
    )

    photo = ManyFilesField(
        label=_("Photographs"),
        help_text=_("PNG or JPEG, several at once. What the camera wrote into them, the place too, is removed."),
        required=False,
        allow_empty_file=True,
        widget=ManyFiles(attrs={"accept": ".jpg,.jpeg,.png", "multiple": True}),
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rung: Any = self.fields["rung"]
        names = [(one.code, bilingual_text(name_of(item, one.code))) for one in item.scale.rungs]
        rung.choices = [("", _("Moves no verdict")), *((c, f"{item.scale.number_of(c)} {n}".strip()) for c, n in names)]

    def typed(self) -> Typed:
        return Typed(*(self.cleaned_data[name] for name in ("rung", "text", "version")))


class CorrectForm(forms.Form):
    expected = forms.IntegerField(min_value=1, max_value=10_000, widget=forms.HiddenInput)
