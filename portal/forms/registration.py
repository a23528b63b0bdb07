"""What an enterprise says of itself when it registers; checked by the readers that also read a register's rows."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.enums import BodyKind, SizeClass
from portal.identifiers import CreditCode, InvalidIdentifier, check_credit_code
from portal.models import Division, Region
from portal.presentation import bilingual_text
from portal.queries import is_registered, regions_under
from portal.reference import authorities
from portal.registers.cells import BadCell
from portal.registers.profile import CONTACTS, READERS, BadProfile, Profile, read_institute, read_profile
from portal.routing import Choice, Unroutable, authority_for
from portal.size_classes import size_class

PLACE = ("province", "city", "county")
_LIVE = {"hx-trigger": "input changed delay:500ms, change", "hx-sync": "this:replace"}
_CODE = {"hx-get": reverse_lazy("portal:register-code"), "hx-target": "#code-verdict", "autocomplete": "off"}
_SIZE = {"hx-get": reverse_lazy("portal:register-size"), "hx-target": "#size-class", "inputmode": "decimal"}
_SIZE |= {"hx-include": "[name=headcount],[name=revenue]"}
_PLACES = {"hx-get": reverse_lazy("portal:register-places"), "hx-target": "#places", "hx-trigger": "change"}
_PLACES |= {"hx-include": "[name=province],[name=city],[name=county]", "hx-swap": "innerHTML"}


class PlaceForm(forms.Form):
    """Province → city → county; and, where two authorities may claim the place, which of them."""

    province = forms.ChoiceField(label=gettext_lazy("Province"), widget=forms.Select(attrs=_PLACES))
    city = forms.ChoiceField(label=gettext_lazy("City"), widget=forms.Select(attrs=_PLACES))
    county = forms.ChoiceField(label=gettext_lazy("County or district"), widget=forms.Select(attrs=_PLACES))
    authority = forms.ChoiceField(
        label=gettext_lazy("Which authority answers for you?"),
        help_text=gettext_lazy("In this city it can be the Corps or the region; only you know."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: str | None = None
        for name in PLACE:
            options = [] if parent == "" else list(regions_under(parent))
            self._offer(name, [(region.code, region.name) for region in options])
            parent = self._chosen(name, options)
        self.fields["county"].required = bool(self.county_options)
        choice = self._authorities()
        if choice:
            self._offer("authority", choice)
        else:
            del self.fields["authority"]

    @property
    def county_options(self) -> list[tuple[str, str]]:
        field = self.fields["county"]
        assert isinstance(field, forms.ChoiceField)
        return list(field.choices)[1:]  # type: ignore[arg-type]

    @property
    def region_code(self) -> str:
        """The county chosen, or the city where there are no counties; '' while neither is."""
        city = self._value("city")
        return self._value("county") or ("" if self.county_options else city)

    def _value(self, name: str) -> str:
        source: Mapping[str, Any] = self.data if self.is_bound else self.initial
        return str(source.get(name) or "")

    def _chosen(self, name: str, options: list[Region]) -> str:
        value = self._value(name)
        return value if any(region.code == value for region in options) else ""

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        first = [] if isinstance(field.widget, forms.RadioSelect) else [("", _("Choose"))]
        field.choices = [*first, *options]

    def _authorities(self) -> list[tuple[str, str]]:
        try:
            found = authority_for(self.region_code)
        except Unroutable:
            return []
        if not isinstance(found, Choice):
            return []
        return [(item.code, bilingual_text(item, "name")) for item in authorities() if item.code in found.codes]


class BodyForm(PlaceForm):
    """What every body that registers says of itself; `own` are the keys of its kind alone."""

    own: tuple[str, ...] = ()

    credit_code = forms.CharField(
        label=gettext_lazy("Unified social credit code"),
        max_length=40,
        help_text=gettext_lazy("18 characters, as on the business licence."),
        widget=forms.TextInput(attrs=_CODE | _LIVE | {"autocapitalize": "characters", "spellcheck": "false"}),
    )
    code_confirmed = forms.BooleanField(
        label=gettext_lazy("I have compared the code with the business licence: it stands there like this."),
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the enterprise"),
        max_length=300,
        help_text=gettext_lazy("In full, as on the business licence."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    contact_name = forms.CharField(label=gettext_lazy("Contact person"), max_length=100, required=False)
    contact_phone = forms.CharField(
        label=gettext_lazy("Telephone"), max_length=60, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    contact_email = forms.CharField(
        label=gettext_lazy("E-mail for enquiries"), max_length=254, required=False, widget=forms.EmailInput
    )

    def clean_credit_code(self) -> str:
        """The normalised code; errors are hard, a failed check character asks for confirmation."""
        try:
            checked = check_credit_code(self.cleaned_data["credit_code"])
        except InvalidIdentifier as bad:
            raise forms.ValidationError(bad.message) from bad
        if is_registered(checked.code):
            raise forms.ValidationError(
                _("An enterprise with this code is registered already. Ask a colleague there to invite you.")
            )
        return checked.code

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        verdict = self.verdict if "credit_code" in self.fields else None
        if verdict and verdict.warning and not values.get("code_confirmed"):
            self.add_error("code_confirmed", _("Compare the code with the licence, then confirm or correct it."))
        try:
            self.read()
        except BadProfile as bad:
            for name, texts in bad.errors.items():
                self._add_new(name, texts)
        return values

    def read(self) -> object:
        """What the service's reader makes of the record; raises BadProfile."""
        raise NotImplementedError

    @property
    def verdict(self) -> CreditCode | None:
        """The check of the code typed so far; None while it is no code."""
        try:
            return check_credit_code(self._value("credit_code"))
        except InvalidIdentifier:
            return None

    def profile(self) -> dict[str, str]:
        """The record in the keys that the service reads."""
        names = ("name", *self.own, *CONTACTS)
        return {name: self._value(name) for name in names} | {"region": self.region_code}

    def registration(self) -> dict[str, Any]:
        """Everything of this step, as it waits in the session for the next."""
        extra = {"code_confirmed": bool(self.cleaned_data.get("code_confirmed"))}
        extra |= {name: self.cleaned_data.get(name, "") for name in ("credit_code", "authority", *PLACE)}
        return self.profile() | extra

    def _add_new(self, name: str, texts: list[str]) -> None:
        """A reader's sentence, unless the field has one of its own already."""
        field = "county" if name == "region" and self.county_options else "city" if name == "region" else name
        if not self.has_error(field):
            self.add_error(field, texts)


