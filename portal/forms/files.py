"""A file in a form: chosen there, or the number of an upload that has brought it in parts before."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.enums import FilePurpose
from portal.errors import InvalidInput
from portal.forms.errors import show_errors
from portal.services.files import limit_of


def limit_mb(purpose: FilePurpose) -> int:
    """Megabytes of one file."""
    return limit_of(purpose) // 1024 // 1024


class SentFileForm(forms.Form):
    """`file` and `upload`, for a template with data-file-field; subclasses say what may be sent, and `kinds` in words."""

    purpose: FilePurpose
    endings: str
    kinds: Promise

    file = forms.FileField(label=_("File"), allow_empty_file=True, widget=forms.FileInput())
    upload = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = self.endings
        self._ask_for_file()
        if self.data.get("upload"):
            self.fields["file"].required = False
            self.fields["file"].help_text = _("Your file has arrived. Choose one only to send another instead.")

    def _ask_for_file(self) -> None:
        words = _("Up to %(limit)d MB: %(kinds)s.")
        self.fields["file"].help_text = str(words) % {"limit": limit_mb(self.purpose), "kinds": self.kinds}
        self.fields["file"].required = True

    def sent(self) -> dict[str, Any]:
        """Name and content, or the number of an upload in parts; a file that was chosen counts before it."""
        if file := self.cleaned_data["file"]:
            return {"name": file.name or "file", "content": file}
        return {"upload": self.cleaned_data["upload"]}

    def refuse(self, error: InvalidInput) -> None:
        """What the service says, beside its fields; a file that is not kept has to be chosen again."""
        show_errors(self, error)
        if "file" in error.errors:
            self.data = {name: value for name, value in self.data.items() if name != "upload"}
            self._ask_for_file()
            # The field has been bound, with the words of then, when it was checked.
            self["file"].help_text = self.fields["file"].help_text
