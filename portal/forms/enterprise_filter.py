"""The filters of the enterprise list; they live in the URL and serve page and API alike."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.enums import OrganisationKind, RegionLevel, SizeClass
from portal.models import Enterprise, Organisation, Region
from portal.presentation import bilingual_text
from portal.queries import search_by_name
from portal.reference import divisions
from portal.routing import MINISTRY_SCOPE, UNROUTED, apart_keys
from portal.tenancy import Actor

Choices = list[tuple[str, str]]
SORTS = {"code": "organisation__code", "headcount": "headcount", "revenue": "revenue", "updated": "updated_at"}
NEWEST = "-pk"


class EnterpriseFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name or code"), max_length=100, required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    division = forms.ChoiceField(label=gettext_lazy("Division"), required=False)
    size = forms.ChoiceField(label=gettext_lazy("Size"), required=False)
    code = forms.ChoiceField(label=gettext_lazy("Credit code"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers: dict[str, Choices] = {
            "area": area_choices(actor),
            "division": [(item.code, f"{item.code} {bilingual_text(item, 'name')}") for item in divisions()],
            "size": [(value, str(label)) for value, label in SizeClass.choices],
            "code": [("failed", _("Check character does not match"))],
        }
        for name, choices in offers.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *choices]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
        self._words = {name: dict(choices) for name, choices in offers.items()}

    def apply(self, queryset: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
        """Narrow by what is valid; a value nobody offered narrows nothing and is said beside its field."""
        self.is_valid()
        chosen = self.cleaned_data
        queryset = search_by_name(queryset, chosen.get("q", ""))
        if area := chosen.get("area"):
            queryset = queryset.filter(scope__gte=area, scope__lt=f"{area}~")
        if division := chosen.get("division"):
            queryset = queryset.filter(division_id=division)
        if size := chosen.get("size"):
            queryset = queryset.filter(size_class=size)
        return queryset.exclude(code_warning="") if chosen.get("code") else queryset

    def order(self) -> str:
        asked = self.data.get("sort", "")
        field = SORTS.get(asked.lstrip("-"))
        return f"{'-' * asked.startswith('-')}{field}" if field else NEWEST

    def as_params(self) -> dict[str, str]:
        """The filters and the order in force, as the URL says them."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return chosen | ({"sort": self.data["sort"]} if self.order() != NEWEST else {})

    def chips(self) -> list[tuple[str, object, object]]:
        """(parameter, label, value in words) of the filters in force."""
        return [
            (name, self.fields[name].label, self._words.get(name, {}).get(value, value))
            for name, value in self.cleaned_data.items()
            if value
        ]


def area_choices(actor: Actor) -> Choices:
    """The next level below the actor as scopes: authorities for the ministry, cities for a province, then counties."""
    if actor.path == MINISTRY_SCOPE:
        bodies = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY)
        named = [(body.scope, bilingual_text(body, "name")) for body in bodies]
        return [*named, (f"/{UNROUTED}/", _("Not routed yet: Corps or region"))]
    parts = actor.path.strip("/").split("/")
    if len(parts) == 1:
        key = parts[0] if parts[0].isdigit() else "6590"
        cities = Region.objects.filter(level=RegionLevel.CITY, code__startswith=key)
        # a city listed separately is an authority of its own
        ours = [city for city in cities if city.code[:4] not in apart_keys() or parts[0] == city.code[:4]]
        return [(f"{actor.path}{city.code[:4]}/", city.name) for city in ours]
    counties = Region.objects.filter(level=RegionLevel.COUNTY, code__startswith=parts[1])
    return [(f"{actor.path}{county.code}/", county.name) for county in counties] if len(parts) == 2 else []
