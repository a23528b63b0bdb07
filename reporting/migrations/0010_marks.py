import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.models.fields
import portal.rls
from portal.migrating import together


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0009_submissions_so_far'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('section', models.CharField(choices=[('quality_project', 'Excellence quality project'), ('key_products', 'Key products'), ('industry', 'Industry development'), ('public_services', 'Public services'), ('mechanisms', 'Long-term mechanisms'), ('pilot', 'Pilot-scale innovation'), ('brand', 'Made-in-China brand'), ('cases', 'Cases worth sharing'), ('problems', 'Problems'), ('next_year', 'Plan for next year'), ('suggestions', 'Suggestions')], max_length=16)),
                ('quote', models.TextField(max_length=1000)),
                ('remark', models.TextField(max_length=2000)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('removed_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='reporting.submission')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='MarkAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('settled', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mark', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='reporting.mark')),
            ],
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='summarymark_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=portal.rls.SameScope(field='submission', name='summarymark_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=portal.rls.TenantPolicy(adds=('ministry',), columns={'ministry': ('removed_at',)}, name='summarymark', read=('authority', 'ministry'), read_when={'authority': "removed_at IS NULL AND EXISTS (SELECT FROM reporting_decision d WHERE d.submission_id = reporting_mark.submission_id AND d.verdict = 'returned')"}, write=('ministry',), write_when={'ministry': 'NOT EXISTS (SELECT FROM reporting_decision d WHERE d.submission_id = reporting_mark.submission_id)'}),
        ),
        migrations.AddConstraint(
            model_name='markanswer',
            constraint=portal.rls.SameScope(field='mark', name='summarymarkanswer_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='markanswer',
            constraint=portal.rls.TenantPolicy(name='summarymarkanswer', read=('authority', 'ministry'), read_when={'ministry': 'EXISTS (SELECT FROM reporting_mark m JOIN reporting_submission s ON s.id = m.submission_id JOIN reporting_submission l ON l.summary_id = s.summary_id AND l.number > s.number WHERE m.id = reporting_markanswer.mark_id)'}, write=('authority',)),
        ),
    ])
