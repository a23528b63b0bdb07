"""What tests of the seeded country ask again and again."""

from django.apps import apps
from django.test import Client
from django.urls import reverse

from evaluations.models import Filing
from portal.models import User
from portal.queries import find_actor
from portal.tenancy import Actor


def actor_of(username: str) -> Actor:
    actor = find_actor(User.objects.get(username=username))
    assert actor
    return actor


def page(username: str, name: str, *args: object, **query: str) -> str:
    client = Client()
    client.force_login(
        User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    answer = client.get(reverse(name, args=args), query, follow=True)
    assert answer.status_code == 200, (name, answer.status_code)
    return str(answer.content, "utf-8")


def labels_of(filing: Filing) -> dict[str, set[tuple[str, ...]]]:
    """The sequences of events that rows of one filing have."""
    found = {}
    for name, condition in (
        ("Answer", {"evaluation_id": filing.evaluation_id}),
        ("Evidence", {"answer__evaluation_id": filing.evaluation_id}),
        ("Score", {"review__filing_id": filing.pk}),
    ):
        events = apps.get_model("evaluations", f"{name}Event")._default_manager.filter(**condition)
        labels: dict[int, tuple[str, ...]] = {}
        for row, label in events.order_by("pgh_id").values_list("pgh_obj_id", "pgh_label"):
            labels[row] = (*labels.get(row, ()), label)
        found[name] = set(labels.values())
    return found
