"""Stages and states as sign, word and colour; a list has the same few in every row, so each is drawn once."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal import presentation


def stage_badge(stage: object, label: object = "") -> SafeString:
    """Sign, word and colour of a stage: 1–5, a level with `rank` and titles, or nothing."""
    return _badge("stage", str(label or presentation.stage_word(stage)), rank=presentation.rank_of(stage))


def state_badge(state: object, label: object = "", tone: str = "") -> SafeString:
    """A state as sign, word and colour: `{% state_badge filing.state filing.get_state_display %}`."""
    known, sign = presentation.sign_of(state)
    return _badge("state", str(label or getattr(state, "label", state)), tone=tone or known, icon=sign)


@lru_cache(maxsize=1024)
def _badge(name: str, label: str, **values: object) -> SafeString:
    return render_to_string(f"ui/{name}_badge.html", {"label": label, **values})
