from django.db import migrations

from portal.history import NO_TRIGGER_IS_SKIPPED


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_squashed"),
        ("evaluations", "0013_closed_filings_stay"),
        ("reporting", "0001_squashed"),
    ]

    operations = [migrations.RunSQL(NO_TRIGGER_IS_SKIPPED, migrations.RunSQL.noop)]
