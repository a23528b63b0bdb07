"""Keys drawn before their rows are written, for rows that contain their own key (a scope, a number)."""

from django.db import connection, models


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """The next `count` keys of the model's table, in order; nobody else gets them."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
        )
        return [row[0] for row in cursor.fetchall()]
