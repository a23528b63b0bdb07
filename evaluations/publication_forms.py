"""What people type when results are made known: the filter of a batch, a notice, an objection and its answer."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.determined_queries import MOST_CHOSEN, ORDERS, WIDEST_GAP, DeterminedFilter
from evaluations.forms import DayField
from evaluations.publication_rules import (
    NOTICE_CONTACT,
    NOTICE_TEXT,
    NOTICE_TITLE,
    OBJECTION_TEXT,
)
from evaluations.queries import definition_of
from evaluations.review_forms import ALL, Choices, division_words, level_choices
from evaluations.review_queue import cities_for, rounds
from evaluations.services.objections import Said
from evaluations.services.publishing_jobs import Words
from portal.models import Organisation
from portal.presentation import bilingual_text
from portal.reasons import REASON_LIMIT
from portal.reference import divisions
from portal.tenancy import Actor


class DeterminedForm(forms.Form):
    """The filter of the determined results, read from the URL; an unknown value is named and not applied.

    `filing`, repeated, are those picked by hand; `pick` says that somebody meant to pick.
    """

    q = forms.CharField(label=_("Company or code"), min_length=2, max_length=60, required=False)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False, empty_value=None)
    city = forms.ChoiceField(label=_("City"), required=False)
    division = forms.ChoiceField(label=_("Industry division"), required=False)
    level = forms.ChoiceField(label=_("Reviewed stage"), required=False)
    gap = forms.ChoiceField(label=_("Against what was declared"), required=False)
    sort = forms.ChoiceField(choices=[(key, key) for key in ORDERS], required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = rounds()
        self.known = {yearly.year: yearly for yearly in known}
        levels = level_choices(definition_of(known[0].standard_version)) if known else []
        gaps = [("lower", _("Found lower")), ("same", _("As declared")), ("higher", _("Found higher"))]
        years: Any = self.fields["year"]
        years.choices = [(str(year), str(year)) for year in self.known]
        self._offer("city", list(cities_for(actor)))
        self._offer("division", [(d.code, division_words(d)) for d in divisions()])
        self._offer("level", levels)
        self._offer("gap", gaps)

    def _offer(self, name: str, choices: Choices, none: Any = ALL) -> None:
        field: Any = self.fields[name]
        field.choices = [("", none), *choices]

    def clean(self) -> dict[str, Any]:
        if self.data.get("pick") and not self.chosen():
            self.add_error(None, _("Nothing is chosen. Tick at least one result, or take all of the list."))
        return self.cleaned_data

    def chosen(self) -> tuple[int, ...]:
        typed = self.data.getlist("filing") if hasattr(self.data, "getlist") else []
        return tuple(int(key) for key in typed[:MOST_CHOSEN] if key.isascii() and key.isdigit() and len(key) < 19)

    def wanted(self) -> DeterminedFilter:
        """The filter of the valid fields; without a year that of the latest round."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        values.setdefault("year", next(iter(self.known), 0))
        return DeterminedFilter(**{"sort": WIDEST_GAP, "chosen": self.chosen()} | values)

    def chips(self) -> list[tuple[str, object, object]]:
        """(parameter, label, value in words) of the filters in force."""
        names = [name for name in self.fields if name != "sort" and self.cleaned_data.get(name)]
        return [(name, self.fields[name].label, self._words(name)) for name in names]

    def _words(self, name: str) -> object:
        value = self.cleaned_data[name]
        return dict(getattr(self.fields[name], "choices", ())).get(str(value), value)


class BatchForm(forms.Form):
    """Confirms a batch: what was determined after it was shown is not part of it."""

    until = forms.DateTimeField(widget=forms.HiddenInput)

    @classmethod
    def shown_now(cls) -> dict[str, str]:
        return {"until": timezone.now().isoformat()}


class NoticeForm(BatchForm):
    """A public notice. Nothing in it is made up: title, text and contact are the office's own words."""

    title = forms.CharField(label=_("Title of the notice"), max_length=NOTICE_TITLE)
    text = forms.CharField(
        label=_("Text of the notice"),
        help_text=_("Stands above the list. Say what is shown, on what basis, and how objections are handled."),
        max_length=NOTICE_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contact = forms.CharField(
        label=_("Contact for objections"),
        help_text=_("Department, telephone, postal and e-mail address, as everybody shall read them."),
        max_length=NOTICE_CONTACT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def words(self) -> Words:
        return Words(**{name: self.cleaned_data[name] for name in ("title", "text", "contact")})


class ObjectionForm(forms.Form):
    """An objection from the public page. `website` is left empty by people; programs fill it in."""

    name = forms.CharField(label=_("Your name"), help_text=_("Not shown to anybody but the authority."), max_length=100)
    contact = forms.CharField(
        label=_("How you can be reached"),
        help_text=_("Telephone or e-mail address; not shown to anybody but the authority."),
        max_length=200,
    )
    text = forms.CharField(
        label=_("What is wrong with this result, and how you know"),
        help_text=_("Facts that can be checked. Not shown in public."),
        max_length=OBJECTION_TEXT[1],
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    website = forms.CharField(label=_("Leave this field empty"), required=False, max_length=200)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field must be empty: programs fill it in. Clear it and send again."))
        return ""

    def said(self) -> Said:
        return Said(**{name: self.cleaned_data[name] for name in ("name", "contact", "text")})


class LetterForm(forms.Form):
    """An objection that came in writing."""

    name = forms.CharField(label=_("Name of who objects"), max_length=100)
    contact = forms.CharField(label=_("How they can be reached"), max_length=200)
    received_on = DayField(label=_("Arrived on"))
    text = forms.CharField(
        label=_("What it says"),
        help_text=_("Word for word, or what matters of it."),
        max_length=OBJECTION_TEXT[1],
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def said(self) -> Said:
        return Said(**{name: self.cleaned_data[name] for name in ("name", "contact", "text")})


class AnswerForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("reject", _("Reject: the result stays")),
            ("uphold", _("Uphold: the filing is decided anew")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Stays with the objection. When it is upheld, the enterprise reads it too."),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def upheld(self) -> bool:
        return bool(self.cleaned_data["decision"] == "uphold")


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason of the revocation"),
        help_text=_("The enterprise reads it. The public check says only that and when it was revoked."),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CertificateCheckForm(forms.Form):
    number = forms.CharField(label=_("Number of the certificate"), max_length=48)
    code = forms.CharField(
        label=_("Check code"), help_text=_("Ten letters and digits; hyphens do not matter."), max_length=24
    )


class NoticeFilterForm(forms.Form):
    """Which public notices: of an authority, of a year."""

    authority = forms.ChoiceField(label=_("Authority"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, authorities: list[Organisation], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = {"authority": [(a.code, bilingual_text(a, "name")) for a in authorities]}
        offers["year"] = [(str(year), str(year)) for year in years]
        for name, choices in offers.items():
            field: Any = self.fields[name]
            field.choices = [("", ALL), *choices]

    def chips(self) -> list[tuple[str, object, object]]:
        """(parameter, label, value in words) of the filters in force."""
        names = [name for name in self.fields if self.cleaned_data.get(name)]
        words: Any = {name: dict(self.fields[name].choices) for name in names}  # type: ignore[attr-defined]
        return [(n, self.fields[n].label, words[n].get(str(self.cleaned_data[n]), "")) for n in names]
