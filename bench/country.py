"""Submitted filings by the thousand, made by the database itself: every figure follows from the row's number."""

from datetime import date

from django.core.management import call_command
from django.db import connection, connections, transaction

from bench.scoring import text_of
from evaluations.models import Round, StandardVersion
from evaluations.services.standards import load_standard
from portal.tenancy import Actor, scope

_FILL = """
CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT n, nextval('portal_organisation_id_seq') AS company, nextval('evaluations_evaluation_id_seq') AS evaluation,
  office.id AS office, office.scope || '3301/330106/b' || n || '/' AS scope
FROM generate_series(1, %(filings)s) AS n, portal_organisation AS office WHERE office.code = '330000';

INSERT INTO portal_organisation (id, kind, code, name, name_en, scope, parent_id, region_id, authority_kind)
SELECT company, 'enterprise', 'B' || n, '测试企业' || n, '', scope, office, '330106', '' FROM made;

INSERT INTO portal_enterprise (organisation_id, scope, code_warning, division_id, industry_code, region_id, city_id,
  headcount, revenue, size_class, contact_name, contact_phone, contact_email, version, updated_at)
SELECT company, scope, false, 'C' || 13 + n %% 31, '', '330106', '330100', 100, 1000, 'small', '', '', '', 1, now()
FROM made;

INSERT INTO evaluations_evaluation (id, owner_id, standard_version_id, scope, division, size)
SELECT evaluation, company, %(version)s, scope, (13 + n %% 31)::text, 'small' FROM made;

INSERT INTO evaluations_filing (evaluation_id, enterprise_id, round_id, scope, state, version, number, declared_level,
  reviewed_level, content_hash, created_at, submitted_at, state_since, pledged_by_id)
SELECT evaluation, company, %(round)s, scope, 'submitted', 1, 'B-' || n, '', '', '', now(), now(), now(), %(person)s
FROM made;

INSERT INTO evaluations_answer (evaluation_id, item_id, scope, rung, not_applicable, carried_rung, remark, version,
  last_key, updated_at)
SELECT evaluation, item.id, scope, 1 + (n * 7 + item.position * 3) %% 5, false, '', '', 1, '', now()
FROM made, evaluations_node AS item WHERE item.version_id = %(version)s AND item.kind = 'item'
"""
_TRIGGERS = "ALTER TABLE evaluations_answer {} TRIGGER USER"


def seed_round(filings: int, items: int, year: int) -> None:
    """An empty database filled with a round of as many submitted filings on a standard of as many items."""
    call_command("migrate", database="owner", verbosity=0)
    call_command("load_reference", verbosity=0)
    version = _publish(items)
    with scope(Actor.system("bench")):
        days = {"opens_on": date(year, 1, 1), "closes_on": date(year, 12, 31), "summary_due_on": date(year, 12, 15)}
        yearly, _made = Round.objects.get_or_create(year=year, defaults=days | {"standard_version": version})
    # A row of history for each answer is the cost of typing, not of scoring.
    _owner(_TRIGGERS.format("DISABLE"))
    _fill({"filings": filings, "version": version.pk, "round": yearly.pk, "person": _person()})
    _owner(_TRIGGERS.format("ENABLE"), "VACUUM ANALYZE")
    connections.close_all()


def _publish(items: int) -> StandardVersion:
    with scope(Actor.system("bench")) as actor:
        return load_standard(actor=actor, content=text_of(items).encode(), publish=True).version


def _person() -> int:
    from portal.models import User  # noqa: PLC0415 - models only once Django is set up

    return User.objects.get_or_create(username="bench", defaults={"email": "bench@example.test"})[0].pk


def _fill(values: dict[str, int]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'portal_seed', true)")
        cursor.execute(_FILL, values)


def _owner(*statements: str) -> None:
    for statement in statements:
        with connections["owner"].cursor() as cursor:
            cursor.execute(statement)
