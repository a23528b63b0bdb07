from django.db import migrations

# It runs with its owner's rights, and PostgreSQL lets everybody call a new function.
_CLOSE = """
    REVOKE EXECUTE ON FUNCTION portal_audit_partition(date) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION portal_audit_partition(date) TO portal_app;
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_squashed")]

    operations = [migrations.RunSQL(_CLOSE, migrations.RunSQL.noop)]
