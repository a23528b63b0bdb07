"""The catalogue of a database, in words: what constraints, indexes, triggers, policies and rights its tables have."""

from typing import Any

_PARTS = {
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid, indisreplident FROM pg_index"
    " WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)",
    "triggers": "SELECT tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal",
    # Those of foreign keys have numbers for names; how many there are and whether they are awake is what counts.
    "guards": "SELECT tgrelid::regclass::text, tgenabled, count(*) FROM pg_trigger WHERE tgisinternal GROUP BY 1, 2",
    "policies": "SELECT polrelid::regclass::text, polname, polcmd, pg_get_expr(polqual, polrelid),"
    " pg_get_expr(polwithcheck, polrelid) FROM pg_policy",
    "tables": "SELECT relname, relrowsecurity, relforcerowsecurity, relacl::text, relpersistence FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')",
}


def read_catalogue(cursor: Any) -> dict[str, set[tuple[Any, ...]]]:
    found = {}
    for part, query in _PARTS.items():
        cursor.execute(query)
        found[part] = set(cursor.fetchall())
    return found
