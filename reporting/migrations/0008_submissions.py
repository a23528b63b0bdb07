import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.models.fields
import portal.rls
from portal.migrating import together


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0007_compendia'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('number', models.PositiveSmallIntegerField(help_text='1 for the first')),
                ('reference', models.CharField(max_length=40)),
                ('submitted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.edition')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('summary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='reporting.summary')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('verdict', models.CharField(choices=[('accepted', 'Accepted'), ('returned', 'Returned')], max_length=10)),
                ('reason', models.TextField(blank=True, max_length=2000)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='reporting.submission')),
            ],
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('summary', 'number'), name='one_summary_submission_per_number'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('reference',), name='one_summary_submission_per_reference'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='summarysubmission_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=portal.rls.SameScope(field='summary', name='summarysubmission_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=portal.rls.SameScope(field='edition', name='summarysubmission_same_scope_edition'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='summarysubmission', read=('authority', 'ministry', 'system'), write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=portal.rls.SameScope(field='submission', name='summarydecision_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='summarydecision', read=('authority', 'ministry', 'system'), write=('ministry',)),
        ),
    ])
