from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.enums import VersionState
from evaluations.models import StandardVersion


class VersionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A published version by title and number."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.standard.title_zh} {obj.version}"


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class RoundForm(forms.Form):
    year = forms.IntegerField(label=_("Year"))
    version = VersionChoice(
        StandardVersion.objects.filter(state=VersionState.PUBLISHED).select_related("standard").defer("source"),
        label=_("Standard"),
        empty_label=None,
    )
    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(label=_("Closes on"), help_text=_("The last day counts to its end."))
    summary_due_on = DayField(label=_("Annual summaries due on"), help_text=_("15 December by the notice."))


class EvidencePlaceForm(forms.Form):
    """Where in a file to look; limits are the service's to judge."""

    page = forms.IntegerField(
        label=_("Page"), required=False, error_messages={"invalid": _("Give the page as a number, such as 3.")}
    )
    note = forms.CharField(label=_("Note"), required=False)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class StandardFileForm(forms.Form):
    file = forms.FileField(
        label=_("Standard as a YAML file"),
        help_text=_("Loaded as a draft. Nothing is used before it is published."),
    )
