import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations

import portal.rls
from portal.history import NO_TRIGGER_IS_SKIPPED


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0001_squashed_0008'),
        ('reporting', '0011_head_of_a_document'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='summary',
            name='moved_by_its_side',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='summary',
            trigger=pgtrigger.compiler.Trigger(name='moved_by_its_side', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state = 'accepted' AND (to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope') OR current_user = 'portal_ministry' AND OLD.state <> 'submitted' OR current_user = 'portal_authority' AND (OLD.state = 'submitted' AND (to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope') OR OLD.state <> 'submitted' AND NEW.state = 'submitted' AND (OLD.state <> 'signed_off' OR NEW.submitted_id IS DISTINCT FROM OLD.proposed_id) OR OLD.state IN ('checking', 'signed_off') AND NEW.state IN ('checking', 'signed_off', 'submitted') AND NEW.proposed_id IS DISTINCT FROM OLD.proposed_id))", func="RAISE EXCEPTION 'the ministry alone decides, on the edition that was signed off; accepted stays';", hash='71d5d5f5798e724249bf8217e25fdcfc108c2d5a', operation='UPDATE', pgid='pgtrigger_moved_by_its_side_5d7b6', table='reporting_summary', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='summary',
            constraint=portal.rls.SameScope(field='proposed', name='summary_same_scope_proposed'),
        ),
        migrations.AddConstraint(
            model_name='summarystep',
            constraint=portal.rls.SameScope(field='edition', name='summarystep_same_scope_edition'),
        ),
        migrations.RunSQL(NO_TRIGGER_IS_SKIPPED, migrations.RunSQL.noop),
    ]
