"""What an office types to hand out calibration filings, and by which it looks at them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.bulk_queries import assignees_for
from evaluations.calibration_rules import MOST_CALIBRATIONS
from evaluations.models.triage import draw_seed
from evaluations.models.visits import SEED_LIMIT
from portal.tenancy import Actor


class CalibrationForm(forms.Form):
    number = forms.IntegerField(
        label=_("Filings to draw"),
        help_text=_("Of those that nobody has begun. One that somebody chosen should not judge is passed over."),
        min_value=1,
        max_value=MOST_CALIBRATIONS,
        initial=5,
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Reviewers"),
        help_text=_(
            "Three to eight; each reads every one of them. Whoever administers the office reads its audit and could work"
            " out from it which filings these are."
        ),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    seed = forms.CharField(
        label=_("Seed"),
        help_text=_("The same seed draws the same filings out of the same ones."),
        max_length=SEED_LIMIT,
        required=False,
        initial=draw_seed,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        self.reviewers = [(key, name) for key, name in assignees_for(actor) if key != actor.person_id]
        people.choices = self.reviewers
