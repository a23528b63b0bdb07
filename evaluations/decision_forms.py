"""What officials type when they decide with a reason that is sent along."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.review_rules import COMMENT_LIMIT


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The enterprise is told at once, in these words; they are kept."),
        max_length=COMMENT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class InsideReasonForm(ReasonForm):
    """Of a step between offices."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Read by the offices alone; it is kept."),
        max_length=COMMENT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AppealDecisionForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("uphold", _("Uphold: the determination is taken back and the filing is decided anew")),
            ("reject", _("Reject: the determination stands")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer to the enterprise"),
        help_text=_("Go into every item that it contests; the enterprise reads this and it is kept."),
        max_length=COMMENT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
