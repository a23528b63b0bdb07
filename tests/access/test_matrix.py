"""Every route × method × role × {own, same authority, other authority, absent}, as matrix.yaml says."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponseNotAllowed
from django.urls import NoReverseMatch, reverse

from tests.access.doors import is_at_the_door
from tests.access.layers import LAYERS
from tests.access.matrix import EVERYBODY, Row, answers_alone, library_routes, rows, walked_routes
from tests.access.routes import every_route, methods_of
from tests.access.walking import Walker, look_alike, read_body
from tests.access.world import RELATIONS, ROLES, World

ALONE = [layer for layer in LAYERS if layer != "both"]


def test_every_route_is_in_the_matrix_and_every_row_has_a_route() -> None:
    known, written = set(every_route()), walked_routes() | set(library_routes())
    assert not known - written, "say in tests/access/matrix.yaml who gets which answer"
    assert not written - known, "gone: take it out of tests/access/matrix.yaml"


def test_every_method_of_the_api_is_in_the_matrix() -> None:
    """A page may answer 405 by saying nothing; a program's method exists because somebody wrote it."""
    walked = {(row.route, row.method) for row in rows() if row.answers["officer"] != ("405",) * 4}
    views = {name: view for name, view in every_route().items() if name.startswith("api:")}
    assert {(name, method) for name, view in views.items() for method in methods_of(view)} == {
        pair for pair in walked if pair[0].startswith("api:")
    }


@pytest.mark.parametrize("role", EVERYBODY)
def test_pages(world: World, role: str) -> None:
    walker = Walker(world, role)
    assert not [fault for row in rows() if not row.is_api for fault in walk(walker, row)]


@pytest.mark.parametrize("role", EVERYBODY)
def test_api_by_session(world: World, role: str) -> None:
    walker = Walker(world, role)
    assert not [fault for row in rows() if row.is_api for fault in walk(walker, row)]


@pytest.mark.parametrize("role", ROLES)
def test_api_by_token(world: World, role: str) -> None:
    """A token opens what the session does; what is written goes through the same services."""
    walker = Walker(world, role, token=True)
    read = [row for row in rows() if row.is_api and row.method == "GET"]
    assert not [fault for row in read for fault in walk(walker, row)]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("layer", ALONE)
def test_one_layer_alone_holds(world: World, layer: str, role: str) -> None:
    """What is not there with both layers is not there with one; lists show nobody else's canary.

    Both layers go by the office: where a colleague before this one has the same answers, nothing new would be asked.
    """
    colleagues = world.colleagues_before(role)
    asked = [row for row in rows() if all(row.answers[one] != row.answers[role] for one in colleagues)]
    assert asked
    with LAYERS[layer]():
        walker = Walker(world, role, briefly=True)
        assert not [fault for row in asked for fault in walk_alone(walker, row, answers_alone(layer))]


def test_an_address_of_two_objects_wants_both_of_one_filing(world: World) -> None:
    """The own filing with a stranger's evidence is as absent as a stranger's filing."""
    for row in rows():
        objects = [name for name, part in row.address.items() if world.is_object(part)]
        if len(objects) > 1:
            walker = Walker(world, "filler")
            mixed = dict(row.address) | {objects[1]: world.key("filler", "same", row.address[objects[1]])}
            response = walker.ask(row.method, walker.address(row.route, mixed, "own"), row.sent)
            assert response.status_code in (404, 405), row.name


@pytest.mark.parametrize("role", ["anonymous", "filler", "officer"])
def test_libraries_show_nobodys_data(world: World, role: str) -> None:
    walker = Walker(world, role)
    for name in library_routes():
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue  # needs a secret, or has an address instead of a name
        if name != "portal:readyz":
            response = walker.ask("GET", address)
            assert response.status_code < 500, name
            assert not leaks(walker, response), name


def walk(walker: Walker, row: Row) -> Iterator[str]:
    """What differs from the row, column by column; a stranger's object looks exactly like an absent one."""
    answers = row.answers[walker.role]
    columns = RELATIONS if has_object(walker.world, row) else RELATIONS[:1]
    responses = ask_each(walker, row, columns)
    for relation, expected in zip(columns, answers, strict=False):
        found = status_of(responses[relation])
        if found != expected:
            yield f"{row.name} by {walker.role}, {relation}: {found} instead of {expected}"
        elif expected == "404" and "absent" in responses and not look_alike(responses[relation], responses["absent"]):
            yield f"{row.name} by {walker.role}, {relation}: its 404 differs from that of an absent one"
        if found_leaks := leaks(walker, responses[relation]):
            yield f"{row.name} by {walker.role}, {relation}: shows {found_leaks}"


def walk_alone(walker: Walker, row: Row, instead: dict[str, int]) -> Iterator[str]:
    if not has_object(walker.world, row):
        columns: tuple[str, ...] = RELATIONS[:1] if row.method == "GET" else ()
    else:
        columns = tuple(r for r, a in zip(RELATIONS[:3], row.answers[walker.role], strict=False) if a == "404")
    for relation, response in ask_each(walker, row, columns).items():
        if has_object(walker.world, row) and response.status_code not in (404, instead.get(row.route)):
            yield f"{row.name} by {walker.role}, {relation}: {status_of(response)} instead of 404"
        if found := leaks(walker, response):
            yield f"{row.name} by {walker.role}, {relation}: shows {found}"


def ask_each(walker: Walker, row: Row, columns: tuple[str, ...]) -> dict[str, Any]:
    """{relation: the answer}, asked once where the address was not looked at: whatever it names, nothing else happens.

    Of whoever is asked to sign in an absent object is asked too: what stood before the door would show there.
    """
    answers: dict[str, Any] = {}
    for relation in columns:
        answers[relation] = ask(walker, row, relation)
        if was_turned_away(answers[relation]):
            found = dict.fromkeys(columns, answers[relation])
            asked_to_sign_in = walker.role not in ROLES and is_at_the_door(answers[relation]) and "absent" in columns
            return found | ({"absent": ask(walker, row, "absent")} if asked_to_sign_in else {})
    return answers


def was_turned_away(response: Any) -> bool:
    """By the method (Django's decorators say that, no view of ours does) or by the door, before the view."""
    return isinstance(response, HttpResponseNotAllowed) or is_at_the_door(response)


def ask(walker: Walker, row: Row, relation: str) -> Any:
    return walker.ask(row.method, walker.address(row.route, row.address, relation), row.sent)


def has_object(world: World, row: Row) -> bool:
    return any(world.is_object(part) for part in row.address.values())


def leaks(walker: Walker, response: Any) -> list[str]:
    text = read_body(response).decode(errors="replace")
    return [canary for canary in walker.world.forbidden(walker.role) if canary in text]


def status_of(response: Any) -> str:
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return "login"
    return str(response.status_code)
