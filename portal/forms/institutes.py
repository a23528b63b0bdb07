"""The institute's own record; judgement is in registers.profile."""

from typing import Any

from django import forms

from portal.errors import InvalidInput
from portal.forms.registration import InstituteForm, place_of_code
from portal.models import Institute
from portal.registers.profile import CONTACTS


class InstituteEditForm(InstituteForm):
    """Corrects what is on record; `version` is the one the person saw. The code stays: it says who this is."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("credit_code", "code_confirmed", "authority"):
            self.fields.pop(name, None)

    @classmethod
    def stored(cls, institute: Institute) -> dict[str, Any]:
        """What the form starts from."""
        names = ("body_kind", *CONTACTS, "version")
        values = {name: getattr(institute, name) for name in names}
        return values | place_of_code(institute.region_id) | {"name": institute.organisation.name}

    def show(self, refused: InvalidInput) -> None:
        """Sentences of the service beside their fields."""
        for name, sentences in refused.errors.items():
            self._add_new(name, sentences)