class EnterpriseForm(BodyForm):
    own = ("industry", "headcount", "revenue")

    industry = forms.ChoiceField(
        label=gettext_lazy("Industry"), help_text=gettext_lazy("Division of GB/T 4754-2017, by your main product.")
    )
    headcount = forms.CharField(label=gettext_lazy("Employees"), widget=forms.TextInput(attrs=_SIZE | _LIVE))
    revenue = forms.CharField(label=gettext_lazy("Revenue last year"), widget=forms.TextInput(attrs=_SIZE | _LIVE))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("industry", [(d.code, f"{d.code} {bilingual_text(d, 'name')}") for d in Division.objects.all()])

    @property
    def size(self) -> SizeClass | None:
        return size_of(self._value("headcount"), self._value("revenue"))

    def read(self) -> Profile:
        return read_profile(self.profile())


class InstituteForm(BodyForm):
    """A university, an institute or another body that is no manufacturer."""

    own = ("body_kind",)

    body_kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=BodyKind.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the body")
        self.fields["name"].help_text = _("In full, as on its certificate of legal person.")
        self.fields["credit_code"].help_text = _("18 characters, as on the certificate of legal person.")

    def read(self) -> dict[str, Any]:
        return read_institute(self.profile())


def place_of_code(code: str) -> dict[str, str]:
    """What a PlaceForm starts from, for a county's (or a city's) code."""
    return dict(zip(PLACE, (f"{code[:2]}0000", f"{code[:4]}00", code), strict=True))


def size_of(headcount: str, revenue: str) -> SizeClass | None:
    """The class that follows from what is typed so far (人, 万元); None while it cannot be said."""
    try:
        return size_class(READERS["headcount"](headcount), READERS["revenue"](revenue))
    except BadCell:
        return None
