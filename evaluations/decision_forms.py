"""What officials type when they decide with a reason that is sent along."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.review_rules import COMMENT_LIMIT
from portal.forms.words import WordsField


class ReasonForm(forms.Form):
    reason = WordsField(
        _("Reason"),
        limit=COMMENT_LIMIT,
        help_text=_("The enterprise is told at once, in these words; they are kept."),
    )


class InsideReasonForm(ReasonForm):
    """Of a step between offices."""

    reason = WordsField(
        _("Reason"),
        limit=COMMENT_LIMIT,
        help_text=_("Read by the offices alone; it is kept."),
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
    answer = WordsField(
        _("Answer to the enterprise"),
        limit=COMMENT_LIMIT,
        help_text=_("Go into every item that it contests; the enterprise reads this and it is kept."),
        rows=6,
    )
