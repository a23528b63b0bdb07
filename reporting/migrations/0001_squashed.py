import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import portal.models.fields
import portal.rls
from django.conf import settings
from django.db import migrations, models

from portal.migrating import together


class Migration(migrations.Migration):


    initial = True

    dependencies = [
        ('evaluations', '0001_squashed'),
        ('portal', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('as_of', models.DateTimeField()),
                ('data', models.JSONField()),
                ('data_hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Narrative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('section', models.CharField(choices=[('quality_project', 'Excellence quality project'), ('key_products', 'Key products'), ('industry', 'Industry development'), ('public_services', 'Public services'), ('mechanisms', 'Long-term mechanisms'), ('pilot', 'Pilot-scale innovation'), ('brand', 'Made-in-China brand'), ('cases', 'Cases worth sharing'), ('problems', 'Problems'), ('next_year', 'Plan for next year'), ('suggestions', 'Suggestions')], max_length=16)),
                ('text', models.TextField(blank=True, max_length=20000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('last_key', models.CharField(blank=True, help_text='idempotency key of the last save', max_length=40)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('number', models.PositiveIntegerField()),
                ('key', models.CharField(help_text='the job that built it; a job builds one edition', max_length=80, unique=True)),
                ('narrative', models.JSONField()),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('pages', models.PositiveIntegerField()),
                ('seconds', models.FloatField(help_text='time the printer took')),
                ('built_at', models.DateTimeField(auto_now_add=True)),
                ('built_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.storedfile')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='reporting.snapshot')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Summary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted to the ministry')], default='draft', max_length=10)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='portal.organisation')),
                ('submitted', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.edition')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'summaries',
                'ordering': ['-year', 'authority'],
                'constraints': [models.UniqueConstraint(fields=('authority', 'year'), name='one_summary_per_year'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('submitted__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='summary_submitted_has_edition'), models.UniqueConstraint(fields=('id', 'scope'), name='summary_id_scope'), portal.rls.SameScope(field='authority', name='summary_same_scope'), portal.rls.TenantPolicy(name='summary', read=('authority', 'ministry', 'system'), write=('authority',))],
            },
        ),
        migrations.AddField(
            model_name='snapshot',
            name='summary',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='reporting.summary'),
        ),
        migrations.CreateModel(
            name='NarrativeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('scope', portal.models.fields.ScopeField(db_collation='C', editable=False, max_length=80)),
                ('section', models.CharField(choices=[('quality_project', 'Excellence quality project'), ('key_products', 'Key products'), ('industry', 'Industry development'), ('public_services', 'Public services'), ('mechanisms', 'Long-term mechanisms'), ('pilot', 'Pilot-scale innovation'), ('brand', 'Made-in-China brand'), ('cases', 'Cases worth sharing'), ('problems', 'Problems'), ('next_year', 'Plan for next year'), ('suggestions', 'Suggestions')], max_length=16)),
                ('text', models.TextField(blank=True, max_length=20000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('last_key', models.CharField(blank=True, help_text='idempotency key of the last save', max_length=40)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reporting.narrative')),
                ('updated_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('summary', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reporting.summary')),
            ],
            options={
                'abstract': False,
                'constraints': [portal.rls.TenantPolicy(insert_only=True, name='narrativeevent', read=('authority', 'ministry', 'system'), write=('authority',)), portal.rls.SameScope(field='summary', name='narrativeevent_same_scope')],
            },
        ),
        migrations.AddField(
            model_name='narrative',
            name='summary',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='narratives', to='reporting.summary'),
        ),
        migrations.AddField(
            model_name='edition',
            name='summary',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='reporting.summary'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='snapshot_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=portal.rls.SameScope(field='summary', name='snapshot_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='snapshot', read=('authority', 'ministry', 'system'), write=('authority',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='narrativeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'scope' = to_jsonb(OLD) - 'scope' THEN\n      RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'history is append-only: %', TG_TABLE_NAME;\n", hash='8264aa251fdc533aff97367bbff38281aea3ad43', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_94014', table='reporting_narrativeevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='narrative',
            constraint=models.UniqueConstraint(fields=('summary', 'section'), name='one_narrative_per_section'),
        ),
        migrations.AddConstraint(
            model_name='narrative',
            constraint=portal.rls.SameScope(field='summary', name='narrative_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='narrative',
            constraint=portal.rls.TenantPolicy(name='narrative', read=('authority', 'ministry', 'system'), write=('authority',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='narrative',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reporting_narrativeevent" ("id", "last_key", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "section", "summary_id", "text", "updated_at", "updated_by_id", "version") VALUES (NEW."id", NEW."last_key", NOW(), \'insert\', NEW."id", NEW."scope", NEW."section", NEW."summary_id", NEW."text", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='8c2b52d24c4f768f249a9c164f16a49d070d19c3', operation='INSERT', pgid='pgtrigger_insert_insert_1be84', table='reporting_narrative', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='narrative',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."last_key" IS DISTINCT FROM (NEW."last_key") OR OLD."section" IS DISTINCT FROM (NEW."section") OR OLD."summary_id" IS DISTINCT FROM (NEW."summary_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "reporting_narrativeevent" ("id", "last_key", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "section", "summary_id", "text", "updated_at", "updated_by_id", "version") VALUES (NEW."id", NEW."last_key", NOW(), \'update\', NEW."id", NEW."scope", NEW."section", NEW."summary_id", NEW."text", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='9758280ea7edc033f74c97ba0cd71f5fac22c0d6', operation='UPDATE', pgid='pgtrigger_update_update_d8c77', table='reporting_narrative', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('summary', 'number'), name='one_edition_per_number'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='edition_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=portal.rls.SameScope(field='summary', name='edition_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=portal.rls.SameScope(field='snapshot', name='edition_same_scope_snapshot'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=portal.rls.SameScope(field='file', name='edition_same_scope_file'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='edition', read=('authority', 'ministry', 'system'), write=('authority',)),
        ),
    ])
