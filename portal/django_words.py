"""Sentences of Django's own forms that our catalogue words anew, because its Chinese speaks of variables."""

from django.utils.translation import ngettext_lazy

TOO_LONG = ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)
