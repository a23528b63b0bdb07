"""What a database needs before it can be filled."""

from django.core.management import call_command
from django.db import connections

from evaluations.seeding.setting import OWNER


def set_up_unused() -> None:
    """A database that nobody has used gets its tables, reference data and standards; any other is left as it is."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT to_regclass('portal_region') IS NULL")
        (unused,) = cursor.fetchone()
    if unused:
        call_command("migrate", database=OWNER, verbosity=0)
        call_command("load_reference", verbosity=0)
        call_command("load_standards", verbosity=0)
