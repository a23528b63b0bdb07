"""A new bureau and its first administrator, as typed; services.bureaus judges."""

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bureau_queries import regions_without_bureau
from portal.enums import RegionLevel
from portal.models import Organisation, Region

Options = list[tuple[str, str]]


class AdministratorForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of its administrator"),
        help_text=gettext_lazy(
            "A link that works once, for 14 days, is sent there. This person then invites the others."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class BureauForm(AdministratorForm):
    region = forms.ChoiceField(
        label=gettext_lazy("City or county"),
        help_text=gettext_lazy("The bureau sees and reviews the enterprises of this place."),
        error_messages={
            "required": gettext_lazy("Choose the city or county of the bureau."),
            "invalid_choice": gettext_lazy(
                "This place has a bureau already or is not below your authority. Choose one from the list."
            ),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Official name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("The bureau has no name. Type its official name.")},
    )
    field_order = ["region", "name", "email"]

    def __init__(self, *args: Any, authority: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *region_groups(list(regions_without_bureau(authority)))]


def region_groups(regions: list[Region]) -> list[tuple[str, Options]]:
    """Cities with their counties, as the groups of one select."""
    ordered = sorted(regions, key=lambda region: (_city(region).code, region.code))
    return [
        (city, [(region.code, region.name) for region in group])
        for city, group in groupby(ordered, key=lambda region: _city(region).name)
    ]


def _city(region: Region) -> Region:
    parent = region.parent
    return parent if region.level == RegionLevel.COUNTY and parent is not None else region
