"""Who was refused before the view was entered: whatever the address names, it was not looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.http import HttpRequest
from rest_framework.request import Request

from portal.api.permissions import HasActor
from portal.views import access


@contextmanager
def doors_noted() -> Iterator[None]:
    """Inside, a request says `at_the_door` when the guard of a page or of the API let it no further."""
    refuse, admit = access._refusal, HasActor.has_permission

    def refuse_and_say(request: HttpRequest, *rest: Any, **which: Any) -> Any:
        request.at_the_door = True  # type: ignore[attr-defined]
        answer = refuse(request, *rest, **which)
        request.at_the_door = answer is not None  # type: ignore[attr-defined]
        return answer

    def admit_and_say(permission: HasActor, request: Request, view: Any) -> bool:
        request._request.at_the_door = True  # type: ignore[attr-defined]
        admitted = admit(permission, request, view)
        request._request.at_the_door = not admitted  # type: ignore[attr-defined]
        return admitted

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, "_refusal", refuse_and_say)
        patch.setattr(HasActor, "has_permission", admit_and_say)
        yield


def is_at_the_door(response: Any) -> bool:
    return getattr(response.wsgi_request, "at_the_door", False)
