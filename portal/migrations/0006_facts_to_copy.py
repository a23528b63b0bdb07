from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0005_certificate_files'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(condition=models.Q(('code_warning', ''), _negated=True), fields=['scope'], name='enterprise_code_warned'),
        ),
        migrations.AddConstraint(
            model_name='enterprise',
            constraint=models.UniqueConstraint(fields=('organisation', 'city', 'division', 'size_class'), name='enterprise_facts'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(fields=('id', 'name', 'code'), name='organisation_facts'),
        ),
    ]
