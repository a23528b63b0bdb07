"""What a stranger types to check a receipt."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReceiptCheckForm(forms.Form):
    """Number and code as the receipt has them; blanks and hyphens do not matter."""

    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        help_text=_("As on the receipt, such as 2026-33-0000123."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Check code"),
        max_length=24,
        help_text=_("Ten letters and digits beside the QR code."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    content_hash = forms.CharField(
        label=_("Content hash (SHA-256)"),
        required=False,
        max_length=200,
        help_text=_("Give it to be told whether the content is the one that was submitted."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
