from django.db import migrations

_READ = ("reporting_summary", "portal_organisation")
_WRITTEN = "reporting_submission"
# Forced row-level security binds the owner too; lifted for this one statement.
_LIFT, _FORCE = (
    "".join(f"ALTER TABLE {name} {word} ROW LEVEL SECURITY;" for name in (*_READ, _WRITTEN))
    for word in ("NO FORCE", "FORCE")
)
# What was handed in before submissions were rows is each summary's first.
_FIRST = """
INSERT INTO reporting_submission (scope, number, reference, submitted_at, edition_id, submitted_by_id, summary_id)
SELECT s.scope, 1, o.code || '-' || s.year || '-1', s.submitted_at, s.submitted_id, s.submitted_by_id, s.id
FROM reporting_summary s JOIN portal_organisation o ON o.id = s.authority_id
WHERE s.submitted_id IS NOT NULL AND s.submitted_by_id IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0008_submissions'),
        ('portal', '0001_squashed_0008'),
    ]

    operations = [migrations.RunSQL(_LIFT + _FIRST + _FORCE, migrations.RunSQL.noop)]
