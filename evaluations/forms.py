from typing import Any

from django import forms
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from evaluations.enums import VersionState
from evaluations.models import StandardVersion
from evaluations.models.rounds import EXTENSION_DAYS, MOST_APPEAL_DAYS, MOST_EXTENSION_DAYS


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
    """A round's days and version; with `open_filings` another version than the initial one is asked for twice."""

    year = forms.IntegerField(label=_("Year"))
    version = VersionChoice(
        StandardVersion.objects.filter(state=VersionState.PUBLISHED).select_related("standard").defer("source"),
        label=_("Standard"),
        empty_label=None,
    )
    moves = forms.BooleanField(
        label=_("Move the open filings to the version chosen"),
        help_text=_(
            "Unchanged answers stay, changed items are to be confirmed, new items are blank. No way leads back."
        ),
        required=False,
    )
    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(label=_("Closes on"), help_text=_("The last day counts to its end."))
    summary_due_on = DayField(label=_("Annual summaries due on"), help_text=_("15 December by the notice."))
    appeal_days = forms.IntegerField(
        label=_("Working days for an appeal"),
        help_text=_("Counted from the day after the determination, by the official calendar. Empty: no appeal."),
        required=False,
        min_value=1,
        max_value=MOST_APPEAL_DAYS,
    )
    extension_days = forms.IntegerField(
        label=_("Days by which an authority may extend a company's last day"),
        help_text=_("Counted from the day on which the company's time ends. Empty: no extensions."),
        required=False,
        min_value=1,
        max_value=MOST_EXTENSION_DAYS,
        initial=EXTENSION_DAYS,
    )

    def __init__(self, *args: Any, open_filings: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not open_filings:
            del self.fields["moves"]
            return
        self.fields["version"].help_text = ngettext(
            "%(count)d filing is being filled in or corrected. It goes on under a later version only if you say so.",
            "%(count)d filings are being filled in or corrected. They go on under a later version only if you say so.",
            open_filings,
        ) % {"count": open_filings}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        another = "version" in cleaned and cleaned["version"].pk != self.initial.get("version")
        if not cleaned.pop("moves", True) and another:
            self.add_error("moves", _("Tick this to move them, or choose the version that the round has now."))
        return cleaned


class EvidencePlaceForm(forms.Form):
    """Where in a file to look; limits are the service's to judge."""

    page = forms.IntegerField(
        label=_("Page"), required=False, error_messages={"invalid": _("Give the page as a number, such as 3.")}
    )
    note = forms.CharField(label=_("Note"), required=False)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class WorkbookUploadForm(forms.Form):
    file = forms.FileField(
        label=_("The workbook that you filled in"),
        help_text=_("The .xlsx file downloaded here; up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class OverrideReasonForm(forms.Form):
    """Why a contradiction is right all the same; its length is the service's to judge."""

    reason = forms.CharField(required=False, strip=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "reason" in cleaned:
            cleaned["text"] = cleaned.pop("reason")
        return cleaned
