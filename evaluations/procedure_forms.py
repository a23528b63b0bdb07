"""How an authority goes about a round, as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.forms import DayField
from evaluations.models.authority_rounds import (
    MOST_COMPLETION_DAYS,
    MOST_LEASE_DAYS,
    MOST_NOTICE_DAYS,
    MOST_VALIDITY_YEARS,
)
from evaluations.procedure import Procedure
from evaluations.review_forms import division_words
from portal.enums import SizeClass
from portal.reference import divisions


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
    completion_days = forms.IntegerField(
        label=_("Time to complete, in working days"),
        help_text=_("For what is returned as incomplete; the company is told the day. Empty: no last day."),
        required=False,
        min_value=1,
        max_value=MOST_COMPLETION_DAYS,
    )
    city_by = DayField(
        label=_("First review by the cities until"),
        help_text=_(
            "City bureaus review first and recommend or do not; what they have not done by the end of this day comes back"
            " by itself. Empty: no first review."
        ),
        required=False,
    )
    city_sizes = forms.MultipleChoiceField(
        label=_("Sizes that the cities review first"),
        help_text=_("None ticked: all."),
        choices=SizeClass.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    city_divisions = forms.MultipleChoiceField(
        label=_("Industry divisions that the cities review first"), help_text=_("None chosen: all."), required=False
    )
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
    blind = forms.BooleanField(
        label=_("Outside experts do not see who the company is"),
        help_text=_(
            "Name, credit code, city, contact, file names and receipt give way to the filing's number. What the company wrote"
            " itself and what stands inside its files cannot be masked: it may still say who it is."
        ),
        required=False,
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["city_divisions"]
        field.choices = [(division.code, division_words(division)) for division in divisions()]

    def wanted(self) -> Procedure:
        """What the valid fields say; the others count as left empty, so that the picture can follow while typing."""
        self.is_valid()
        typed: dict[str, Any] = {name: self.cleaned_data.get(name) for name in Procedure.__dataclass_fields__}
        typed |= {name: tuple(typed[name] or ()) for name in ("city_divisions", "city_sizes")}
        plain = {
            "formal_check": bool(typed["formal_check"]),
            "blind": bool(typed["blind"]),
            "readers": typed["readers"] or 1,
        }
        return Procedure(**typed | plain)
