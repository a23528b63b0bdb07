"""`owner` is the same database through the role that migrates."""

from typing import Any


class OneDatabase:
    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
