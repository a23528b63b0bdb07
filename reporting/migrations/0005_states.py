import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import portal.models.fields
import portal.rls
from portal.history import NO_TRIGGER_IS_SKIPPED
from portal.migrating import together

_STATES = [('draft', 'Draft'), ('checking', 'Internal check'), ('signed_off', 'Signed off'), ('submitted', 'Submitted to the ministry'), ('returned', 'Returned by the ministry'), ('accepted', 'Accepted by the ministry')]


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0001_squashed_0004'),
        ('portal', '0001_squashed_0008'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='SummaryStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('name', models.CharField(max_length=20)),
                ('source', models.CharField(choices=_STATES, max_length=10)),
                ('target', models.CharField(choices=_STATES, max_length=10)),
                ('reason', models.TextField(blank=True, max_length=2000)),
                ('by_side', models.CharField(choices=[('enterprise', 'Enterprise'), ('authority', 'Authority'), ('ministry', 'Ministry'), ('system', 'System'), ('expert', 'Outside expert')], max_length=10)),
                ('by_name', models.CharField(help_text='person and organisation as they were called then', max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.edition')),
                ('summary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='reporting.summary')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='summary',
            name='summary_submitted_has_edition',
        ),
        migrations.RemoveConstraint(
            model_name='summary',
            name='summary',
        ),
        migrations.AlterField(
            model_name='summary',
            name='state',
            field=models.CharField(choices=_STATES, default='draft', max_length=10),
        ),
        migrations.AddField(
            model_name='summary',
            name='proposed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.edition'),
        ),
        migrations.AddField(
            model_name='summary',
            name='sent_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='summary',
            name='sent_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='summary',
            name='signed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='summary',
            name='signed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='summary',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'checking', 'signed_off']), models.Q(('submitted__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='summary_submitted_has_edition'),
        ),
        migrations.AddConstraint(
            model_name='summary',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['checking', 'signed_off']), _negated=True), models.Q(('proposed__isnull', False), ('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='summary_proposed_has_edition'),
        ),
        migrations.AddConstraint(
            model_name='summary',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'signed_off'), _negated=True), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False), models.Q(('signed_by', models.F('sent_by')), _negated=True)), _connector='OR'), name='summary_signed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='summary',
            constraint=portal.rls.TenantPolicy(adds=('authority',), columns={'authority': ('state', 'submitted_id', 'submitted_at', 'submitted_by_id', 'proposed_id', 'sent_at', 'sent_by_id', 'signed_at', 'signed_by_id'), 'ministry': ('state',)}, name='summary', read=('authority', 'ministry', 'system'), write=('authority', 'ministry'), write_when={'authority': "state <> 'accepted'", 'ministry': "state IN ('returned', 'accepted')"}),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='summary',
            trigger=pgtrigger.compiler.Trigger(name='moved_by_its_side', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state = 'accepted' AND (to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope') OR current_user = 'portal_ministry' AND OLD.state <> 'submitted' OR current_user = 'portal_authority' AND OLD.state = 'submitted' AND NEW.state <> 'submitted')", func="RAISE EXCEPTION 'accepted summaries stay, and the ministry alone decides on a submitted one';", operation='UPDATE', pgid='pgtrigger_moved_by_its_side_5d7b6', table='reporting_summary', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='summarystep',
            constraint=portal.rls.SameScope(field='summary', name='summarystep_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='summarystep',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='summarystep', read=('authority', 'ministry', 'system'), read_when={'ministry': "name IN ('submit', 'accept', 'return')"}, write=('authority', 'ministry'), write_when={'authority': "by_side = 'authority'", 'ministry': "by_side = 'ministry'"}),
        ),
        migrations.RunSQL(NO_TRIGGER_IS_SKIPPED, migrations.RunSQL.noop),
    ])
