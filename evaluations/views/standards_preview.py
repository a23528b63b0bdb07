"""A version tried as an enterprise meets it, and a text checked before it is loaded. Nothing is stored."""

from collections.abc import Mapping

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from evaluations.definition import Definition, Group, Item
from evaluations.enums import NOT_APPLICABLE
from evaluations.queries import definition_of, visible_versions
from evaluations.scoring import NO_ANSWER, Answer, score
from evaluations.services.standards import MOST_BYTES, check_standard
from evaluations.standard_forms import ApplicantForm, StandardTextForm
from evaluations.standing import describe_standing
from portal.enums import Side
from portal.middleware import PortalRequest
from portal.views.access import member_page

RUNG, FILE = "rung:", "file:"


@require_http_methods(["GET", "POST"])
@member_page()
def preview(request: PortalRequest, pk: int) -> HttpResponse:
    """Every item that applies to the industry and size in the URL; a POST scores what was chosen and keeps nothing."""
    version = get_object_or_404(visible_versions(request.actor), pk=pk)
    whole = definition_of(version)
    form = ApplicantForm(request.GET, definition=whole)
    definition = whole.for_applicant(form.applicant())
    chosen = read_choices(definition, request.POST)
    result = score(definition, chosen)
    context = {
        "version": version,
        "form": form,
        "definition": definition,
        "groups": _tried(definition, chosen),
        "left_out": len(whole.items) - len(definition.items),
        "standing": describe_standing(definition, result),
        "contradictions": result.contradictions,
    }
    panel = "HX-Request" in request.headers
    return render(request, f"evaluations/standards/preview{'_panel' if panel else ''}.html", context)


def _tried(definition: Definition, answers: Mapping[str, Answer]) -> list[tuple[Group, list[dict[str, object]]]]:
    """Every group with its items, what is chosen on each, and whether a file is attached."""
    return [
        (group, [_choice(item, answers.get(item.code, NO_ANSWER)) for item in group.all_items()])
        for group in definition.groups
    ]


def _choice(item: Item, answer: Answer) -> dict[str, object]:
    chosen = NOT_APPLICABLE if answer.not_applicable else answer.rung
    described, number = dict(item.descriptors), item.scale.number_of
    rungs = [(rung, number(rung.code), described.get(rung.code)) for rung in item.scale.rungs]
    return {"item": item, "rungs": rungs, "chosen": chosen, "filed": bool(answer.evidence)}


def read_choices(definition: Definition, sent: QueryDict) -> dict[str, Answer]:
    """The answers typed into a preview; what is on no scale of the standard counts as nothing typed."""
    answers = {}
    for item in definition.items:
        said, files = sent.get(f"{RUNG}{item.code}", ""), int(f"{FILE}{item.code}" in sent)
        excluded = said == NOT_APPLICABLE and item.not_applicable is not None
        rung = said if said in item.scale else None
        if rung or excluded or files:
            answers[item.code] = Answer(rung, files, excluded)
    return answers


@require_http_methods(["GET", "POST"])
@member_page(Side.MINISTRY)
def check(request: PortalRequest) -> HttpResponse:
    """Faults of a text by line, path and remedy; nothing is loaded."""
    sent = request.method == "POST"
    form = StandardTextForm(request.POST, request.FILES) if sent else StandardTextForm()
    context: dict[str, object] = {"form": form}
    if sent and form.is_valid():
        context = describe_check(form, form.content(MOST_BYTES + 1))
    status = 400 if form.errors else 200
    return render(request, "evaluations/standards/check.html", context, status=status)


def describe_check(form: StandardTextForm, content: bytes) -> dict[str, object]:
    """What is wrong with the content of a valid form; a file's text goes on in the page, to be corrected or loaded."""
    checked = check_standard(content=content)
    if form.cleaned_data.get("file"):
        readable = checked.sound or checked.faults
        form = StandardTextForm(initial={"text": content.decode("utf-8-sig")} if readable else None)
    return {"form": form, "checked": checked}
