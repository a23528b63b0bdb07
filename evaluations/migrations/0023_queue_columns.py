import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
import portal.rls
from django.conf import settings
from django.db import migrations, models

from portal.history import NO_TRIGGER_IS_SKIPPED

# What the register says of each filing's enterprise, and how far the stage found is from the one declared.
_COPIED = """
    UPDATE evaluations_filing f
       SET company = o.name, credit_code = o.code, city_id = e.city_id, division_id = e.division_id,
           size_class = e.size_class
      FROM portal_organisation o JOIN portal_enterprise e ON e.organisation_id = o.id
     WHERE o.id = f.enterprise_id;
    WITH ranked AS (
      SELECT version_id, code, row_number() OVER (PARTITION BY version_id ORDER BY position) AS rank
        FROM evaluations_level
    )
    UPDATE evaluations_review r
       SET gap = coalesce(found.rank, 0) - coalesce(declared.rank, 0)
      FROM evaluations_filing f
      JOIN evaluations_evaluation e ON e.id = f.evaluation_id
      LEFT JOIN LATERAL (
        SELECT level FROM evaluations_result WHERE evaluation_id = e.id AND kind = 'reviewer' ORDER BY id DESC LIMIT 1
      ) said ON true
      LEFT JOIN ranked declared ON declared.version_id = e.standard_version_id AND declared.code = f.declared_level
      LEFT JOIN ranked found ON found.version_id = e.standard_version_id
                            AND found.code = CASE f.state WHEN 'determined' THEN f.reviewed_level ELSE said.level END
     WHERE r.filing_id = f.id AND f.state IN ('reviewed', 'determined');
    SET CONSTRAINTS ALL IMMEDIATE;
"""
# The owner is subject to the forced policies: they are lifted while it reads, and back in the same transaction.
_READ = (
    "evaluations_filing", "evaluations_review", "evaluations_evaluation", "evaluations_result", "portal_organisation",
    "portal_enterprise",
)
_LIFT, _FORCE = (
    "".join(f"ALTER TABLE {name} {word} ROW LEVEL SECURITY;" for name in _READ) for word in ("NO FORCE", "FORCE")
)
# A list is read from an index alone where the visibility map is fresh.
_TIDY = """
    ALTER TABLE evaluations_filing SET (autovacuum_vacuum_scale_factor = 0.01,
      autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0022_publications'),
        ('portal', '0006_facts_to_copy'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name='filing', name='filing_queue'),
        migrations.RemoveIndex(model_name='filing', name='filing_round_scope'),
        migrations.RenameIndex(model_name='filing', new_name='filing_by_state_since', old_name='filing_waiting'),
        migrations.AddField(
            model_name='filing',
            name='city',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.region'),
        ),
        migrations.AddField(
            model_name='filing',
            name='company',
            field=models.CharField(editable=False, max_length=200, null=True),
        ),
        migrations.AddField(
            model_name='filing',
            name='division',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.division'),
        ),
        migrations.AddField(
            model_name='filing',
            name='credit_code',
            field=models.CharField(db_collation='C', editable=False, max_length=18, null=True),
        ),
        migrations.AddField(
            model_name='filing',
            name='size_class',
            field=models.CharField(choices=[('large', 'Large'), ('medium', 'Medium'), ('small', 'Small'), ('micro', 'Micro')], editable=False, max_length=6, null=True),
        ),
        migrations.AddField(
            model_name='review',
            name='gap',
            field=models.SmallIntegerField(help_text='stages from the declared one to the one found; null until finished', null=True),
        ),
        migrations.RunSQL(_LIFT + _COPIED + _FORCE + _TIDY, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='filing',
            name='city',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.region'),
        ),
        migrations.AlterField(
            model_name='filing',
            name='company',
            field=models.CharField(editable=False, max_length=200),
        ),
        migrations.AlterField(
            model_name='filing',
            name='division',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.division'),
        ),
        migrations.AlterField(
            model_name='filing',
            name='credit_code',
            field=models.CharField(db_collation='C', editable=False, max_length=18),
        ),
        migrations.AlterField(
            model_name='filing',
            name='size_class',
            field=models.CharField(choices=[('large', 'Large'), ('medium', 'Medium'), ('small', 'Small'), ('micro', 'Micro')], editable=False, max_length=6),
        ),
        migrations.AddField(
            model_name='filing',
            name='office',
            field=models.GeneratedField(db_persist=True, expression=models.Func('scope', models.Value('/'), models.Value(2), function='split_part'), help_text="the authority's part of the path, by which an index can begin", output_field=models.CharField(db_collation='C', max_length=8)),
        ),
        migrations.AddField(
            model_name='filing',
            name='company_plain',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(models.Func('company', models.Value('\\s+'), models.Value(''), models.Value('g'), function='regexp_replace')), help_text='lower-cased and without blanks, as search_plain types it', output_field=models.CharField(max_length=200)),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['round', 'scope'], include=('id', 'state', 'state_since', 'submitted_at', 'declared_level', 'city', 'division', 'size_class', 'company_plain', 'credit_code', 'enterprise'), name='filing_office'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['round', 'office', 'state_since', 'id'], include=('scope', 'state'), name='filing_office_waiting'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['round', 'submitted_at', 'id'], name='filing_by_submitted_at'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['round', 'declared_level', 'id'], name='filing_by_declared_level'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['round', 'company_plain', 'id'], name='filing_by_company_plain'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['round', 'city', 'id'], name='filing_by_city'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['round', 'division', 'id'], name='filing_by_division'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(condition=models.Q(('state', 'draft'), ('state', 'submitted'), ('state', 'incomplete'), ('state', 'accepted'), ('state', 'in_review'), ('state', 'returned'), ('state', 'reviewed'), _connector='OR'), fields=['round', 'state_since', 'id'], name='filing_undecided'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['round', 'state', 'state_since', 'id'], name='filing_by_state'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['round', 'state', 'division', 'size_class', 'declared_level'], name='filing_counts'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['reviewer', 'scope'], include=('filing',), name='review_by_reviewer'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('gap__isnull', False)), fields=['scope', 'gap'], include=('filing',), name='review_gap'),
        ),
        migrations.AddIndex(
            model_name='score',
            index=models.Index(condition=models.Q(('flagged', True)), fields=['scope', 'review'], name='score_flagged'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='filing',
            trigger=pgtrigger.compiler.Trigger(name='taken_from_the_register', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    SELECT o.name, o.code, e.city_id, e.division_id, e.size_class\n      INTO NEW.company, NEW.credit_code, NEW.city_id, NEW.division_id, NEW.size_class\n      FROM portal_organisation o JOIN portal_enterprise e ON e.organisation_id = o.id\n     WHERE o.id = NEW.enterprise_id;\n    RETURN NEW;\n', hash='d3116e9f28221e4d00b7553ee0cb7fdcf50191fa', operation='INSERT', pgid='pgtrigger_taken_from_the_register_b18f6', table='evaluations_filing', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=portal.rls.SameFacts(copies=(('company', 'name'), ('credit_code', 'code')), field='enterprise', name='filing_same_names', parent='portal.Organisation'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=portal.rls.SameFacts(copies=(('city_id', 'city_id'), ('division_id', 'division_id'), ('size_class', 'size_class')), field='enterprise', name='filing_same_kinds', parent='portal.Enterprise'),
        ),
        migrations.RunSQL(NO_TRIGGER_IS_SKIPPED, migrations.RunSQL.noop),
    ]
