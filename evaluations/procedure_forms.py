"""How an authority goes about a round, as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.forms import DayField
from evaluations.models.authority_rounds import MOST_LEASE_DAYS, MOST_NOTICE_DAYS, MOST_VALIDITY_YEARS
from evaluations.procedure import Procedure


class ProcedureForm(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    formal_check = forms.BooleanField(
        label=_("Formal check"),
        help_text=_(
            "What was submitted is first accepted, returned as incomplete or not accepted; the merits come after."
        ),
        required=False,
    )
    check_by = DayField(label=_("Formal check until"), required=False)
    review_by = DayField(label=_("Review until"), required=False)
    lease_days = forms.IntegerField(
        label=_("A filing that a reviewer took stays theirs, in days"),
        help_text=_("Without a score in so many days, colleagues can take it. Empty: it stays theirs."),
        required=False,
        min_value=1,
        max_value=MOST_LEASE_DAYS,
    )
    readers = forms.TypedChoiceField(
        label=_("Readers of each filing"),
        choices=[(1, _("One")), (2, _("Two, blind to each other"))],
        coerce=int,
        required=False,
        initial=1,
    )
    reading_threshold = forms.DecimalField(
        label=_("A third one reads where two differ by more than, in points"),
        help_text=_("Of the total. Empty: never; whoever determines settles what differs."),
        required=False,
        min_value=0,
        max_value=999,
        max_digits=5,
        decimal_places=2,
    )
    determine_by = DayField(label=_("Determination until"), required=False)
    notice_days = forms.IntegerField(
        label=_("Public notice, in working days"),
        help_text=_("By the official calendar. Empty: results are published without a notice."),
        required=False,
        min_value=1,
        max_value=MOST_NOTICE_DAYS,
    )
    publish_by = DayField(label=_("Publication until"), required=False)
    validity_years = forms.IntegerField(
        label=_("A certificate is valid, in years"),
        help_text=_("Empty: without end."),
        required=False,
        min_value=1,
        max_value=MOST_VALIDITY_YEARS,
    )

    def wanted(self) -> Procedure:
        """What the valid fields say; the others count as left empty, so that the picture can follow while typing."""
        self.is_valid()
        typed: dict[str, Any] = {name: self.cleaned_data.get(name) for name in Procedure.__dataclass_fields__}
        plain = {"formal_check": bool(typed["formal_check"]), "readers": typed["readers"] or 1}
        return Procedure(**typed | plain)
