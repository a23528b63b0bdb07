from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0001_squashed_0008'),
    ]

    operations = [
        migrations.RunSQL((SQL / "audit_time.sql").read_text(), migrations.RunSQL.noop),
    ]
