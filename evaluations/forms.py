from typing import Any

from django import forms
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from evaluations.enums import VersionState
from evaluations.models import StandardVersion


class VersionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A published version by title and number."""

    def label_from_instance(self, obj: Any) -> str:
        english = (get_language() or "").startswith("en")
        return f"{obj.standard.title_en if english else obj.standard.title_zh} {obj.version}"


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class RoundForm(forms.Form):
    year = forms.IntegerField(label=_("Year"))
    version = VersionChoice(
        StandardVersion.objects.filter(state=VersionState.PUBLISHED).select_related("standard").defer("source"),
        label=_("Standard"),
        empty_label=None,
    )
    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(label=_("Closes on"), help_text=_("The last day counts to its end."))
    summary_due_on = DayField(label=_("Annual summaries due on"), help_text=_("15 December by the notice."))

    def __init__(self, *args: Any, open_filings: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if open_filings:
            self.fields["version"].help_text = ngettext(
                "If you choose a later version, the filing that is being filled in or corrected goes on under it at "
                "once. Unchanged answers stay, changed items are to be confirmed, and the enterprise is told.",
                "If you choose a later version, the %(count)d filings that are being filled in or corrected go on under "
                "it at once. Unchanged answers stay, changed items are to be confirmed, and the enterprises are told.",
                open_filings,
            ) % {"count": open_filings}


class EvidencePlaceForm(forms.Form):
    """Where in a file to look; limits are the service's to judge."""

    page = forms.IntegerField(
        label=_("Page"), required=False, error_messages={"invalid": _("Give the page as a number, such as 3.")}
    )
    note = forms.CharField(label=_("Note"), required=False)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
