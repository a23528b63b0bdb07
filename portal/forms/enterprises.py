"""The enterprise's own record, and the upload of a register; judgement is in registers.profile."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import InvalidInput, Stale
from portal.forms.registration import PlaceForm
from portal.models import Division, Enterprise
from portal.presentation import bilingual_text
from portal.registers.profile import BadProfile, read_profile

_FIGURE = {"inputmode": "decimal", "autocomplete": "off"}


class EnterpriseEditForm(PlaceForm):
    """Corrects what is on record; `version` is the one the person saw."""

    name = forms.CharField(label=gettext_lazy("Name of the enterprise"), max_length=300)
    division = forms.ChoiceField(
        label=gettext_lazy("Industry"), help_text=gettext_lazy("Division of GB/T 4754-2017, by your main product.")
    )
    industry_code = forms.CharField(
        label=gettext_lazy("Industry class"),
        help_text=gettext_lazy("Three or four digits within the division, such as C3670."),
        max_length=10,
        required=False,
    )
    headcount = forms.CharField(label=gettext_lazy("Employees"), widget=forms.TextInput(attrs=_FIGURE))
    revenue = forms.CharField(label=gettext_lazy("Revenue last year"), widget=forms.TextInput(attrs=_FIGURE))
    contact_name = forms.CharField(label=gettext_lazy("Contact person"), max_length=100, required=False)
    contact_phone = forms.CharField(
        label=gettext_lazy("Telephone"), max_length=60, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    contact_email = forms.CharField(
        label=gettext_lazy("E-mail for enquiries"), max_length=254, required=False, widget=forms.EmailInput
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # whose the enterprise is has a decision of its own: services.enterprises.choose_authority
        self.fields.pop("authority", None)
        self._offer("division", [(d.code, f"{d.code} {bilingual_text(d, 'name')}") for d in Division.objects.all()])

    @classmethod
    def of(cls, enterprise: Enterprise) -> "EnterpriseEditForm":
        return cls(initial=stored_values(enterprise))

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        industry = self._value("industry_code").upper().removeprefix("C")
        if industry and industry[:2] != self._value("division")[1:]:
            self.add_error("industry_code", _("The class does not lie in the division chosen above."))
        try:
            read_profile(self.profile())
        except BadProfile as bad:
            self._explain(bad.errors)
        return values

    def profile(self) -> dict[str, str]:
        """The record in the keys that the service reads."""
        names = ("name", "headcount", "revenue", "contact_name", "contact_phone", "contact_email")
        industry = self._value("industry_code").strip() or self._value("division")
        return {name: self._value(name) for name in names} | {"region": self.region_code, "industry": industry}

    def show(self, refused: InvalidInput) -> None:
        self._explain(refused.errors)

    def _explain(self, errors: dict[str, list[str]]) -> None:
        """Sentences beside their fields, unless a field has one of its own already."""
        renamed = {"region": "county" if self.county_options else "city"}
        renamed["industry"] = "industry_code" if self._value("industry_code") else "division"
        for name, sentences in errors.items():
            field = renamed.get(name, name)
            if not self.has_error(field):
                self.add_error(field, sentences)


def stored_values(enterprise: Enterprise) -> dict[str, Any]:
    """What the edit form starts from."""
    names = ("headcount", "revenue", "version", "contact_name", "contact_phone", "contact_email")
    code = enterprise.region_id
    return {name: getattr(enterprise, name) for name in names} | {
        "name": enterprise.organisation.name,
        "province": f"{code[:2]}0000",
        "city": f"{code[:4]}00",
        "county": code,
        "division": enterprise.division_id,
        "industry_code": enterprise.industry_code if len(enterprise.industry_code) > 3 else "",
    }


class CreditCodeForm(forms.Form):
    """What an official types in place of a wrong credit code."""

    credit_code = forms.CharField(
        label=gettext_lazy("Unified social credit code"),
        max_length=40,
        help_text=gettext_lazy("As on the business licence. What is on file stays with the enterprise."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    @classmethod
    def of(cls, enterprise: Enterprise) -> "CreditCodeForm":
        return cls(initial={"credit_code": enterprise.organisation.code, "version": enterprise.version})

    @classmethod
    def again(cls, typed: Mapping[str, Any], latest: Enterprise, stale: Stale) -> "CreditCodeForm":
        """What was typed, over the version that is stored now; sending it once more replaces that."""
        form = cls({"credit_code": typed["credit_code"], "version": latest.version})
        now = _("On file is now %s. Compare both with the licence; sending yours again replaces it.")
        form.add_error("credit_code", [stale.message, now % latest.organisation.code])
        return form


class MoveForm(PlaceForm):
    """Where an enterprise goes, why, and that what moves has been looked at; the authority follows from the place."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Both authorities and the enterprise read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confirmed = forms.BooleanField(label=gettext_lazy("I have looked at what moves, and it is to move."))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def show(self, refused: InvalidInput) -> None:
        """Sentences of the service beside their fields."""
        renamed = {"region": "county" if self.county_options else "city"}
        for name, sentences in refused.errors.items():
            field = renamed.get(name, name)
            self.add_error(field if field in self.fields else None, sentences)


class RegisterUploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of the register"),
        help_text=gettext_lazy("An .xlsx workbook or a CSV table with a header row; up to 20 MB and 60,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
