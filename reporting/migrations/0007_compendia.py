import django.db.models.deletion
import portal.models.fields
import portal.rls
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0001_squashed_0008'),
        ('reporting', '0006_nudges'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Compendium',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('number', models.PositiveIntegerField()),
                ('key', models.CharField(help_text='the job that built it; a job builds one', max_length=80, unique=True)),
                ('data', models.JSONField()),
                ('data_hash', models.CharField(max_length=64)),
                ('pages', models.PositiveIntegerField()),
                ('built_at', models.DateTimeField(auto_now_add=True)),
                ('built_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pdf', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.storedfile')),
                ('xlsx', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.storedfile')),
            ],
            options={
                'verbose_name_plural': 'compendia',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('year', 'number'), name='one_compendium_per_number'), portal.rls.SameScope(field='pdf', name='compendium_same_scope_pdf'), portal.rls.SameScope(field='xlsx', name='compendium_same_scope_xlsx'), portal.rls.TenantPolicy(insert_only=True, name='compendium', read=('ministry', 'system'), write=('ministry',))],
            },
        ),
    ]
