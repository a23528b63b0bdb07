"""The parts every page is built from. `{% load ui %}`; each tag prints one partial of templates/ui/."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from portal import presentation
from portal.badges import stage_badge, state_badge
from portal.differences import Effort, mark_difference
from portal.form_presentation import describe_field, error_lines
from portal.paging import count_words
from portal.script_words import script_block

register = template.Library()

CURSORS = ("after", "before", "page")


@register.simple_tag
@lru_cache(maxsize=1024)  # a page has dozens, and their addresses never change
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A symbol of img/icons.svg; hidden from readers unless it carries its own `label`."""
    sprite = f"{static('portal/img/icons.svg')}#{name}"
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon {}" {}><use href="{}"></use></svg>', css, spoken, sprite)


@register.simple_tag
def file_name(name: str) -> SafeString:
    """A name that people gave: two lines are seen of a long one, all of it is read out, and shown on focus or pointing."""
    return format_html('<span class="file-name" title="{}">{}</span>', name, name)


register.simple_tag(stage_badge)
register.simple_tag(state_badge)


@register.inclusion_tag("ui/moment.html")
def deadline(when: date | datetime | None, met: bool = False) -> dict[str, Any]:
    """2025-12-15 · 3 days left; `met` when what was due is done."""
    return {"moment": presentation.describe_deadline(when, met=met) if when else None, "is_deadline": True}


@register.inclusion_tag("ui/moment.html")
def moment(when: date | datetime | None) -> dict[str, Any]:
    """2025-12-15 17:30 · 3 days ago, for anything that is not a deadline."""
    return {"moment": presentation.describe_moment(when) if when else None}


@register.simple_tag
def quantity(value: Decimal | float | int | None, unit: str = "", digits: int | None = None) -> SafeString:
    """A number with its unit; `digits` fixes the decimals."""
    number = presentation.show_number(value, digits)
    shown_unit = unit if value not in (None, "") else ""
    return format_html('<span class="quantity">{}<span class="unit"> {}</span></span>', number, shown_unit)


@register.simple_tag
def bilingual(pair: object, name: str = "") -> str:
    """The reader's language of a zh/en pair: `{% bilingual node "title" %}` reads title_zh and title_en."""
    return presentation.bilingual_text(pair, name)


@register.inclusion_tag("ui/ladder.html")
def ladder(
    declared: object = None,
    reviewed: object = None,
    heading: str = "",
    word: object = "",
    stages: Iterable[object] | None = None,
) -> dict[str, Any]:
    """The steps with what the enterprise declared and what the authority found, side by side (domain.md §1).

    `word` says something else than "self-declared"; `stages` are those of another standard than the five-stage ladder.
    """
    claim, found = presentation.rank_of(declared), presentation.rank_of(reviewed)
    words = {presentation.rank_of(stage): presentation.stage_word(stage) for stage in stages or ()}
    steps = [
        {
            "rank": rank,
            "word": name,
            "climbed": rank <= (found or claim),
            "declared": rank == claim,
            "found": rank == found,
        }
        for rank, name in (words or presentation.STAGES).items()
    ]
    return {"steps": steps, "heading": heading, "word": word}


@register.inclusion_tag("ui/progress.html")
def progress(done: int, total: int, label: str = "") -> dict[str, Any]:
    """`done` of `total` in words and as a bar."""
    return {"done": done, "total": total, "label": label, "percent": round(100 * done / total) if total else 0}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(source: BaseForm | Mapping[str, Sequence[str]] | None) -> dict[str, Any]:
    """What is wrong, above the form, each line a link to its field; takes a form or {field: [sentence, …]}."""
    return {"lines": error_lines(source)}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, hint: str = "", unit: str = "", label: object = "") -> dict[str, Any]:
    """Label, hint, control and error of one form field; optional fields are marked, required ones are not."""
    return describe_field(bound, hint, unit) | {"label": label or bound.label}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(
    context: Context, after: object = "", before: object = "", shown: int | None = None, total: int | None = None
) -> dict[str, Any]:
    """Next and previous by key: `after`/`before` are cursors put into the present URL, "" where there is no more."""
    previous_url = _address(context, before=str(before)) if before else ""
    return {
        "next_url": _address(context, after=str(after)) if after else "",
        "previous_url": previous_url,
        "shown": shown,
        "total": None if total is None else count_words(total),
    }


@register.inclusion_tag("ui/filter_chips.html", takes_context=True)
def filter_chips(
    context: Context, chips: Iterable[tuple[str, object, object]], total: int | None = None
) -> dict[str, Any]:
    """Chips (parameter, label, value in words) of the filters in force, each removed by its own link."""
    rows = [(label, value, _address(context, **{parameter: ""})) for parameter, label, value in chips]
    words = None if total is None else count_words(total)
    return {
        "chips": rows,
        "total": total,
        "words": words,
        "clear_url": _address(context, **{chip[0]: "" for chip in chips}),
    }


