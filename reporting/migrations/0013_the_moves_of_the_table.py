import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from portal.history import NO_TRIGGER_IS_SKIPPED


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0012_the_signed_edition'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='summary',
            name='moved_by_its_side',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='summary',
            trigger=pgtrigger.compiler.Trigger(name='moved_by_its_side', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state = 'accepted' AND (to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope') OR current_user = 'portal_ministry' AND OLD.state <> 'submitted' OR current_user = 'portal_authority' AND (OLD.state = 'submitted' AND (to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope') OR OLD.state <> 'submitted' AND NEW.state = 'submitted' AND (OLD.state <> 'signed_off' OR NEW.submitted_id IS DISTINCT FROM OLD.proposed_id) OR OLD.state IN ('checking', 'signed_off') AND NEW.state IN ('checking', 'signed_off', 'submitted') AND (NEW.proposed_id, NEW.sent_by_id, NEW.sent_at) IS DISTINCT FROM (OLD.proposed_id, OLD.sent_by_id, OLD.sent_at) OR OLD.state = 'signed_off' AND NEW.state IN ('signed_off', 'submitted') AND (NEW.signed_by_id, NEW.signed_at) IS DISTINCT FROM (OLD.signed_by_id, OLD.signed_at) OR OLD.state <> NEW.state AND ((OLD.state, NEW.state) NOT IN (('draft', 'checking'), ('returned', 'checking'), ('checking', 'signed_off'), ('signed_off', 'submitted'), ('checking', 'draft'), ('signed_off', 'draft'), ('checking', 'returned'), ('signed_off', 'returned')) OR NEW.state = 'draft' AND OLD.submitted_id IS NOT NULL OR NEW.state = 'returned' AND OLD.submitted_id IS NULL)))", func="RAISE EXCEPTION 'the ministry alone decides, on the edition that was signed off; accepted stays';", hash='f71fbf385565c005a66531fde5b928830216b73b', operation='UPDATE', pgid='pgtrigger_moved_by_its_side_5d7b6', table='reporting_summary', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='summary',
            trigger=pgtrigger.compiler.Trigger(name='begins_as_draft', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_user = 'portal_authority' AND NEW.state <> 'draft')", func="RAISE EXCEPTION 'a summary begins as a draft';", hash='3da28df3f16fca7fcd5b0cbba7dad36aad8920e4', operation='INSERT', pgid='pgtrigger_begins_as_draft_81b59', table='reporting_summary', when='BEFORE')),
        ),
        migrations.RunSQL(NO_TRIGGER_IS_SKIPPED, migrations.RunSQL.noop),
    ]
