"""Files that support an answer."""

from django.utils.translation import gettext as _

from evaluations.models import Evidence, Filing
from evaluations.services.answers import edit_answer
from portal.enums import FilePurpose
from portal.errors import InvalidInput
from portal.models import Organisation
from portal.services.files import store_file
from portal.tenancy import Actor

FILES_PER_ITEM = 20


def add_evidence(
    *, actor: Actor, filing: Filing, item_code: str, name: str, content: bytes, note: str = ""
) -> Evidence:
    """Attach a file to an item that is open; raises InvalidInput for type, size or number, Refused when locked."""
    answer = edit_answer(actor=actor, filing=filing, item_code=item_code)
    if answer._state.adding:
        # Still version 0: a file changes no text, so whoever attached it has nothing to conflict with.
        answer.updated_by_id = actor.user_id
        answer.save()
    if answer.evidence.count() >= FILES_PER_ITEM:
        raise InvalidInput(
            {"file": [_("An item takes at most %d files. Remove one or combine them.") % FILES_PER_ITEM]}
        )
    owner = Organisation.objects.get(pk=filing.enterprise_id)
    file = store_file(actor=actor, organisation=owner, purpose=FilePurpose.EVIDENCE, name=name, content=content)
    return Evidence.objects.create(
        answer=answer, file=file, scope=answer.scope, note=note.strip()[:200], added_by_id=actor.person_id
    )


def remove_evidence(*, actor: Actor, filing: Filing, evidence: Evidence) -> None:
    """Detach a file from an open item; the stored file stays for the history."""
    edit_answer(actor=actor, filing=filing, item_code=evidence.answer.item.code)
    evidence.delete()
