import pgtrigger.compiler
import pgtrigger.migrations
import portal.rls
from django.conf import settings
from django.db import migrations, models

from portal.history import NO_TRIGGER_IS_SKIPPED


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0010_attachments_in_parts'),
        ('reporting', '0017_marks_of_attachments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='summary',
            name='moved_by_its_side',
        ),
        migrations.RemoveConstraint(
            model_name='decision',
            name='summarydecision',
        ),
        migrations.RemoveConstraint(
            model_name='mark',
            name='summarymark',
        ),
        migrations.RemoveConstraint(
            model_name='summary',
            name='summary',
        ),
        migrations.RemoveConstraint(
            model_name='summarystep',
            name='summarystep',
        ),
        migrations.AlterField(
            model_name='decision',
            name='verdict',
            field=models.CharField(choices=[('accepted', 'Accepted'), ('returned', 'Returned'), ('revoked', 'Acceptance revoked')], max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='revoked_before_anew', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN ((to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope') AND (OLD.verdict, NEW.verdict) NOT IN (('accepted', 'revoked'), ('revoked', 'accepted'), ('revoked', 'returned')))", func="RAISE EXCEPTION 'a decision stands until it is revoked, and a return stands for good';", hash='68f9e8aa254badea64246ea60daed0429018ae13', operation='UPDATE', pgid='pgtrigger_revoked_before_anew_16980', table='reporting_decision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='summary',
            trigger=pgtrigger.compiler.Trigger(name='moved_by_its_side', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state = 'accepted' AND ((to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope') AND NOT (current_user = 'portal_ministry' AND NEW.state = 'submitted' AND (to_jsonb(NEW) - 'scope' - 'state') = (to_jsonb(OLD) - 'scope' - 'state'))) OR current_user = 'portal_ministry' AND (OLD.state, NEW.state) NOT IN (('submitted', 'accepted'), ('submitted', 'returned'), ('accepted', 'submitted')) OR current_user = 'portal_authority' AND (OLD.state = 'submitted' AND (to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope') OR OLD.state <> 'submitted' AND NEW.state = 'submitted' AND (OLD.state <> 'signed_off' OR NEW.submitted_id IS DISTINCT FROM OLD.proposed_id) OR OLD.state IN ('checking', 'signed_off') AND NEW.state IN ('checking', 'signed_off', 'submitted') AND (NEW.proposed_id, NEW.sent_by_id, NEW.sent_at) IS DISTINCT FROM (OLD.proposed_id, OLD.sent_by_id, OLD.sent_at) OR OLD.state = 'signed_off' AND NEW.state IN ('signed_off', 'submitted') AND (NEW.signed_by_id, NEW.signed_at) IS DISTINCT FROM (OLD.signed_by_id, OLD.signed_at) OR OLD.state <> NEW.state AND ((OLD.state, NEW.state) NOT IN (('draft', 'checking'), ('returned', 'checking'), ('checking', 'signed_off'), ('signed_off', 'submitted'), ('checking', 'draft'), ('signed_off', 'draft'), ('checking', 'returned'), ('signed_off', 'returned')) OR NEW.state = 'draft' AND OLD.submitted_id IS NOT NULL OR NEW.state = 'returned' AND OLD.submitted_id IS NULL)))", func="RAISE EXCEPTION 'the ministry alone decides, on the edition that was signed off; accepted stays';", hash='a53721850b3f06c00173ab1e0b3417dd8acce1e4', operation='UPDATE', pgid='pgtrigger_moved_by_its_side_5d7b6', table='reporting_summary', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=portal.rls.TenantPolicy(adds=('ministry',), columns={'ministry': ('verdict', 'reason', 'by_id', 'at')}, name='summarydecision', read=('authority', 'ministry', 'system'), write=('ministry',)),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=portal.rls.TenantPolicy(adds=('ministry',), columns={'ministry': ('removed_at',)}, name='summarymark', read=('authority', 'ministry'), read_when={'authority': "removed_at IS NULL AND EXISTS (SELECT FROM reporting_decision d WHERE d.submission_id = reporting_mark.submission_id AND d.verdict <> 'revoked' AND d.verdict = 'returned')"}, write=('ministry',), write_when={'ministry': "NOT EXISTS (SELECT FROM reporting_decision d WHERE d.submission_id = reporting_mark.submission_id AND d.verdict <> 'revoked')"}),
        ),
        migrations.AddConstraint(
            model_name='summary',
            constraint=portal.rls.TenantPolicy(adds=('authority',), columns={'authority': ('state', 'submitted_id', 'submitted_at', 'submitted_by_id', 'proposed_id', 'sent_at', 'sent_by_id', 'signed_at', 'signed_by_id'), 'ministry': ('state',)}, name='summary', read=('authority', 'ministry', 'system'), write=('authority', 'ministry'), write_when={'authority': "state <> 'accepted'", 'ministry': "state IN ('returned', 'accepted', 'submitted')"}),
        ),
        migrations.AddConstraint(
            model_name='summarystep',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='summarystep', read=('authority', 'ministry', 'system'), read_when={'ministry': "name IN ('submit', 'accept', 'return', 'revoke')"}, write=('authority', 'ministry'), write_when={'authority': "by_side = 'authority'", 'ministry': "by_side = 'ministry'"}),
        ),
        migrations.RunSQL(NO_TRIGGER_IS_SKIPPED, migrations.RunSQL.noop),
    ]
