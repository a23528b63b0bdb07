"""What an approver types when a company's last day is extended, or the extension taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.forms import DayField
from evaluations.review_rules import COMMENT_LIMIT

_HELP = _("The company is told at once, in these words; they are kept.")


class TakeBackForm(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), help_text=_HELP, max_length=COMMENT_LIMIT, widget=forms.Textarea(attrs={"rows": 4})
    )


class ExtensionForm(TakeBackForm):
    until = DayField(label=_("New last day"), help_text=_("The last day counts to its end."))

    field_order = ("until", "reason")
