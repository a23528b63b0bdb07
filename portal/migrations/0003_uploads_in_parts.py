import django.contrib.postgres.fields
import django.db.models.deletion
import portal.models.fields
import portal.rls
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0002_only_the_portal_makes_partitions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('purpose', models.CharField(choices=[('evidence', 'Evidence'), ('register', 'Register to import'), ('rejected_rows', 'Rejected rows'), ('receipt', 'Receipt'), ('summary', 'Annual summary'), ('archive', 'Archive'), ('export', 'Export')], max_length=14)),
                ('name', models.CharField(max_length=255)),
                ('key', models.CharField(help_text="the sender's own; one file, one key", max_length=100)),
                ('size', models.PositiveBigIntegerField(help_text="bytes declared; they count towards the company's storage")),
                ('offset', models.PositiveBigIntegerField(default=0, help_text='bytes received')),
                ('parts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), default=list, help_text='their keys in the storage, in order', size=None)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(db_index=True, help_text='each part puts it off')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portal.storedfile')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='portal.organisation')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'key'), name='one_upload_per_key'), models.CheckConstraint(condition=models.Q(('offset__lte', models.F('size'))), name='upload_not_too_long'), portal.rls.SameScope(field='organisation', name='upload_same_scope'), portal.rls.SameScope(field='file', name='upload_file_same_scope'), portal.rls.TenantPolicy(name='upload', read=('enterprise', 'system'), write=('enterprise', 'system'))],
            },
        ),
    ]
