"""What the world's officials save of their queue."""

from evaluations.services.queue_views import save_view
from portal.enums import Side
from portal.tenancy import Actor, scope

NONE = 999_999_999


def keep_views(actor: Actor, text: str) -> dict[str, int]:
    """One shared with the office and one not, by the name of the object; a company has no queue."""
    names = {"queue view": True, "colleague's queue view": False}
    if actor.side == Side.ENTERPRISE:
        return dict.fromkeys(names, NONE)
    with scope(actor):
        fields = {"query": "state=all", "columns": ["gap"]}
        return {
            name: save_view(actor=actor, name=f"{text}：{shared:d}", shared=shared, **fields).pk  # type: ignore[arg-type]
            for name, shared in names.items()
        }
