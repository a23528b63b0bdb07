from django.db import migrations

from portal.history import NO_TRIGGER_IS_SKIPPED


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_files_by_content"),
        ("evaluations", "0011_where_in_a_file"),
        ("reporting", "0003_history_follows_its_row"),
    ]

    operations = [migrations.RunSQL(NO_TRIGGER_IS_SKIPPED, migrations.RunSQL.noop)]