@register.inclusion_tag("ui/query_fields.html", takes_context=True)
def query_fields(context: Context, *without: str) -> dict[str, Any]:
    """The present query, but for some names, as hidden fields of a form that goes on with it."""
    return {
        "pairs": [(name, value) for name, values in _query(context).lists() if name not in without for value in values]
    }


@register.inclusion_tag("ui/sort_header.html", takes_context=True)
def sort_header(context: Context, label: object, key: str, css: str = "") -> dict[str, Any]:
    """A table head that sorts by `?sort=key`, then `-key`; says its order to readers as well."""
    current = _query(context).get("sort", "")
    order = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    url = _address(context, sort=f"-{key}" if order == "ascending" else key)
    return {"label": label, "order": order, "url": url, "css": css}


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


def _address(context: Context, **changes: str) -> str:
    query = _query(context)
    for name in CURSORS:
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


@register.simple_block_tag
def table(content: str, caption: object, count: int | None = None, css: str = "") -> SafeString:
    """Around thead and tbody: caption, count and a wrapper that scrolls by itself on a narrow screen."""
    words = None if count is None else count_words(count)
    values = {"content": content, "caption": caption, "count": count, "words": words, "css": css}
    return render_to_string("ui/table.html", values)


@register.simple_tag
def disputed_texts(error: Any) -> list[tuple[str, object, object]]:
    """(field, stored, written) of a stale write; nothing for any other refusal."""
    return [(name, stored, error.attempted.get(name)) for name, stored in getattr(error, "current", {}).items()]


@register.inclusion_tag("ui/confirm.html", takes_context=True)
def confirm(
    context: Context, action: str, button: object, title: object, text: object = "", tone: str = "danger"
) -> dict[str, Any]:
    """A POST that asks first in a native dialog; without scripts the button posts at once and the server decides."""
    key = hashlib.sha1(action.encode(), usedforsecurity=False).hexdigest()[:8]
    values = {"action": action, "button": button, "title": title, "text": text, "tone": tone, "key": key}
    return values | {"csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[tuple[object, ...]], label: object = "") -> dict[str, Any]:
    """Pages of one thing as links: (word, url, is this one) and, where it is known, how many wait there in words."""
    return {"items": [(*item, "")[:4] for item in items], "label": label}


@register.inclusion_tag("ui/crumbs.html")
def crumbs(*parts: object) -> dict[str, Any]:
    """The way here as word, url, word, url, …; the last word is this page and has no url."""
    return {"crumbs": list(zip_longest(parts[::2], parts[1::2]))}


@register.inclusion_tag("ui/timeline.html")
def timeline(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, newest first: mappings with time, title, who, text, tone, icon."""
    return {"events": events}


@register.inclusion_tag("ui/compare.html", takes_context=True)
def compare(
    context: template.Context,
    current: object,
    attempted: object,
    by: object = "",
    at: datetime | None = None,
    copied: object = "",
) -> dict[str, Any]:
    """Two texts side by side, what is stored now and what the reader wrote, with the words that differ marked.

    `copied` is what the button to copy takes, where that is not the text as it is shown.
    """
    old, new = ("" if text is None else str(text) for text in (current, attempted))
    # the fields of one template share what a page may spend
    shared: Any = context.render_context
    effort = shared.setdefault("effort", Effort())
    stored, written = mark_difference(old, new, effort)
    texts = {"stored": stored, "written": written, "attempted": copied or attempted}
    return texts | {"current_by": by, "current_at": at}


@register.inclusion_tag("ui/key_values.html")
def key_values(rows: Iterable[tuple[object, object]]) -> dict[str, Any]:
    """Names and values as a description list."""
    return {"rows": rows}


@register.inclusion_tag("ui/empty.html")
def empty(
    title: object, text: object = "", url: str = "", link: object = "", sign: str = "folder-open"
) -> dict[str, Any]:
    """An empty list that says why it is empty and what to do."""
    return {"title": title, "text": text, "url": url, "link": link, "icon": sign}


@register.inclusion_tag("ui/copy_button.html")
def copy_button(text: object, label: object = "") -> dict[str, Any]:
    """Copies `text` and says that it did."""
    return {"text": text, "label": label or gettext("Copy")}


@register.inclusion_tag("ui/chart.html")
def chart(
    option: Mapping[str, Any], table: Mapping[str, Any] | None = None, caption: object = "", height: str = "m"
) -> dict[str, Any]:
    """An ECharts option drawn in the page; `table` = {"head": […], "rows": [[…]]} says the same; height s, m, l."""
    text = json.dumps(option, cls=DjangoJSONEncoder, sort_keys=True)
    key = "chart-" + hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:10]
    return {"option": option, "table": table, "caption": caption, "height": height, "key": key}


@register.simple_tag
def script_words() -> SafeString:
    """The sentences our scripts say, in the reader's language, as a data block."""
    return script_block(get_language())


@register.simple_tag
def drawn_once(template_name: str) -> SafeString:
    """A part of every page that reads nothing but the language; no page waits for it again."""
    return _drawn(template_name, get_language())


@lru_cache
def _drawn(template_name: str, language: str | None) -> SafeString:
    return render_to_string(template_name)
