"""What officials type for the order of expected disagreement."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.models.triage import MOST_SHARE


class ControlForm(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    control_percent = forms.IntegerField(
        label=_("Control slice, in per cent of the filings"),
        help_text=_("Drawn by lot; they keep an ordinary place, so that the order can be compared with chance."),
        min_value=0,
        max_value=MOST_SHARE,
    )
