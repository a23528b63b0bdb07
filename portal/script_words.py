"""What the ES modules say to people; printed into every page as data, so scripts hold no language."""

from functools import lru_cache

from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

SCRIPT_WORDS = {
    "saving": _("Saving…"),
    "saved": _("Saved at {time}"),
    "unsaved": _("Not saved yet"),
    "offline": _("Not saved: waiting for the network, trying again. Your text is kept on this computer."),
    "busy": _("Not saved: the server is busy, trying again. Your text is kept on this computer."),
    "conflict": _("Not saved: someone else changed this. Compare both texts below."),
    "signedOut": _("Not saved: please sign in again. Your text is kept on this computer."),
    "signIn": _("Sign in in a new window"),
    "refused": _("Not saved: {reason}"),
    "restored": _("Text that had not been saved was restored."),
    "leave": _("Some of your text is not saved yet."),
    "uploading": _("{name}: {percent} % sent"),
    "uploadChecking": _("{name}: all of it has arrived and is being checked…"),
    "uploadPaused": _("{name}: paused at {percent} %. What has arrived is kept for a week."),
    "uploadWaiting": _("{name}: waiting for the network at {percent} %. It goes on by itself."),
    "uploadSignedOut": _("{name}: stopped at {percent} %. Sign in again in another window, then continue here."),
    "uploadLater": _("{name}: not received yet. {reason}"),
    "uploadCancelled": _("{name}: cancelled"),
    "pause": _("Pause"),
    "goOn": _("Continue"),
    "cancel": _("Cancel"),
    "tryAgain": _("Try again"),
    "uploaded": _("{name}: received"),
    "uploadFailed": _("{name}: not received. {reason}"),
    "tooLarge": _("The file is larger than {limit} MB. Make it smaller or split it."),
    "wrongType": _("This kind of file is not accepted. Accepted: {types}"),
    "serverRefused": _("The server refused the file."),
    "notSent": _("Not sent: the network is away. Your text is kept on this computer; send it again."),
    "colleagues": _("Colleagues"),
    "copied": _("Copied"),
    "copyFailed": _("Could not copy. Select the text and copy it by hand."),
    "chartFailed": _("The chart could not be drawn. The figures are in the table below."),
    "shortcuts": _("Keyboard shortcuts"),
    "close": _("Close"),
    "noShortcuts": _("This page has no shortcuts of its own."),
}


@lru_cache(maxsize=4)
def script_block(_language: str | None) -> SafeString:
    """The sentences as a data block in the language that is active, which is `_language`; the same on every page."""
    return json_script(SCRIPT_WORDS, "ui-words")
