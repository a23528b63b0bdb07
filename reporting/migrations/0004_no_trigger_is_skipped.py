from django.db import migrations

from portal.history import NO_TRIGGER_IS_SKIPPED


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_squashed"),
        ("evaluations", "0001_squashed"),
        ("reporting", "0001_squashed"),
    ]

    operations = [migrations.RunSQL(NO_TRIGGER_IS_SKIPPED, migrations.RunSQL.noop)]
