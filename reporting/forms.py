"""What people write with a step of an annual summary; the services judge it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.models.summaries import REASON_LIMIT


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label=_("What is to be changed?"),
        help_text=_("The writers read it; the ministry does not."),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason for returning"),
        help_text=_("The authority reads it first, above its text. Needed where no passage is marked."),
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
