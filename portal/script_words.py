"""What the ES modules say to people; printed into every page as data, so scripts hold no language."""

from functools import lru_cache

from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

SCRIPT_WORDS = {
    "saving": _("Saving…"),
    "saved": _("Saved at {time}"),
    "unsaved": _("Not saved yet"),
    "offline": _("Not saved: waiting for the network, trying again."),
    "busy": _("Not saved: the server is busy, trying again."),
    "conflict": _("Not saved: someone else changed this."),
    "conflictOwn": _("Not saved: you changed this in another window."),
    "compare": _("Compare both texts"),
    "joined": _("Both texts stand in the form now. Edit them, then save your text."),
    "signedOut": _("Not saved: please sign in again."),
    "another": _("Not saved. {reason}"),
    "refused": _("Not saved: {reason}"),
    "kept": _("Your text is kept on this computer."),
    "unkept": _("This browser keeps nothing on this computer: leave the page open until it is sent."),
    "copyText": _("Copy my text"),
    "signIn": _("Sign in again"),
    "signInOffline": _("The portal could not be reached. What you typed is kept; try again in a moment."),
    "signInTooOften": _("Too many attempts. Wait a quarter of an hour, then try again."),
    "signInGoesOn": _("A second step is needed. Go on in a new window; then come back here."),
    "gone": _("The place it belongs to is not there any more."),
    "waitingTexts": _("Answers waiting on this computer: {texts}"),
    "waitingFiles": _("Files waiting on this computer: {files}"),
    "waitingBoth": _("Waiting on this computer: answers {texts}, files {files}"),
    "waiting_sending": _("being sent: {percent} %"),
    "waiting_paused": _("paused: open it to continue"),
    "waiting_offline": _("waiting for the network"),
    "waiting_busy": _("the server is busy; it is tried again"),
    "waiting_signedOut": _("needs you to sign in"),
    "waiting_another": _("not sent: somebody else is signed in"),
    "waiting_conflict": _("changed elsewhere in the meantime: open it and compare"),
    "waiting_refused": _("not accepted: {reason} It is kept on this computer alone."),
    "aText": _("text"),
    "aFile": _("file {name}"),
    "discard": _("Discard"),
    "discardSure": _("Discard it for good"),
    "restored": _("Text that had not been saved was restored."),
    "leave": _("Some of your text is not saved yet."),
    "uploading": _("{name}: {percent} % sent"),
    "uploadChecking": _("{name}: all of it has arrived and is being checked…"),
    "uploadPaused": _("{name}: paused at {percent} %. What has arrived is kept for a week."),
    "upload_offline": _("{name}: waiting for the network at {percent} %. It goes on by itself."),
    "upload_busy": _("{name}: the server is busy, trying again."),
    "upload_signedOut": _("{name}: stopped at {percent} %. Please sign in again."),
    "upload_another": _("{name}: not sent. {reason}"),
    "uploadLater": _("{name}: not received yet. {reason}"),
    "uploadCancelled": _("{name}: cancelled"),
    "pause": _("Pause"),
    "goOn": _("Continue"),
    "cancel": _("Cancel"),
    "tryAgain": _("Try again"),
    "uploaded": _("{name}: received"),
    "uploadedAs": _("{name}: received, kept as “{kept}”"),
    "uploadFailed": _("{name}: not received. {reason}"),
    "oneFile": _("Nothing was chosen: drop one file at a time."),
    "tooLarge": _("The file is larger than {limit} MB. Make it smaller or split it."),
    "wrongType": _("This kind of file is not accepted. Accepted: {types}"),
    "keptFile": _("The file is kept on this computer."),
    "serverRefused": _("The server refused it."),
    "notSent": _("Not sent: the network is away. Your text is kept on this computer; send it again."),
    "colleagues": _("Colleagues"),
    "copied": _("Copied"),
    "copyFailed": _("Could not copy. Select the text and copy it by hand."),
    "chartFailed": _("The chart could not be drawn. The figures are in the table below."),
    "shortcuts": _("Keyboard shortcuts"),
    "close": _("Close"),
    "noShortcuts": _("This page has no shortcuts of its own."),
    "opening": _("Opening the next page. What you press is kept for it."),
    "openLater": _("Not opened yet: waiting for the network, trying again. Esc stays here."),
}


@lru_cache(maxsize=4)
def script_block(_language: str | None) -> SafeString:
    """The sentences as a data block in the language that is active, which is `_language`; the same on every page."""
    return json_script(SCRIPT_WORDS, "ui-words")
