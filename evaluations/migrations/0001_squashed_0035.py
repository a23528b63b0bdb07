from django.conf import settings
from django.db import migrations, models
from portal.history import NO_TRIGGER_IS_SKIPPED
from portal.migrating import together
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import evaluations.models.triage
import pgtrigger.compiler
import pgtrigger.migrations
import portal.models.fields
import portal.rls


# A list is read from an index alone where the visibility map is fresh.
_TIDY = """
    ALTER TABLE evaluations_filing SET (autovacuum_vacuum_scale_factor = 0.01,
      autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);
"""


class Migration(migrations.Migration):

    replaces = [
        ('evaluations', '0001_squashed'),
        ('evaluations', '0012_figures_as_loaded'),
        ('evaluations', '0013_closed_filings_stay'),
        ('evaluations', '0014_uploads_sent_again'),
        ('evaluations', '0016_library'),
        ('evaluations', '0018_together'),
        ('evaluations', '0019_closing_and_appeals'),
        ('evaluations', '0020_procedure'),
        ('evaluations', '0021_bulk'),
        ('evaluations', '0022_publications'),
        ('evaluations', '0023_queue_columns'),
        ('evaluations', '0024_queue_views'),
        ('evaluations', '0025_final_compares_in_its_function'),
        ('evaluations', '0026_extensions'),
        ('evaluations', '0027_roster'),
        ('evaluations', '0028_city_review'),
        ('evaluations', '0029_triage'),
        ('evaluations', '0030_conflicts_of_interest'),
        ('evaluations', '0031_leases'),
        ('evaluations', '0032_distribution'),
        ('evaluations', '0033_readings'),
        ('evaluations', '0034_visits'),
        ('evaluations', '0035_experts'),
    ]

    initial = True

    dependencies = [
        ('portal', '0001_squashed_0008'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('rung', models.CharField(blank=True, max_length=10)),
                ('not_applicable', models.BooleanField(default=False, help_text='claimed; the remark says why')),
                ('carried_rung', models.CharField(blank=True, help_text='empty: it was claimed not to apply', max_length=10)),
                ('remark', models.TextField(blank=True, max_length=4000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('last_key', models.CharField(blank=True, help_text='idempotency key of the last save', max_length=40)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['item__position'],
            },
        ),
        migrations.CreateModel(
            name='AnswerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('scope', portal.models.fields.ScopeField(db_collation='C', editable=False, max_length=80)),
                ('rung', models.CharField(blank=True, max_length=10)),
                ('not_applicable', models.BooleanField(default=False, help_text='claimed; the remark says why')),
                ('carried_rung', models.CharField(blank=True, help_text='empty: it was claimed not to apply', max_length=10)),
                ('remark', models.TextField(blank=True, max_length=4000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('last_key', models.CharField(blank=True, help_text='idempotency key of the last save', max_length=40)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('upheld', 'Upheld'), ('rejected', 'Rejected')], default='draft', max_length=10)),
                ('reason', models.TextField(blank=True, help_text='why the determination as a whole is contested', max_length=4000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True, help_text="the authority's decision in words", max_length=4000)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AuthorityRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('formal_check', models.BooleanField(default=False)),
                ('notice_days', models.PositiveSmallIntegerField(help_text='working days of the public notice; empty: none', null=True)),
                ('validity_years', models.PositiveSmallIntegerField(help_text='of a certificate; empty: without end', null=True)),
                ('lease_days', models.PositiveSmallIntegerField(help_text='days without a score after which a filing that somebody took is free again; empty: none', null=True)),
                ('readers', models.PositiveSmallIntegerField(default=1, help_text='of each filing, blind to each other')),
                ('reading_threshold', models.DecimalField(decimal_places=2, help_text='points of the total beyond which a third one reads', max_digits=5, null=True)),
                ('blind', models.BooleanField(default=False, help_text='outside experts are not told who the company is')),
                ('check_by', models.DateField(help_text='last day of the formal check, Asia/Shanghai, to its end', null=True)),
                ('review_by', models.DateField(null=True)),
                ('determine_by', models.DateField(null=True)),
                ('publish_by', models.DateField(null=True)),
                ('completion_days', models.PositiveSmallIntegerField(default=10, help_text='working days to complete what was returned at the formal check; empty: no last day', null=True)),
                ('city_by', models.DateField(help_text="last day of the city bureaus' first review; empty: they have none", null=True)),
                ('city_divisions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=4), default=list, help_text='GB/T 4754; empty: all', size=None)),
                ('city_sizes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('large', 'Large'), ('medium', 'Medium'), ('small', 'Small'), ('micro', 'Micro')], max_length=10), default=list, help_text='empty: all', size=None)),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='BulkLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('outcome', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('refused', 'Not possible'), ('undone', 'Undone'), ('kept', 'Could not be undone')], default='waiting', max_length=10)),
                ('message', models.CharField(blank=True, max_length=300)),
                ('version', models.PositiveIntegerField(null=True)),
                ('former', models.DateField(null=True)),
                ('former_reason', models.TextField(blank=True, max_length=2000)),
                ('before', models.JSONField(default=dict, help_text='what undoing a return puts back')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='BulkStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('kind', models.CharField(choices=[('accept', 'Accept'), ('ask_completion', 'Return as incomplete'), ('assign', 'Assign'), ('extend', 'Extend the last day'), ('return', 'Return for correction'), ('distribute', 'Distribute among reviewers')], max_length=20)),
                ('reason', models.TextField(blank=True, help_text="with fields that each company's words replace", max_length=2000)),
                ('until', models.DateField(help_text='the last day that an extension gives', null=True)),
                ('item_code', models.CharField(blank=True, help_text='of a return, the item that it flags itself', max_length=20)),
                ('key', models.CharField(help_text='of the form it was confirmed with: a second press makes no second', max_length=40)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(help_text='when the undoing had gone through', null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('number', models.CharField(max_length=48, unique=True)),
                ('code', models.CharField(max_length=12)),
                ('company', models.CharField(max_length=200)),
                ('company_code', models.CharField(max_length=18)),
                ('level', models.CharField(max_length=10)),
                ('stage_zh', models.CharField(max_length=60)),
                ('stage_en', models.CharField(max_length=60)),
                ('rank', models.PositiveSmallIntegerField()),
                ('authority_name', models.CharField(help_text='as on that day', max_length=200)),
                ('issued_on', models.DateField()),
                ('valid_until', models.DateField(help_text='last day, Asia/Shanghai, to its end; empty: without end', null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_reason', models.TextField(blank=True, max_length=2000)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ChapterAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chapter', models.CharField(help_text="a dimension's code: it stays when the filing moves", max_length=20)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('due_on', models.DateField(help_text='the same for everybody of a chapter; the day counts to its end')),
                ('assigned_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(help_text="an item's code: it stays when the filing moves", max_length=20)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('text', models.TextField(blank=True)),
                ('mentioned', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, help_text='users, found in the text by the server', size=None)),
                ('key', models.CharField(blank=True, max_length=40)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('edited_at', models.DateTimeField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(help_text="of a thread's first comment", null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='CommentsSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=20)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('upto', models.BigIntegerField(help_text='the key of the latest comment that was shown')),
            ],
        ),
        migrations.CreateModel(
            name='ContestedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('reason', models.TextField(blank=True, max_length=2000)),
                ('found_rung', models.CharField(blank=True, help_text='what is contested, kept at the submission', max_length=20)),
                ('found_comment', models.TextField(blank=True, max_length=4000)),
                ('files', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
            ],
            options={
                'ordering': ['item__position'],
            },
        ),
        migrations.CreateModel(
            name='DeclinedBinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item_code', models.CharField(max_length=20)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('title', models.CharField(max_length=120)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('latest', models.PositiveSmallIntegerField(default=1)),
                ('archived_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='DocumentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('effective_on', models.DateField(null=True)),
                ('expires_on', models.DateField(null=True)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('division', models.CharField(blank=True, help_text='GB/T 4754 division, two digits', max_length=4)),
                ('size', models.CharField(blank=True, choices=[('large', 'Large'), ('medium', 'Medium'), ('small', 'Small'), ('micro', 'Micro')], max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handed_title', models.CharField(blank=True, max_length=120)),
                ('handed_number', models.PositiveSmallIntegerField(null=True)),
                ('handed_effective_on', models.DateField(null=True)),
                ('handed_expires_on', models.DateField(null=True)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('page', models.PositiveSmallIntegerField(help_text='where in the file to look', null=True)),
                ('note', models.CharField(blank=True, help_text='what it shows there', max_length=200)),
                ('version', models.PositiveIntegerField(default=1)),
                ('key', models.CharField(blank=True, help_text='idempotency key of the upload', max_length=40)),
                ('last_key', models.CharField(blank=True, help_text='idempotency key of the last change of the place', max_length=40)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('handed_title', models.CharField(blank=True, max_length=120)),
                ('handed_number', models.PositiveSmallIntegerField(null=True)),
                ('handed_effective_on', models.DateField(null=True)),
                ('handed_expires_on', models.DateField(null=True)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', editable=False, max_length=80)),
                ('page', models.PositiveSmallIntegerField(help_text='where in the file to look', null=True)),
                ('note', models.CharField(blank=True, help_text='what it shows there', max_length=200)),
                ('version', models.PositiveIntegerField(default=1)),
                ('key', models.CharField(blank=True, help_text='idempotency key of the upload', max_length=40)),
                ('last_key', models.CharField(blank=True, help_text='idempotency key of the last change of the place', max_length=40)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('until', models.DateField(help_text='last day, Asia/Shanghai, to its end; empty: taken back', null=True)),
                ('reason', models.TextField(max_length=2000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.CharField(editable=False, max_length=200)),
                ('credit_code', models.CharField(db_collation='C', editable=False, max_length=18)),
                ('size_class', models.CharField(choices=[('large', 'Large'), ('medium', 'Medium'), ('small', 'Small'), ('micro', 'Micro')], editable=False, max_length=6)),
                ('company_plain', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(models.Func('company', models.Value('\\s+'), models.Value(''), models.Value('g'), function='regexp_replace')), help_text='lower-cased and without blanks, as search_plain types it', output_field=models.CharField(max_length=200))),
                ('office', models.GeneratedField(db_persist=True, expression=models.Func('scope', models.Value('/'), models.Value(2), function='split_part'), help_text="the authority's part of the path, by which an index can begin", output_field=models.CharField(db_collation='C', max_length=8))),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('state', models.CharField(choices=[('draft', 'Being filled in'), ('submitted', 'Submitted'), ('incomplete', 'Returned at the formal check'), ('refused', 'Not accepted'), ('accepted', 'Accepted for review'), ('at_city', 'First review by the city'), ('in_review', 'Under review'), ('returned', 'Returned for correction'), ('reviewed', 'Awaiting determination'), ('determined', 'Determined'), ('on_notice', 'On public notice'), ('published', 'Published'), ('revoked', 'Revoked')], default='draft', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('number', models.CharField(blank=True, help_text='given at the first submission', max_length=40)),
                ('declared_level', models.CharField(blank=True, max_length=10)),
                ('declared_total', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('reviewed_level', models.CharField(blank=True, max_length=10)),
                ('reviewed_total', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('state_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('determined_at', models.DateTimeField(null=True)),
                ('complete_by', models.DateField(help_text='last day to complete what was returned at the formal check', null=True)),
                ('extended_to', models.DateField(help_text="as the company's Extension says; null: none", null=True)),
            ],
        ),
        migrations.CreateModel(
            name='FilingEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('transition', models.CharField(max_length=30)),
                ('source', models.CharField(blank=True, choices=[('draft', 'Being filled in'), ('submitted', 'Submitted'), ('incomplete', 'Returned at the formal check'), ('refused', 'Not accepted'), ('accepted', 'Accepted for review'), ('at_city', 'First review by the city'), ('in_review', 'Under review'), ('returned', 'Returned for correction'), ('reviewed', 'Awaiting determination'), ('determined', 'Determined'), ('on_notice', 'On public notice'), ('published', 'Published'), ('revoked', 'Revoked')], max_length=10)),
                ('target', models.CharField(choices=[('draft', 'Being filled in'), ('submitted', 'Submitted'), ('incomplete', 'Returned at the formal check'), ('refused', 'Not accepted'), ('accepted', 'Accepted for review'), ('at_city', 'First review by the city'), ('in_review', 'Under review'), ('returned', 'Returned for correction'), ('reviewed', 'Awaiting determination'), ('determined', 'Determined'), ('on_notice', 'On public notice'), ('published', 'Published'), ('revoked', 'Revoked')], max_length=10)),
                ('reason', models.TextField(blank=True, max_length=4000)),
                ('by_side', models.CharField(choices=[('enterprise', 'Enterprise'), ('authority', 'Authority'), ('ministry', 'Ministry'), ('system', 'System'), ('expert', 'Outside expert')], max_length=10)),
                ('by_name', models.CharField(help_text='person and organisation as they were called that day', max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ImprovementAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('from_rung', models.CharField(blank=True, max_length=10)),
                ('to_rung', models.CharField(blank=True, max_length=10)),
                ('add_evidence', models.BooleanField(default=False)),
                ('owner_name', models.CharField(blank=True, max_length=60)),
                ('due_on', models.DateField(null=True)),
                ('state', models.CharField(choices=[('todo', 'To do'), ('doing', 'In work'), ('done', 'Done'), ('dropped', 'Dropped')], default='todo', max_length=8)),
                ('dropped_from', models.CharField(blank=True, choices=[('todo', 'To do'), ('doing', 'In work'), ('done', 'Done'), ('dropped', 'Dropped')], max_length=8)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('last_key', models.CharField(blank=True, help_text='idempotency key of the last save', max_length=40)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['item__position'],
            },
        ),
        migrations.CreateModel(
            name='ImprovementActionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('scope', portal.models.fields.ScopeField(db_collation='C', editable=False, max_length=80)),
                ('from_rung', models.CharField(blank=True, max_length=10)),
                ('to_rung', models.CharField(blank=True, max_length=10)),
                ('add_evidence', models.BooleanField(default=False)),
                ('owner_name', models.CharField(blank=True, max_length=60)),
                ('due_on', models.DateField(null=True)),
                ('state', models.CharField(choices=[('todo', 'To do'), ('doing', 'In work'), ('done', 'Done'), ('dropped', 'Dropped')], default='todo', max_length=8)),
                ('dropped_from', models.CharField(blank=True, choices=[('todo', 'To do'), ('doing', 'In work'), ('done', 'Done'), ('dropped', 'Dropped')], max_length=8)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('last_key', models.CharField(blank=True, help_text='idempotency key of the last save', max_length=40)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImprovementPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('target_level', models.CharField(blank=True, max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('kind', models.CharField(choices=[('company', 'A company'), ('group', 'A group of companies'), ('employer', 'A former employer')], max_length=10)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('code', models.CharField(blank=True, max_length=18)),
                ('since_year', models.PositiveSmallIntegerField(null=True)),
                ('until_year', models.PositiveSmallIntegerField(null=True)),
                ('declared_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(help_text='no longer so; kept, because it was so until then', null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Level',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('position', models.PositiveSmallIntegerField()),
                ('name_zh', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=100)),
                ('gates', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['version', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('group', 'Dimension'), ('item', 'Item')], max_length=5)),
                ('code', models.CharField(max_length=20)),
                ('position', models.PositiveSmallIntegerField()),
                ('weight', models.DecimalField(decimal_places=4, max_digits=7)),
                ('title_zh', models.CharField(max_length=120)),
                ('title_en', models.CharField(max_length=200)),
                ('question_zh', models.TextField(blank=True)),
                ('question_en', models.TextField(blank=True)),
                ('guidance_zh', models.TextField(blank=True)),
                ('guidance_en', models.TextField(blank=True)),
                ('evidence_zh', models.JSONField(default=list)),
                ('evidence_en', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['version', 'position'],
            },
        ),
        migrations.CreateModel(
            name='NoticeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('company', models.CharField(max_length=200)),
                ('city', models.CharField(max_length=100)),
                ('division', models.CharField(help_text='GB/T 4754, such as C36', max_length=4)),
                ('division_zh', models.CharField(max_length=100)),
                ('division_en', models.CharField(max_length=200)),
                ('level', models.CharField(blank=True, max_length=10)),
                ('stage_zh', models.CharField(blank=True, max_length=60)),
                ('stage_en', models.CharField(blank=True, max_length=60)),
                ('rank', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('on_notice', 'On public notice'), ('published', 'Published'), ('set_aside', 'To be decided anew')], default='on_notice', max_length=10)),
            ],
            options={
                'verbose_name_plural': 'notice entries',
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('source', models.CharField(choices=[('web', "On the notice's page"), ('letter', 'By letter')], max_length=6)),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('contact', models.CharField(max_length=200)),
                ('text', models.TextField(max_length=2000)),
                ('key', models.CharField(max_length=64)),
                ('received_on', models.DateField()),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ObjectionAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('upheld', models.BooleanField()),
                ('reason', models.TextField(max_length=2000)),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='OverrideReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('code', models.CharField(help_text="the contradiction's code in the standard", max_length=40)),
                ('basis', models.CharField(max_length=64)),
                ('text', models.TextField(max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='OverrideReasonEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('scope', portal.models.fields.ScopeField(db_collation='C', editable=False, max_length=80)),
                ('code', models.CharField(help_text="the contradiction's code in the standard", max_length=40)),
                ('basis', models.CharField(max_length=64)),
                ('text', models.TextField(max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PeerMedian',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size_class', models.CharField(choices=[('large', 'Large'), ('medium', 'Medium'), ('small', 'Small'), ('micro', 'Micro')], max_length=6)),
                ('group_code', models.CharField(max_length=40)),
                ('n', models.PositiveIntegerField(help_text='filings counted')),
                ('median', models.DecimalField(decimal_places=4, help_text="in the dimension's own unit", max_digits=12)),
                ('counted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('item', models.CharField(blank=True, help_text='empty: the task list', max_length=20)),
                ('seen_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PublicNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('authority_name', models.CharField(help_text='as on that day', max_length=200)),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField(max_length=4000)),
                ('contact', models.TextField(help_text='where objections go besides the page', max_length=500)),
                ('posted_on', models.DateField()),
                ('ends_on', models.DateField(help_text='last day for objections, Asia/Shanghai, to its end')),
                ('sure', models.BooleanField(help_text='the calendar knew the holidays on the way')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='QueueView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('name', models.CharField(blank=True, max_length=40)),
                ('query', models.CharField(blank=True, help_text='filters and order, as in the URL', max_length=1000)),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), default=list, help_text='beside the company; empty: the usual', size=None)),
                ('shared', models.BooleanField(default=False, help_text='colleagues see it; the owner changes it')),
                ('is_default', models.BooleanField(default=False, help_text='opens where the address names no filter')),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('reason', models.TextField(max_length=2000)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('self', 'Self-evaluation'), ('reviewer', 'Review'), ('final', 'Determination'), ('rescore', 'Rescoring')], max_length=8)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('level', models.CharField(max_length=10)),
                ('total', models.DecimalField(decimal_places=4, max_digits=9)),
                ('detail', models.JSONField()),
                ('engine_version', models.CharField(max_length=20)),
                ('inputs_hash', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('ordinal', models.PositiveSmallIntegerField(default=0, help_text='null: given up, kept for its history', null=True)),
                ('total', models.DecimalField(decimal_places=2, help_text='found, once it has ended', max_digits=6, null=True)),
                ('released', models.BooleanField(default=False)),
                ('opinion', models.TextField(blank=True, max_length=4000)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_at', models.DateTimeField(help_text='when its reviewer took it; null: assigned by somebody', null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('gap', models.SmallIntegerField(help_text='stages from the declared one to the one found; null until finished', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RosterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', editable=False, max_length=80)),
                ('invited_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reminded_on', models.DateField(help_text='at most once a day', null=True)),
                ('reminder', models.CharField(blank=True, help_text="the latest one's key, by which it is delivered once", max_length=40)),
            ],
            options={
                'verbose_name_plural': 'roster entries',
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('summary_due_on', models.DateField(help_text='15 December by the notice; a date per year, so data (domain.md §7)')),
                ('reminded', models.CharField(blank=True, help_text='last day and name of the latest reminder', max_length=20)),
                ('appeal_days', models.PositiveSmallIntegerField(help_text='working days after a determination in which an appeal may be filed; empty: none may', null=True)),
                ('extension_days', models.PositiveSmallIntegerField(default=15, help_text="days after a company's last day until which its authority may extend it; empty: not at all", null=True)),
            ],
            options={
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='RoundOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Rung',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('position', models.PositiveSmallIntegerField()),
                ('points', models.DecimalField(decimal_places=4, max_digits=8)),
                ('name_zh', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=100)),
                ('descriptor_zh', models.TextField()),
                ('descriptor_en', models.TextField()),
            ],
            options={
                'ordering': ['node', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('released', models.BooleanField(default=False)),
                ('rung', models.CharField(blank=True, max_length=10)),
                ('accepted_exclusion', models.BooleanField(default=False, help_text='the item does not apply, as claimed')),
                ('comment', models.TextField(blank=True, max_length=4000)),
                ('flagged', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('last_key', models.CharField(blank=True, help_text='idempotency key of the last save', max_length=40)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='ScoreEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('scope', portal.models.fields.ScopeField(db_collation='C', editable=False, max_length=80)),
                ('released', models.BooleanField(default=False)),
                ('rung', models.CharField(blank=True, max_length=10)),
                ('accepted_exclusion', models.BooleanField(default=False, help_text='the item does not apply, as claimed')),
                ('comment', models.TextField(blank=True, max_length=4000)),
                ('flagged', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('last_key', models.CharField(blank=True, help_text='idempotency key of the last save', max_length=40)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Simulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20)),
                ('source_hash', models.CharField(max_length=64)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('treat_changed_as_same', models.BooleanField(help_text='answers on items whose wording changed count as well')),
                ('matched', models.PositiveSmallIntegerField(help_text='items whose answers were taken over')),
                ('open_items', models.JSONField(default=list, help_text='codes that count as unanswered: new, or changed in meaning')),
                ('filings', models.PositiveIntegerField()),
                ('as_of', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='SimulationMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('from_level', models.CharField(blank=True, max_length=10)),
                ('to_level', models.CharField(blank=True, max_length=10)),
                ('size', models.CharField(choices=[('large', 'Large'), ('medium', 'Medium'), ('small', 'Small'), ('micro', 'Micro')], max_length=10)),
                ('count', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Standard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('title_zh', models.CharField(max_length=120)),
                ('title_en', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='StandardVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=10)),
                ('notice_zh', models.CharField(blank=True, max_length=60)),
                ('notice_en', models.CharField(blank=True, max_length=60)),
                ('source', models.TextField()),
                ('source_hash', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField(auto_now_add=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['standard', 'version'],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('ordinal', models.PositiveSmallIntegerField(help_text='1 for the first')),
                ('declared_level', models.CharField(blank=True, max_length=10)),
                ('content_hash', models.CharField(max_length=64)),
                ('code', models.CharField(help_text='printed on the receipt; asked for with its number', max_length=12)),
                ('submitted_at', models.DateTimeField()),
                ('answers_until', models.BigIntegerField()),
                ('evidence_until', models.BigIntegerField()),
            ],
            options={
                'ordering': ['ordinal'],
            },
        ),
        migrations.CreateModel(
            name='TextCluster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('filings', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='one of each company; the others are like the first', size=None)),
                ('companies', models.PositiveIntegerField(help_text='how many filings')),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Triage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', editable=False, max_length=80)),
                ('score', models.PositiveSmallIntegerField()),
                ('place', models.PositiveSmallIntegerField()),
                ('control', models.BooleanField(default=False)),
                ('signals', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None)),
                ('reasons', models.JSONField(default=list)),
                ('method', models.CharField(max_length=10)),
                ('latest', models.BooleanField(default=True, help_text="of the filing's last submission")),
                ('computed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='TriageRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('control_percent', models.PositiveSmallIntegerField(default=5)),
                ('seed', models.CharField(default=evaluations.models.triage.draw_seed, editable=False, max_length=16)),
                ('read_at', models.DateTimeField(help_text='when the whole round was read last', null=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('arranged', 'Arranged'), ('made', 'Made'), ('dropped', 'Called off')], default='planned', max_length=10)),
                ('day', models.DateField(null=True)),
                ('team', models.CharField(blank=True, help_text='names, as typed', max_length=200)),
                ('note', models.CharField(blank=True, help_text='why it was called off, where to go', max_length=300)),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='VisitFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found_on', models.DateField()),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('released', models.BooleanField(default=False)),
                ('rung', models.CharField(blank=True, help_text='empty: what was found moves no verdict', max_length=10)),
                ('text', models.TextField(max_length=1500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('before_rung', models.CharField(blank=True, max_length=20)),
                ('stated', models.TextField(blank=True, help_text="as it stands in the verdict's comment, in place of an earlier one")),
                ('corrected_at', models.DateTimeField(help_text='when the verdict was last made to say this', null=True)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['item__position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='VisitPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('released', models.BooleanField(default=False)),
                ('had_place', models.BooleanField(default=False, help_text='the file that was sent said where it was taken')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='VisitPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('size', models.PositiveIntegerField(help_text='asked for')),
                ('minimum', models.PositiveSmallIntegerField(default=0, help_text='of each stratum, as far as it has so many')),
                ('seed', models.CharField(max_length=40)),
                ('method', models.CharField(max_length=10)),
                ('key', models.CharField(help_text='of the form it was drawn with: a second press draws no second', max_length=40)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='VisitStratum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('level', models.CharField(blank=True, max_length=10)),
                ('frame', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='filings that could be drawn', size=None)),
                ('drawn', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='updated_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='answerevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.answer'),
        ),
        migrations.AddField(
            model_name='answerevent',
            name='updated_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appeal',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appeal',
            name='submitted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appeal',
            name='updated_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='authorityround',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authority_rounds', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='authorityround',
            name='updated_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulkline',
            name='assignee',
            field=models.ForeignKey(help_text='where each filing of the step has its own', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulkline',
            name='enterprise',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='bulkstep',
            name='assignee',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulkstep',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulkstep',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='bulkstep',
            name='undone_by',
            field=models.ForeignKey(help_text='who asked for it', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulkline',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='evaluations.bulkstep'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='file',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.storedfile'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='revoked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='chapterassignment',
            name='assigned_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='chapterassignment',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='reply_to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='evaluations.comment'),
        ),
        migrations.AddField(
            model_name='comment',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='commentsseen',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contesteditem',
            name='appeal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='evaluations.appeal'),
        ),
        migrations.AddField(
            model_name='declinedbinding',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='document',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='document',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='document',
            name='updated_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='declinedbinding',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='declined_bindings', to='evaluations.document'),
        ),
        migrations.AddField(
            model_name='documentversion',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='documentversion',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='evaluations.document'),
        ),
        migrations.AddField(
            model_name='documentversion',
            name='file',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='document_version', to='portal.storedfile'),
        ),
        migrations.AddField(
            model_name='evaluation',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='answerevent',
            name='evaluation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.evaluation'),
        ),
        migrations.AddField(
            model_name='answer',
            name='evaluation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='evaluations.evaluation'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidence',
            name='answer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='evaluations.answer'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='document_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='evaluations.documentversion'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.storedfile'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='updated_by',
            field=models.ForeignKey(help_text='of page and note', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidenceevent',
            name='added_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidenceevent',
            name='answer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.answer'),
        ),
        migrations.AddField(
            model_name='evidenceevent',
            name='document_version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.documentversion'),
        ),
        migrations.AddField(
            model_name='evidenceevent',
            name='file',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='portal.storedfile'),
        ),
        migrations.AddField(
            model_name='evidenceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.evidence'),
        ),
        migrations.AddField(
            model_name='evidenceevent',
            name='updated_by',
            field=models.ForeignKey(db_constraint=False, help_text='of page and note', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extension',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='extension',
            name='given_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='filing',
            name='city',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.region'),
        ),
        migrations.AddField(
            model_name='filing',
            name='division',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.division'),
        ),
        migrations.AddField(
            model_name='filing',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='filing',
            name='evaluation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='filing', to='evaluations.evaluation'),
        ),
        migrations.AddField(
            model_name='filing',
            name='pledged_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='filing',
            name='receipt',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.storedfile'),
        ),
        migrations.AddField(
            model_name='declinedbinding',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='declined_bindings', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='commentsseen',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='comment',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='chapterassignment',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='bulkline',
            name='filing',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='filing',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='filingevent',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='filingevent',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='improvementaction',
            name='owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='improvementaction',
            name='updated_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='improvementactionevent',
            name='owner',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='improvementactionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.improvementaction'),
        ),
        migrations.AddField(
            model_name='improvementactionevent',
            name='updated_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='improvementplan',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='improvementplan',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='improvement_plans', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='improvementplan',
            name='filing',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='improvement_plan', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='improvementactionevent',
            name='plan',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.improvementplan'),
        ),
        migrations.AddField(
            model_name='improvementaction',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='evaluations.improvementplan'),
        ),
        migrations.AddField(
            model_name='interest',
            name='organisation',
            field=models.ForeignKey(help_text="the person's office", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='interest',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='node',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='evaluations.node'),
        ),
        migrations.AddField(
            model_name='improvementactionevent',
            name='item',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.node'),
        ),
        migrations.AddField(
            model_name='improvementaction',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.node'),
        ),
        migrations.AddField(
            model_name='contesteditem',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.node'),
        ),
        migrations.AddField(
            model_name='answerevent',
            name='carried_from',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.node'),
        ),
        migrations.AddField(
            model_name='answerevent',
            name='item',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.node'),
        ),
        migrations.AddField(
            model_name='answer',
            name='carried_from',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.node'),
        ),
        migrations.AddField(
            model_name='answer',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.node'),
        ),
        migrations.AddField(
            model_name='noticeentry',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notice_entries', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='objection',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='evaluations.noticeentry'),
        ),
        migrations.AddField(
            model_name='objection',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='objectionanswer',
            name='decided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='objectionanswer',
            name='objection',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='evaluations.objection'),
        ),
        migrations.AddField(
            model_name='overridereason',
            name='evaluation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='override_reasons', to='evaluations.evaluation'),
        ),
        migrations.AddField(
            model_name='overridereason',
            name='updated_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='overridereasonevent',
            name='evaluation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.evaluation'),
        ),
        migrations.AddField(
            model_name='overridereasonevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.overridereason'),
        ),
        migrations.AddField(
            model_name='overridereasonevent',
            name='updated_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='peermedian',
            name='division',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portal.division'),
        ),
        migrations.AddField(
            model_name='presence',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='presence',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicnotice',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='public_notices', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='publicnotice',
            name='posted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='noticeentry',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='evaluations.publicnotice'),
        ),
        migrations.AddField(
            model_name='queueview',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='queueview',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recusal',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='result',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='result',
            name='evaluation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='evaluations.evaluation'),
        ),
        migrations.AddField(
            model_name='filingevent',
            name='result',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.result'),
        ),
        migrations.AddField(
            model_name='review',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='review',
            name='reviewer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rosterentry',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster_entries', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='rosterentry',
            name='invited_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rosterentry',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster_entries', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='publicnotice',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='public_notices', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='peermedian',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='filing',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='extension',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='bulkstep',
            name='round',
            field=models.ForeignKey(help_text='of an extension', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='authorityround',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authority_rounds', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='roundopening',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='round_openings', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='roundopening',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='rung',
            name='node',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rungs', to='evaluations.node'),
        ),
        migrations.AddField(
            model_name='score',
            name='answer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='evaluations.answer'),
        ),
        migrations.AddField(
            model_name='score',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='evaluations.review'),
        ),
        migrations.AddField(
            model_name='score',
            name='updated_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scoreevent',
            name='answer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.answer'),
        ),
        migrations.AddField(
            model_name='scoreevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.score'),
        ),
        migrations.AddField(
            model_name='scoreevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.review'),
        ),
        migrations.AddField(
            model_name='scoreevent',
            name='updated_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='simulation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='simulation',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='simulations', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='simulationmove',
            name='division',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.division'),
        ),
        migrations.AddField(
            model_name='simulationmove',
            name='simulation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='evaluations.simulation'),
        ),
        migrations.AddField(
            model_name='simulation',
            name='standard',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='simulations', to='evaluations.standard'),
        ),
        migrations.AddField(
            model_name='standardversion',
            name='standard',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='evaluations.standard'),
        ),
        migrations.AddField(
            model_name='round',
            name='standard_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='evaluations.standardversion'),
        ),
        migrations.AddField(
            model_name='peermedian',
            name='standard_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluations.standardversion'),
        ),
        migrations.AddField(
            model_name='node',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nodes', to='evaluations.standardversion'),
        ),
        migrations.AddField(
            model_name='level',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='evaluations.standardversion'),
        ),
        migrations.AddField(
            model_name='improvementplan',
            name='standard_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.standardversion'),
        ),
        migrations.AddField(
            model_name='evaluation',
            name='standard_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='evaluations.standardversion'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='standard_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.standardversion'),
        ),
        migrations.AddField(
            model_name='submission',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='submission',
            name='receipt',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.storedfile'),
        ),
        migrations.AddField(
            model_name='submission',
            name='standard_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.standardversion'),
        ),
        migrations.AddField(
            model_name='submission',
            name='submitted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='textcluster',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='textcluster',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluations.node'),
        ),
        migrations.AddField(
            model_name='textcluster',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='triage',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='triages', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='triage',
            name='round',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='triage',
            name='submission',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='triage', to='evaluations.submission'),
        ),
        migrations.AddField(
            model_name='triageround',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='triageround',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='visit',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='visit',
            name='updated_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visitfinding',
            name='corrected_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visitfinding',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='evaluations.filing'),
        ),
        migrations.AddField(
            model_name='visitfinding',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.node'),
        ),
        migrations.AddField(
            model_name='visitfinding',
            name='updated_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visitfinding',
            name='visit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='evaluations.visit'),
        ),
        migrations.AddField(
            model_name='visitphoto',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visitphoto',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.storedfile'),
        ),
        migrations.AddField(
            model_name='visitphoto',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='evaluations.visitfinding'),
        ),
        migrations.AddField(
            model_name='visitplan',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation'),
        ),
        migrations.AddField(
            model_name='visitplan',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visitplan',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.round'),
        ),
        migrations.AddField(
            model_name='visit',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='evaluations.visitplan'),
        ),
        migrations.AddField(
            model_name='visitstratum',
            name='city',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.region'),
        ),
        migrations.AddField(
            model_name='visitstratum',
            name='division',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.division'),
        ),
        migrations.AddField(
            model_name='visitstratum',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strata', to='evaluations.visitplan'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='document_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=portal.rls.SameScope(field='enterprise', name='document_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=portal.rls.TenantPolicy(name='document', read=('enterprise', 'system'), write=('enterprise',)),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=models.UniqueConstraint(fields=('document', 'number'), name='one_version_per_number'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=models.CheckConstraint(condition=models.Q(('effective_on', None), ('expires_on', None), ('expires_on__gte', models.F('effective_on')), _connector='OR'), name='documentversion_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='documentversion_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=portal.rls.SameScope(field='document', name='documentversion_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=portal.rls.SameScope(field='file', name='documentversion_file_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=portal.rls.TenantPolicy(name='documentversion', read=('enterprise', 'system'), write=('enterprise',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentversion',
            trigger=pgtrigger.compiler.Trigger(name='keeps_its_file', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."file_id" IS DISTINCT FROM (NEW."file_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='128bf43a59e9690ece1bc1618b2dc0e7243a69ab', operation='UPDATE', pgid='pgtrigger_keeps_its_file_88ac6', table='evaluations_documentversion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('answer', 'key'), name='one_evidence_per_upload'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=portal.rls.SameScope(field='answer', name='evidence_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=portal.rls.SameScope(field='file', name='evidence_file_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=portal.rls.SameScope(field='document_version', name='evidence_document_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=portal.rls.TenantPolicy(name='evidence', read=('enterprise', 'authority', 'ministry', 'system', 'expert'), read_when={'expert': 'EXISTS (SELECT FROM evaluations_answer p WHERE p.id = evaluations_evidence.answer_id)'}, write=('enterprise',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='closed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF current_user = 'portal_enterprise' AND EXISTS (\n              SELECT FROM evaluations_filing f WHERE f.evaluation_id IN (SELECT evaluation_id FROM evaluations_answer WHERE id IN (OLD.answer_id, NEW.answer_id)) AND f.state NOT IN ('draft', 'incomplete', 'returned')\n            ) THEN\n              RAISE EXCEPTION 'the filing is closed to this side';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='adb2b41f194ee31360b9e4b8dff307b0691de245', operation='UPDATE OR DELETE', pgid='pgtrigger_closed_b77e0', table='evaluations_evidence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_evidenceevent" ("added_at", "added_by_id", "answer_id", "document_version_id", "file_id", "handed_effective_on", "handed_expires_on", "handed_number", "handed_title", "id", "key", "last_key", "note", "page", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."added_at", NEW."added_by_id", NEW."answer_id", NEW."document_version_id", NEW."file_id", NEW."handed_effective_on", NEW."handed_expires_on", NEW."handed_number", NEW."handed_title", NEW."id", NEW."key", NEW."last_key", NEW."note", NEW."page", NOW(), \'insert\', NEW."id", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='7f16c4e65400b419bd3857fc196eaff9781b9298', operation='INSERT', pgid='pgtrigger_insert_insert_6980b', table='evaluations_evidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."answer_id" IS DISTINCT FROM (NEW."answer_id") OR OLD."document_version_id" IS DISTINCT FROM (NEW."document_version_id") OR OLD."file_id" IS DISTINCT FROM (NEW."file_id") OR OLD."handed_effective_on" IS DISTINCT FROM (NEW."handed_effective_on") OR OLD."handed_expires_on" IS DISTINCT FROM (NEW."handed_expires_on") OR OLD."handed_number" IS DISTINCT FROM (NEW."handed_number") OR OLD."handed_title" IS DISTINCT FROM (NEW."handed_title") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."last_key" IS DISTINCT FROM (NEW."last_key") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."page" IS DISTINCT FROM (NEW."page") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "evaluations_evidenceevent" ("added_at", "added_by_id", "answer_id", "document_version_id", "file_id", "handed_effective_on", "handed_expires_on", "handed_number", "handed_title", "id", "key", "last_key", "note", "page", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."added_at", NEW."added_by_id", NEW."answer_id", NEW."document_version_id", NEW."file_id", NEW."handed_effective_on", NEW."handed_expires_on", NEW."handed_number", NEW."handed_title", NEW."id", NEW."key", NEW."last_key", NEW."note", NEW."page", NOW(), \'update\', NEW."id", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='a6f27068ad74e1be2687512dd205e52ffc320445', operation='UPDATE', pgid='pgtrigger_update_update_bc42b', table='evaluations_evidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_evidenceevent" ("added_at", "added_by_id", "answer_id", "document_version_id", "file_id", "handed_effective_on", "handed_expires_on", "handed_number", "handed_title", "id", "key", "last_key", "note", "page", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "updated_at", "updated_by_id", "version") VALUES (OLD."added_at", OLD."added_by_id", OLD."answer_id", OLD."document_version_id", OLD."file_id", OLD."handed_effective_on", OLD."handed_expires_on", OLD."handed_number", OLD."handed_title", OLD."id", OLD."key", OLD."last_key", OLD."note", OLD."page", NOW(), \'delete\', OLD."id", OLD."scope", OLD."updated_at", OLD."updated_by_id", OLD."version"); RETURN NULL;', hash='47fda8c9a337152fcbead553a077bbca7be3ba5a', operation='DELETE', pgid='pgtrigger_delete_delete_439b9', table='evaluations_evidence', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='evidenceevent',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='evidenceevent', read=('enterprise', 'authority', 'ministry', 'system', 'expert'), read_when={'expert': 'EXISTS (SELECT FROM evaluations_answer p WHERE p.id = evaluations_evidenceevent.answer_id)'}, write=('enterprise',)),
        ),
        migrations.AddConstraint(
            model_name='evidenceevent',
            constraint=portal.rls.SameScope(field='answer', name='evidenceevent_same_scope'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidenceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'scope' = to_jsonb(OLD) - 'scope' THEN\n      RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'history is append-only: %', TG_TABLE_NAME;\n", hash='d7e11be01ca492fa4c59b6ddbc5046231bb3ee47', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_89607', table='evaluations_evidenceevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='declinedbinding',
            constraint=models.UniqueConstraint(fields=('filing', 'document', 'item_code'), name='declined_once'),
        ),
        migrations.AddConstraint(
            model_name='declinedbinding',
            constraint=portal.rls.SameScope(field='filing', name='declinedbinding_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='declinedbinding',
            constraint=portal.rls.SameScope(field='document', name='declinedbinding_document_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='declinedbinding',
            constraint=portal.rls.TenantPolicy(name='declinedbinding', read=('enterprise', 'system'), write=('enterprise',)),
        ),
        migrations.AddConstraint(
            model_name='commentsseen',
            constraint=models.UniqueConstraint(fields=('filing', 'item', 'person'), name='one_mark_per_reader'),
        ),
        migrations.AddConstraint(
            model_name='commentsseen',
            constraint=portal.rls.SameScope(field='filing', name='commentsseen_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='commentsseen',
            constraint=portal.rls.TenantPolicy(name='commentsseen', read=('enterprise',), write=('enterprise',)),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['filing', 'item', 'id'], name='comment_of_item'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('filing', 'author', 'key'), name='one_comment_per_key'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('removed_at', None), ('text', ''), _connector='OR'), name='removed_comment_says_nothing'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('reply_to', None), ('settled_at', None), _connector='OR'), name='comment_settles_with_its_thread'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='comment_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=portal.rls.SameScope(field='filing', name='comment_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=portal.rls.SameScope(field='reply_to', name='comment_reply_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=portal.rls.TenantPolicy(name='comment', read=('enterprise',), write=('enterprise',)),
        ),
        migrations.AddConstraint(
            model_name='chapterassignment',
            constraint=models.UniqueConstraint(fields=('filing', 'chapter', 'person'), name='one_assignment_per_person'),
        ),
        migrations.AddConstraint(
            model_name='chapterassignment',
            constraint=portal.rls.SameScope(field='filing', name='chapterassignment_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='chapterassignment',
            constraint=portal.rls.TenantPolicy(name='chapterassignment', read=('enterprise',), write=('enterprise',)),
        ),
        migrations.AddIndex(
            model_name='bulkline',
            index=models.Index(fields=['step', 'outcome', 'id'], name='bulkline_outcome'),
        ),
        migrations.AddConstraint(
            model_name='bulkline',
            constraint=models.UniqueConstraint(fields=('step', 'filing'), name='one_line_per_filing'),
        ),
        migrations.AddConstraint(
            model_name='bulkline',
            constraint=models.UniqueConstraint(fields=('step', 'enterprise'), name='one_line_per_company'),
        ),
        migrations.AddConstraint(
            model_name='bulkline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('enterprise__isnull', False), ('filing', None)), models.Q(('enterprise', None), ('filing__isnull', False)), _connector='OR'), name='bulkline_filing_or_company'),
        ),
        migrations.AddConstraint(
            model_name='bulkline',
            constraint=portal.rls.SameScope(field='step', name='bulkline_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='bulkline',
            constraint=portal.rls.TenantPolicy(name='bulkline', read=('authority', 'ministry'), write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='appeal_submitted_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state__in', ['draft', 'submitted'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['upheld', 'rejected'])), _connector='OR'), name='appeal_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='appeal_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=portal.rls.SameScope(field='filing', name='appeal_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=portal.rls.TenantPolicy(adds=('enterprise',), columns={'authority': ('state', 'version', 'answer', 'decided_by_id', 'decided_at'), 'enterprise': ('state', 'version', 'reason', 'updated_by_id', 'updated_at', 'submitted_by_id', 'submitted_at')}, name='appeal', read=('enterprise', 'authority', 'ministry'), read_when={'authority': "state <> 'draft'", 'ministry': "state <> 'draft'"}, write=('enterprise', 'authority'), write_when={'authority': "state <> 'draft'"}),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appeal',
            trigger=pgtrigger.compiler.Trigger(name='begins_as_a_draft', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_user = 'portal_enterprise' AND (NEW.state <> 'draft' OR NEW.answer <> '' OR NEW.decided_at IS NOT NULL))", func="RAISE EXCEPTION 'the answer to an appeal is the authority''s';", hash='506ebafbdf33e998dfe2ef977ae0c9435346b548', operation='INSERT', pgid='pgtrigger_begins_as_a_draft_d0845', table='evaluations_appeal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appeal',
            trigger=pgtrigger.compiler.Trigger(name='stays_as_submitted', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state IN ('upheld', 'rejected') AND (to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope') OR OLD.state = 'submitted' AND NEW.state <> 'draft' AND (to_jsonb(NEW) - 'scope' - '{state, version, answer, decided_by_id, decided_at}'::text[]) <> (to_jsonb(OLD) - 'scope' - '{state, version, answer, decided_by_id, decided_at}'::text[]) OR current_user = 'portal_enterprise' AND NEW.state IN ('upheld', 'rejected') OR current_user = 'portal_authority' AND NEW.state NOT IN ('upheld', 'rejected'))", func="RAISE EXCEPTION 'a submitted appeal stays as it is';", hash='8f24a96d1ba32b61c7a58598b654633ea7d19577', operation='UPDATE', pgid='pgtrigger_stays_as_submitted_e073f', table='evaluations_appeal', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='interest',
            index=models.Index(condition=models.Q(('withdrawn_at', None)), fields=['person'], name='interest_standing'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), ('name', ''), _negated=True), name='interest_names_something'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=portal.rls.SameScope(field='organisation', name='interest_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=portal.rls.TenantPolicy(name='interest', read=('authority',), write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='improvementactionevent',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='improvementactionevent', read=('enterprise', 'system'), write=('enterprise',)),
        ),
        migrations.AddConstraint(
            model_name='improvementactionevent',
            constraint=portal.rls.SameScope(field='plan', name='improvementactionevent_same_scope'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='improvementactionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'scope' = to_jsonb(OLD) - 'scope' THEN\n      RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'history is append-only: %', TG_TABLE_NAME;\n", hash='4729587a4560545ea54127fee411d09c5ccce41e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_09bb1', table='evaluations_improvementactionevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='improvementaction',
            index=models.Index(condition=models.Q(('owner__isnull', False), ('state__in', ['todo', 'doing'])), fields=['due_on'], name='action_due'),
        ),
        migrations.AddConstraint(
            model_name='improvementaction',
            constraint=models.UniqueConstraint(fields=('plan', 'item'), name='one_action_per_item'),
        ),
        migrations.AddConstraint(
            model_name='improvementaction',
            constraint=models.CheckConstraint(condition=models.Q(('owner', None), ('owner_name', ''), _connector='OR'), name='action_one_owner'),
        ),
        migrations.AddConstraint(
            model_name='improvementaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dropped_from__gt', ''), ('state', 'dropped')), models.Q(models.Q(('state', 'dropped'), _negated=True), ('dropped_from', '')), _connector='OR'), name='action_dropped_from'),
        ),
        migrations.AddConstraint(
            model_name='improvementaction',
            constraint=models.CheckConstraint(condition=models.Q(('to_rung__gt', ''), ('add_evidence', True), _connector='OR'), name='action_promises_something'),
        ),
        migrations.AddConstraint(
            model_name='improvementaction',
            constraint=portal.rls.SameScope(field='plan', name='improvementaction_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='improvementaction',
            constraint=portal.rls.TenantPolicy(name='improvementaction', read=('enterprise', 'system'), write=('enterprise',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='improvementaction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_improvementactionevent" ("add_evidence", "dropped_from", "due_on", "from_rung", "id", "item_id", "last_key", "note", "owner_id", "owner_name", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "scope", "state", "to_rung", "updated_at", "updated_by_id", "version") VALUES (NEW."add_evidence", NEW."dropped_from", NEW."due_on", NEW."from_rung", NEW."id", NEW."item_id", NEW."last_key", NEW."note", NEW."owner_id", NEW."owner_name", NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."scope", NEW."state", NEW."to_rung", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='d3a1cb3a2070af9a682ab0c44f955a6b7965d91c', operation='INSERT', pgid='pgtrigger_insert_insert_ed06d', table='evaluations_improvementaction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='improvementaction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."add_evidence" IS DISTINCT FROM (NEW."add_evidence") OR OLD."dropped_from" IS DISTINCT FROM (NEW."dropped_from") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."from_rung" IS DISTINCT FROM (NEW."from_rung") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."last_key" IS DISTINCT FROM (NEW."last_key") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."owner_name" IS DISTINCT FROM (NEW."owner_name") OR OLD."plan_id" IS DISTINCT FROM (NEW."plan_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."to_rung" IS DISTINCT FROM (NEW."to_rung") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "evaluations_improvementactionevent" ("add_evidence", "dropped_from", "due_on", "from_rung", "id", "item_id", "last_key", "note", "owner_id", "owner_name", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "scope", "state", "to_rung", "updated_at", "updated_by_id", "version") VALUES (NEW."add_evidence", NEW."dropped_from", NEW."due_on", NEW."from_rung", NEW."id", NEW."item_id", NEW."last_key", NEW."note", NEW."owner_id", NEW."owner_name", NOW(), \'update\', NEW."id", NEW."plan_id", NEW."scope", NEW."state", NEW."to_rung", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='42319b660bbf58d993699e496e4f2cb508bdfb4c', operation='UPDATE', pgid='pgtrigger_update_update_d976c', table='evaluations_improvementaction', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='contesteditem',
            constraint=models.UniqueConstraint(fields=('appeal', 'item'), name='one_contest_per_item'),
        ),
        migrations.AddConstraint(
            model_name='contesteditem',
            constraint=portal.rls.SameScope(field='appeal', name='contesteditem_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='contesteditem',
            constraint=portal.rls.TenantPolicy(name='contesteditem', read=('enterprise', 'authority', 'ministry'), read_when={'authority': "EXISTS (SELECT FROM evaluations_appeal a WHERE a.id = appeal_id AND a.state <> 'draft')", 'ministry': "EXISTS (SELECT FROM evaluations_appeal a WHERE a.id = appeal_id AND a.state <> 'draft')"}, write=('enterprise',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contesteditem',
            trigger=pgtrigger.compiler.Trigger(name='closed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF current_user = 'portal_enterprise' AND EXISTS (\n                      SELECT FROM evaluations_appeal a\n                       WHERE a.id IN (OLD.appeal_id, NEW.appeal_id) AND a.state <> 'draft'\n                    ) THEN\n                      RAISE EXCEPTION 'a submitted appeal stays as it is';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ", hash='48f4840f3253d18773c0cdc71d4a2bdc3e576d5d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_closed_ab80f', table='evaluations_contesteditem', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='answerevent',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='answerevent', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise',)),
        ),
        migrations.AddConstraint(
            model_name='answerevent',
            constraint=portal.rls.SameScope(field='evaluation', name='answerevent_same_scope'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answerevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'scope' = to_jsonb(OLD) - 'scope' THEN\n      RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'history is append-only: %', TG_TABLE_NAME;\n", hash='0a06437f7db5bfbc9131d576655879d8d989eb76', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_16eb4', table='evaluations_answerevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(condition=models.Q(('carried_from__isnull', False)), fields=['carried_from'], name='answer_to_confirm'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('evaluation', 'item'), name='one_answer_per_item'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('not_applicable', False), ('rung', ''), _connector='OR'), name='answer_is_a_rung_or_not_applicable'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('carried_from', None), models.Q(('not_applicable', False), ('rung', '')), _connector='OR'), name='answer_to_confirm_claims_nothing'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='answer_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=portal.rls.SameScope(field='evaluation', name='answer_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=portal.rls.TenantPolicy(name='answer', read=('enterprise', 'authority', 'ministry', 'system', 'expert'), read_when={'expert': 'EXISTS (SELECT FROM evaluations_filing p WHERE p.evaluation_id = evaluations_answer.evaluation_id)'}, write=('enterprise',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='closed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF current_user = 'portal_enterprise' AND EXISTS (\n              SELECT FROM evaluations_filing f WHERE f.evaluation_id IN (OLD.evaluation_id, NEW.evaluation_id) AND f.state NOT IN ('draft', 'incomplete', 'returned')\n            ) THEN\n              RAISE EXCEPTION 'the filing is closed to this side';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='caa67a84c6d371c827a7987276dfbbfaaf11c08a', operation='UPDATE OR DELETE', pgid='pgtrigger_closed_48f02', table='evaluations_answer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_answerevent" ("carried_from_id", "carried_rung", "evaluation_id", "id", "item_id", "last_key", "not_applicable", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "rung", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."carried_from_id", NEW."carried_rung", NEW."evaluation_id", NEW."id", NEW."item_id", NEW."last_key", NEW."not_applicable", NOW(), \'insert\', NEW."id", NEW."remark", NEW."rung", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='844261aa5aa05e174330a00bde99dfd8b53fc722', operation='INSERT', pgid='pgtrigger_insert_insert_2d396', table='evaluations_answer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."carried_from_id" IS DISTINCT FROM (NEW."carried_from_id") OR OLD."carried_rung" IS DISTINCT FROM (NEW."carried_rung") OR OLD."evaluation_id" IS DISTINCT FROM (NEW."evaluation_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."last_key" IS DISTINCT FROM (NEW."last_key") OR OLD."not_applicable" IS DISTINCT FROM (NEW."not_applicable") OR OLD."remark" IS DISTINCT FROM (NEW."remark") OR OLD."rung" IS DISTINCT FROM (NEW."rung") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "evaluations_answerevent" ("carried_from_id", "carried_rung", "evaluation_id", "id", "item_id", "last_key", "not_applicable", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "rung", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."carried_from_id", NEW."carried_rung", NEW."evaluation_id", NEW."id", NEW."item_id", NEW."last_key", NEW."not_applicable", NOW(), \'update\', NEW."id", NEW."remark", NEW."rung", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='a7e1fe835acb20a1104eab413d79d8d7b3ca876d', operation='UPDATE', pgid='pgtrigger_update_update_42329', table='evaluations_answer', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(fields=('entry', 'key'), name='one_objection_per_key'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recorded_by', None), ('source', 'web')), models.Q(('recorded_by__isnull', False), ('source', 'letter')), _connector='OR'), name='objection_letter_has_recorder'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='objection_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=portal.rls.SameScope(field='entry', name='objection_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='objection', read=('authority', 'ministry', 'system'), write=('authority', 'system'), write_when={'authority': "source = 'letter'", 'system': "source = 'web'"}),
        ),
        migrations.AddConstraint(
            model_name='objectionanswer',
            constraint=portal.rls.SameScope(field='objection', name='objectionanswer_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='objectionanswer',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='objectionanswer', read=('authority', 'ministry', 'system'), write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='overridereason',
            constraint=models.UniqueConstraint(fields=('evaluation', 'code'), name='one_reason_per_contradiction'),
        ),
        migrations.AddConstraint(
            model_name='overridereason',
            constraint=portal.rls.SameScope(field='evaluation', name='overridereason_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='overridereason',
            constraint=portal.rls.TenantPolicy(name='overridereason', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overridereason',
            trigger=pgtrigger.compiler.Trigger(name='closed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF current_user = 'portal_enterprise' AND EXISTS (\n              SELECT FROM evaluations_filing f WHERE f.evaluation_id IN (OLD.evaluation_id, NEW.evaluation_id) AND f.state NOT IN ('draft', 'incomplete', 'returned')\n            ) THEN\n              RAISE EXCEPTION 'the filing is closed to this side';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='42a24770b6233fa02521f4d9eeb2e480294a78fb', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_closed_158ba', table='evaluations_overridereason', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overridereason',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_overridereasonevent" ("basis", "code", "evaluation_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "text", "updated_at", "updated_by_id", "version") VALUES (NEW."basis", NEW."code", NEW."evaluation_id", NEW."id", NOW(), \'insert\', NEW."id", NEW."scope", NEW."text", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='510c428983c2f25ca6c798d60788b20f7a39222e', operation='INSERT', pgid='pgtrigger_insert_insert_171de', table='evaluations_overridereason', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overridereason',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."evaluation_id" IS DISTINCT FROM (NEW."evaluation_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "evaluations_overridereasonevent" ("basis", "code", "evaluation_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "text", "updated_at", "updated_by_id", "version") VALUES (NEW."basis", NEW."code", NEW."evaluation_id", NEW."id", NOW(), \'update\', NEW."id", NEW."scope", NEW."text", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='5f4ca6c2f6bcb519d73e51d2f054d8180daa763f', operation='UPDATE', pgid='pgtrigger_update_update_67c26', table='evaluations_overridereason', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overridereason',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_overridereasonevent" ("basis", "code", "evaluation_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "text", "updated_at", "updated_by_id", "version") VALUES (OLD."basis", OLD."code", OLD."evaluation_id", OLD."id", NOW(), \'delete\', OLD."id", OLD."scope", OLD."text", OLD."updated_at", OLD."updated_by_id", OLD."version"); RETURN NULL;', hash='31f0a1fdf43d44a8b7f72dddedb7da872d54e0a6', operation='DELETE', pgid='pgtrigger_delete_delete_3ac5a', table='evaluations_overridereason', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='overridereasonevent',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='overridereasonevent', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise',)),
        ),
        migrations.AddConstraint(
            model_name='overridereasonevent',
            constraint=portal.rls.SameScope(field='evaluation', name='overridereasonevent_same_scope'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overridereasonevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'scope' = to_jsonb(OLD) - 'scope' THEN\n      RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'history is append-only: %', TG_TABLE_NAME;\n", hash='43126bd1279347e95a93d7585f9122b6e3c0d230', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_48d9b', table='evaluations_overridereasonevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=models.UniqueConstraint(fields=('filing', 'person'), name='one_presence_per_person'),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=portal.rls.SameScope(field='filing', name='presence_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=portal.rls.TenantPolicy(name='presence', read=('enterprise',), write=('enterprise',)),
        ),
        migrations.AddIndex(
            model_name='noticeentry',
            index=models.Index(fields=['notice', 'company', 'id'], name='noticeentry_page'),
        ),
        migrations.AddConstraint(
            model_name='noticeentry',
            constraint=models.UniqueConstraint(fields=('notice', 'filing'), name='one_entry_per_notice'),
        ),
        migrations.AddConstraint(
            model_name='noticeentry',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'on_notice')), fields=('filing',), name='one_open_notice_entry_per_filing'),
        ),
        migrations.AddConstraint(
            model_name='noticeentry',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='noticeentry_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='noticeentry',
            constraint=portal.rls.SameScope(field='filing', name='noticeentry_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='noticeentry',
            constraint=portal.rls.TenantPolicy(adds=('authority',), columns={'authority': ('state',)}, name='noticeentry', read=('enterprise', 'authority', 'ministry', 'system'), write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='queueview',
            constraint=models.UniqueConstraint(fields=('organisation', 'owner', 'name'), name='one_queueview_per_name'),
        ),
        migrations.AddConstraint(
            model_name='queueview',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('organisation', 'owner'), name='one_default_queueview'),
        ),
        migrations.AddConstraint(
            model_name='queueview',
            constraint=models.CheckConstraint(condition=models.Q(('name__gt', ''), models.Q(('is_default', False), ('query', ''), ('shared', False)), _connector='OR'), name='queueview_without_name_is_columns'),
        ),
        migrations.AddConstraint(
            model_name='queueview',
            constraint=portal.rls.SameScope(field='organisation', name='queueview_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='queueview',
            constraint=portal.rls.TenantPolicy(name='queueview', read=('authority', 'ministry'), write=('authority', 'ministry')),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.UniqueConstraint(fields=('filing', 'person'), name='one_recusal_per_person'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=portal.rls.SameScope(field='filing', name='recusal_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='recusal', read=('authority',), write=('authority',)),
        ),
        migrations.AddIndex(
            model_name='result',
            index=models.Index(fields=['evaluation', 'kind', '-id'], name='result_latest'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=portal.rls.SameScope(field='evaluation', name='result_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='result', read=('enterprise', 'authority', 'ministry', 'system'), read_when={'authority': "kind <> 'rescore'", 'enterprise': "kind IN ('self', 'final')"}, write=('enterprise', 'authority', 'system'), write_when={'authority': "kind IN ('reviewer', 'final')", 'enterprise': "kind = 'self'", 'system': "kind = 'rescore'"}),
        ),
        migrations.AddIndex(
            model_name='filingevent',
            index=models.Index(fields=['scope', 'at'], name='filingevent_scope_at'),
        ),
        migrations.AddConstraint(
            model_name='filingevent',
            constraint=portal.rls.SameScope(field='filing', name='filingevent_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='filingevent',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='filingevent', read=('enterprise', 'authority', 'ministry', 'system'), read_when={'enterprise': "transition NOT IN ('send_back', 'recommend', 'advise_against', 'escalate', 'recall')"}, write=('enterprise', 'authority')),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['reviewer', 'scope'], include=('filing', 'ordinal'), name='review_by_reviewer'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('gap__isnull', False)), fields=['scope', 'gap'], include=('filing',), name='review_gap'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('filing', 'ordinal'), name='one_review_per_ordinal'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('ordinal__gt', 0)), fields=('filing', 'reviewer'), name='one_reading_per_reader'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('ordinal__lte', 3)), name='review_ordinal'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='review_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=portal.rls.SameScope(field='filing', name='review_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=portal.rls.TenantPolicy(name='review', read=('enterprise', 'authority', 'ministry', 'system', 'expert'), read_when={'enterprise': 'released', 'expert': "reviewer_id = (SELECT nullif(current_setting('portal.person', true), '')::bigint) AND ordinal IS NOT NULL"}, write=('authority',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='closed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF current_user = 'portal_authority' AND EXISTS (\n              SELECT FROM evaluations_filing f WHERE f.id IN (OLD.filing_id, NEW.filing_id) AND f.state NOT IN ('draft', 'submitted', 'incomplete', 'accepted', 'at_city', 'in_review', 'returned', 'reviewed')\n            ) THEN\n              RAISE EXCEPTION 'the filing is closed to this side';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='bf358fda0c10727e2e31beb6e9edde8a46209adf', operation='UPDATE OR DELETE', pgid='pgtrigger_closed_1faa1', table='evaluations_review', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='rosterentry',
            index=models.Index(fields=['round', 'scope'], include=('enterprise',), name='roster_office'),
        ),
        migrations.AddIndex(
            model_name='rosterentry',
            index=models.Index(condition=models.Q(('reminder', ''), _negated=True), fields=['reminder'], name='roster_reminder'),
        ),
        migrations.AddConstraint(
            model_name='rosterentry',
            constraint=models.UniqueConstraint(fields=('enterprise', 'round'), name='one_roster_entry_per_round'),
        ),
        migrations.AddConstraint(
            model_name='rosterentry',
            constraint=portal.rls.SameScope(field='enterprise', name='rosterentry_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='rosterentry',
            constraint=portal.rls.TenantPolicy(name='rosterentry', read=('enterprise', 'authority', 'ministry', 'system'), write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('posted_on'))), name='notice_ends_later'),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=portal.rls.SameScope(field='authority', name='publicnotice_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='publicnotice', read=('authority', 'ministry', 'system'), write=('authority',)),
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
            index=models.Index(fields=['round', 'state_since', 'id'], name='filing_by_state_since'),
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
            index=models.Index(condition=models.Q(('state', 'draft'), ('state', 'submitted'), ('state', 'incomplete'), ('state', 'accepted'), ('state', 'at_city'), ('state', 'in_review'), ('state', 'returned'), ('state', 'reviewed'), _connector='OR'), fields=['round', 'state_since', 'id'], name='filing_undecided'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['round', 'state', 'state_since', 'id'], name='filing_by_state'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['round', 'state', 'division', 'size_class', 'declared_level'], name='filing_counts'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.UniqueConstraint(fields=('enterprise', 'round'), name='one_filing_per_round'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='one_filing_per_number'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'incomplete', 'refused', 'accepted', 'at_city', 'in_review', 'returned', 'reviewed', 'determined', 'on_notice', 'published', 'revoked'])), name='filing_state_known'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('pledged_by__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='filing_submitted_is_pledged'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['determined', 'on_notice', 'published', 'revoked']), _negated=True), ('determined_at__isnull', False), _connector='OR'), name='filing_determined_has_date'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='filing_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=portal.rls.SameScope(field='evaluation', name='filing_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=portal.rls.SameFacts(copies=(('company', 'name'), ('credit_code', 'code')), field='enterprise', name='filing_same_names', parent='portal.Organisation'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=portal.rls.SameFacts(copies=(('city_id', 'city_id'), ('division_id', 'division_id'), ('size_class', 'size_class')), field='enterprise', name='filing_same_kinds', parent='portal.Enterprise'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=portal.rls.TenantPolicy(adds=('enterprise',), columns={'authority': ('state', 'state_since', 'version', 'reviewed_level', 'reviewed_total', 'determined_at', 'complete_by', 'extended_to'), 'enterprise': ('state', 'state_since', 'version', 'number', 'declared_level', 'declared_total', 'content_hash', 'pledged_by_id', 'receipt_id', 'submitted_at')}, name='filing', read=('enterprise', 'authority', 'ministry', 'system', 'expert'), read_when={'expert': "state IN ('in_review', 'reviewed') AND EXISTS (\n        SELECT FROM evaluations_review r\n        WHERE r.filing_id = evaluations_filing.id AND r.reviewer_id = (SELECT nullif(current_setting('portal.person', true), '')::bigint) AND r.ordinal IS NOT NULL)"}, write=('enterprise', 'authority')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='filing',
            trigger=pgtrigger.compiler.Trigger(name='taken_from_the_register', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    SELECT o.name, o.code, e.city_id, e.division_id, e.size_class\n      INTO NEW.company, NEW.credit_code, NEW.city_id, NEW.division_id, NEW.size_class\n      FROM portal_organisation o JOIN portal_enterprise e ON e.organisation_id = o.id\n     WHERE o.id = NEW.enterprise_id;\n    RETURN NEW;\n', hash='d3116e9f28221e4d00b7553ee0cb7fdcf50191fa', operation='INSERT', pgid='pgtrigger_taken_from_the_register_b18f6', table='evaluations_filing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='filing',
            trigger=pgtrigger.compiler.Trigger(name='begins_as_extended', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        NEW.complete_by := NULL;\n        NEW.extended_to := (\n          SELECT x.until FROM evaluations_extension x WHERE x.enterprise_id = NEW.enterprise_id AND x.round_id = NEW.round_id\n        );\n        RETURN NEW;\n    ', hash='feaa504a57bc1c7ac1194869dcca271b5cdf6289', operation='INSERT', pgid='pgtrigger_begins_as_extended_a8fe2', table='evaluations_filing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='filing',
            trigger=pgtrigger.compiler.Trigger(name='begins_without_a_verdict', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_user = 'portal_enterprise' AND (NEW.reviewed_level <> '' OR NEW.reviewed_total IS NOT NULL OR NEW.determined_at IS NOT NULL))", func="RAISE EXCEPTION 'the verdict on a filing is the authority''s';", hash='0c95a7cb1aca1b76d9d88a5f46c5dc8f0b0f9ab6', operation='INSERT', pgid='pgtrigger_begins_without_a_verdict_230c4', table='evaluations_filing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='filing',
            trigger=pgtrigger.compiler.Trigger(name='signed_by_the_responsible', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_user = 'portal_enterprise' AND OLD.state IN ('draft', 'incomplete', 'returned') AND NEW.state NOT IN ('draft', 'incomplete', 'returned'))", func="\n                    IF NOT EXISTS (\n                      SELECT FROM portal_membership m WHERE m.organisation_id = NEW.enterprise_id\n                        AND m.user_id = NEW.pledged_by_id AND m.active AND 'responsible' = ANY (m.roles)\n                    ) THEN\n                      RAISE EXCEPTION 'a filing is submitted by a responsible person of its enterprise';\n                    END IF;\n                    RETURN NEW;\n                ", hash='607bf29622f7a6084ee417ce7b2d9e10390be88f', operation='UPDATE', pgid='pgtrigger_signed_by_the_responsible_7045a', table='evaluations_filing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='filing',
            trigger=pgtrigger.compiler.Trigger(name='final_once_determined', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_user IN ('portal_enterprise', 'portal_authority') AND OLD.state IN ('determined', 'on_notice', 'published', 'revoked'))", func="\n                    IF current_user = 'portal_enterprise'\n                      AND (to_jsonb(NEW) - '{scope, receipt_id, office, company_plain}'::text[]) <> (to_jsonb(OLD) - '{scope, receipt_id, office, company_plain}'::text[])\n                      OR current_user = 'portal_authority' AND NEW.state <> 'reviewed' AND (\n                        NEW.state NOT IN ('determined', 'on_notice', 'published', 'revoked')\n                        OR (to_jsonb(NEW) - '{scope, receipt_id, office, company_plain}'::text[] - '{state, state_since, version}'::text[]) <> (to_jsonb(OLD) - '{scope, receipt_id, office, company_plain}'::text[] - '{state, state_since, version}'::text[])\n                      )\n                    THEN\n                      RAISE EXCEPTION 'a determined filing is final';\n                    END IF;\n                    RETURN NEW;\n                ", hash='90f5e6624e2bb8a6d79179152bd3faa5f56ef00c', operation='UPDATE', pgid='pgtrigger_final_once_determined_fd8fb', table='evaluations_filing', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='extension',
            index=models.Index(fields=['round', 'until'], name='extension_ends'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(fields=('enterprise', 'round'), name='one_extension_per_round'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=portal.rls.SameScope(field='enterprise', name='extension_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=portal.rls.TenantPolicy(adds=('authority',), columns={'authority': ('until', 'reason', 'version', 'given_by_id', 'given_at')}, name='extension', read=('enterprise', 'authority', 'ministry', 'system'), write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='bulkstep',
            constraint=models.UniqueConstraint(fields=('scope', 'key'), name='one_bulk_step_per_key'),
        ),
        migrations.AddConstraint(
            model_name='bulkstep',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='bulkstep_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='bulkstep',
            constraint=portal.rls.SameScope(field='organisation', name='bulkstep_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='bulkstep',
            constraint=portal.rls.TenantPolicy(name='bulkstep', read=('authority', 'ministry'), write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='authorityround',
            constraint=models.UniqueConstraint(fields=('round', 'scope'), name='one_authority_round'),
        ),
        migrations.AddConstraint(
            model_name='authorityround',
            constraint=models.CheckConstraint(condition=models.Q(('notice_days', None), ('notice_days__range', (1, 30)), _connector='OR'), name='authority_round_notice_days'),
        ),
        migrations.AddConstraint(
            model_name='authorityround',
            constraint=models.CheckConstraint(condition=models.Q(('validity_years', None), ('validity_years__range', (1, 10)), _connector='OR'), name='authority_round_validity'),
        ),
        migrations.AddConstraint(
            model_name='authorityround',
            constraint=models.CheckConstraint(condition=models.Q(('completion_days', None), ('completion_days__range', (1, 60)), _connector='OR'), name='authority_round_completion_days'),
        ),
        migrations.AddConstraint(
            model_name='authorityround',
            constraint=models.CheckConstraint(condition=models.Q(('lease_days', None), ('lease_days__range', (1, 60)), _connector='OR'), name='authority_round_lease_days'),
        ),
        migrations.AddConstraint(
            model_name='authorityround',
            constraint=models.CheckConstraint(condition=models.Q(('readers__in', [1, 2])), name='authority_round_readers'),
        ),
        migrations.AddConstraint(
            model_name='authorityround',
            constraint=models.CheckConstraint(condition=models.Q(('reading_threshold', None), ('reading_threshold__gte', 0), _connector='OR'), name='authority_round_threshold'),
        ),
        migrations.AddConstraint(
            model_name='authorityround',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='authority_round_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='authorityround',
            constraint=portal.rls.SameScope(field='authority', name='authorityround_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='authorityround',
            constraint=portal.rls.SharedPolicy(name='authorityround', within_reach=True, write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='roundopening',
            constraint=models.UniqueConstraint(fields=('enterprise', 'round'), name='one_round_opening'),
        ),
        migrations.AddConstraint(
            model_name='roundopening',
            constraint=portal.rls.SameScope(field='enterprise', name='roundopening_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='roundopening',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='roundopening', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise',)),
        ),
        migrations.AddConstraint(
            model_name='rung',
            constraint=models.UniqueConstraint(fields=('node', 'code'), name='one_rung_per_code'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rung',
            trigger=pgtrigger.compiler.Trigger(name='frozen_with_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT FROM evaluations_standardversion WHERE state <> 'draft' AND id IN (SELECT version_id FROM evaluations_node WHERE id IN (OLD.node_id, NEW.node_id))) THEN\n              RAISE EXCEPTION 'a published standard version is frozen';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='85ca6726fd5ede0aa1ca906422df0671759365df', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_frozen_with_version_a68dc', table='evaluations_rung', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='score',
            index=models.Index(condition=models.Q(('flagged', True)), fields=['scope', 'review'], name='score_flagged'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(fields=('review', 'answer'), name='one_score_per_answer'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_exclusion', False), ('rung', ''), _connector='OR'), name='score_is_a_rung_or_an_exclusion'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=portal.rls.SameScope(field='review', name='score_same_scope_review'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=portal.rls.SameScope(field='answer', name='score_same_scope_answer'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=portal.rls.TenantPolicy(name='score', read=('enterprise', 'authority', 'ministry', 'system', 'expert'), read_when={'enterprise': 'released', 'expert': 'EXISTS (SELECT FROM evaluations_review p WHERE p.id = evaluations_score.review_id)'}, write=('authority',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='closed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF current_user = 'portal_authority' AND EXISTS (\n              SELECT FROM evaluations_filing f WHERE f.id IN (SELECT filing_id FROM evaluations_review WHERE id IN (OLD.review_id, NEW.review_id)) AND f.state NOT IN ('draft', 'submitted', 'incomplete', 'accepted', 'at_city', 'in_review', 'returned', 'reviewed')\n            ) THEN\n              RAISE EXCEPTION 'the filing is closed to this side';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='576ecb9d61004e42cb4e22140b0b2526b5369dcd', operation='UPDATE OR DELETE', pgid='pgtrigger_closed_f7959', table='evaluations_score', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_scoreevent" ("accepted_exclusion", "answer_id", "comment", "flagged", "id", "last_key", "pgh_created_at", "pgh_label", "pgh_obj_id", "released", "review_id", "rung", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."accepted_exclusion", NEW."answer_id", NEW."comment", NEW."flagged", NEW."id", NEW."last_key", NOW(), \'insert\', NEW."id", NEW."released", NEW."review_id", NEW."rung", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='dac567161355fe393c0fe03233e6741d24ae0ac6', operation='INSERT', pgid='pgtrigger_insert_insert_b8bab', table='evaluations_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_exclusion" IS DISTINCT FROM (NEW."accepted_exclusion") OR OLD."answer_id" IS DISTINCT FROM (NEW."answer_id") OR OLD."comment" IS DISTINCT FROM (NEW."comment") OR OLD."flagged" IS DISTINCT FROM (NEW."flagged") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."last_key" IS DISTINCT FROM (NEW."last_key") OR OLD."released" IS DISTINCT FROM (NEW."released") OR OLD."review_id" IS DISTINCT FROM (NEW."review_id") OR OLD."rung" IS DISTINCT FROM (NEW."rung") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "evaluations_scoreevent" ("accepted_exclusion", "answer_id", "comment", "flagged", "id", "last_key", "pgh_created_at", "pgh_label", "pgh_obj_id", "released", "review_id", "rung", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."accepted_exclusion", NEW."answer_id", NEW."comment", NEW."flagged", NEW."id", NEW."last_key", NOW(), \'update\', NEW."id", NEW."released", NEW."review_id", NEW."rung", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='ee2c7743e9ca49ca1eed925b94dd2c42bac65430', operation='UPDATE', pgid='pgtrigger_update_update_3a440', table='evaluations_score', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='scoreevent',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='scoreevent', read=('enterprise', 'authority', 'ministry', 'system'), read_when={'enterprise': 'released'}, write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='scoreevent',
            constraint=portal.rls.SameScope(field='review', name='scoreevent_same_scope'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scoreevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'scope' = to_jsonb(OLD) - 'scope' THEN\n      RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'history is append-only: %', TG_TABLE_NAME;\n", hash='21e1512f10c0902def5e3891043e4f6f3ab84efb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3aa43', table='evaluations_scoreevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='simulationmove',
            constraint=models.UniqueConstraint(fields=('simulation', 'from_level', 'to_level', 'division', 'size'), name='one_row_per_move'),
        ),
        migrations.AddConstraint(
            model_name='simulationmove',
            constraint=portal.rls.SameScope(field='simulation', name='simulationmove_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='simulationmove',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='simulationmove', read=('ministry', 'system'), write=('ministry',)),
        ),
        migrations.AddIndex(
            model_name='simulation',
            index=models.Index(fields=['source_hash', '-id'], name='simulation_of_text'),
        ),
        migrations.AddConstraint(
            model_name='simulation',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='simulation_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='simulation',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='simulation', read=('ministry', 'system'), write=('ministry',)),
        ),
        migrations.AddConstraint(
            model_name='standardversion',
            constraint=models.UniqueConstraint(fields=('standard', 'version'), name='one_row_per_version'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='standardversion',
            trigger=pgtrigger.compiler.Trigger(name='frozen_once_published', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF OLD.state <> 'draft' AND (TG_OP = 'DELETE'\n        OR (NEW.id, NEW.standard_id, NEW.version, NEW.source, NEW.source_hash, NEW.notice_zh, NEW.notice_en, NEW.published_at)\n        IS DISTINCT FROM\n        (OLD.id, OLD.standard_id, OLD.version, OLD.source, OLD.source_hash, OLD.notice_zh, OLD.notice_en, OLD.published_at)\n        OR ((NEW.state, NEW.retired_at) IS DISTINCT FROM (OLD.state, OLD.retired_at)\n            AND NOT (OLD.state = 'published' AND NEW.state = 'retired' AND NEW.retired_at IS NOT NULL)))\n    THEN\n      RAISE EXCEPTION 'a published standard version is frozen';\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n", hash='5850901008a21c511b2970fcc3de39e149db1aa2', operation='UPDATE OR DELETE', pgid='pgtrigger_frozen_once_published_a451f', table='evaluations_standardversion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='round_window'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('appeal_days', None), ('appeal_days__range', (1, 60)), _connector='OR'), name='round_appeal_days'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('extension_days', None), ('extension_days__range', (1, 60)), _connector='OR'), name='round_extension_days'),
        ),
        migrations.AddConstraint(
            model_name='peermedian',
            constraint=models.UniqueConstraint(fields=('round', 'standard_version', 'division', 'size_class', 'group_code'), name='one_peer_median'),
        ),
        migrations.AddConstraint(
            model_name='peermedian',
            constraint=models.CheckConstraint(condition=models.Q(('n__gte', 5)), name='peer_median_of_five_at_least'),
        ),
        migrations.AddConstraint(
            model_name='peermedian',
            constraint=portal.rls.SharedPolicy(name='peermedian', write=('system',)),
        ),
        migrations.AddConstraint(
            model_name='node',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='one_node_per_code'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='node',
            trigger=pgtrigger.compiler.Trigger(name='frozen_with_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT FROM evaluations_standardversion WHERE state <> 'draft' AND id IN (OLD.version_id, NEW.version_id)) THEN\n              RAISE EXCEPTION 'a published standard version is frozen';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='413e0bc62adcbb263e476af114ca57a9d07aa3fe', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_frozen_with_version_e873f', table='evaluations_node', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='level',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='one_level_per_code'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='level',
            trigger=pgtrigger.compiler.Trigger(name='frozen_with_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT FROM evaluations_standardversion WHERE state <> 'draft' AND id IN (OLD.version_id, NEW.version_id)) THEN\n              RAISE EXCEPTION 'a published standard version is frozen';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='4b9e6afdc470b80f3f22d1f91f3ba6303052c416', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_frozen_with_version_249c5', table='evaluations_level', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='improvementplan',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='improvementplan_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='improvementplan',
            constraint=portal.rls.SameScope(field='filing', name='improvementplan_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='improvementplan',
            constraint=portal.rls.TenantPolicy(name='improvementplan', read=('enterprise', 'system'), write=('enterprise',)),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='evaluation_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=portal.rls.SameScope(field='owner', name='evaluation_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=portal.rls.TenantPolicy(name='evaluation', read=('enterprise', 'authority', 'ministry', 'system', 'expert'), read_when={'expert': 'EXISTS (SELECT FROM evaluations_filing p WHERE p.evaluation_id = evaluations_evaluation.id)'}, write=('enterprise',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='closed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF current_user = 'portal_enterprise' AND EXISTS (\n              SELECT FROM evaluations_filing f WHERE f.evaluation_id IN (OLD.id, NEW.id) AND f.state NOT IN ('draft', 'incomplete', 'returned')\n            ) THEN\n              RAISE EXCEPTION 'the filing is closed to this side';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='f82d404306e439eca2ce3f54d3015cca6af725fc', operation='UPDATE OR DELETE', pgid='pgtrigger_closed_c8743', table='evaluations_evaluation', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(fields=['valid_until', 'id'], name='certificate_ends'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('filing',), name='one_certificate_in_force_per_filing'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('issued_on')), _connector='OR'), name='certificate_ends_later'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None), ('revoked_reason', '')), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False), models.Q(('revoked_reason', ''), _negated=True)), _connector='OR'), name='certificate_revoked_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=portal.rls.SameScope(field='filing', name='certificate_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=portal.rls.SameScope(field='file', name='certificate_file_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=portal.rls.TenantPolicy(adds=('authority',), columns={'authority': ('revoked_at', 'revoked_reason', 'revoked_by_id', 'file_id')}, name='certificate', read=('enterprise', 'authority', 'ministry', 'system'), write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('filing', 'ordinal'), name='one_submission_per_ordinal'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=portal.rls.SameScope(field='filing', name='submission_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=portal.rls.TenantPolicy(adds=('enterprise',), columns={'enterprise': ('receipt_id',)}, name='submission', read=('enterprise', 'authority', 'ministry', 'system', 'expert'), read_when={'expert': 'EXISTS (SELECT FROM evaluations_filing p WHERE p.id = evaluations_submission.filing_id)'}, write=('enterprise',)),
        ),
        migrations.AddIndex(
            model_name='textcluster',
            index=models.Index(fields=['round', 'scope', 'companies', 'id'], name='textcluster_largest'),
        ),
        migrations.AddConstraint(
            model_name='textcluster',
            constraint=models.CheckConstraint(condition=models.Q(('companies__gte', 2)), name='textcluster_of_two_at_least'),
        ),
        migrations.AddConstraint(
            model_name='textcluster',
            constraint=portal.rls.SameScope(field='authority', name='textcluster_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='textcluster',
            constraint=portal.rls.TenantPolicy(name='textcluster', read=('authority', 'system'), write=('system',)),
        ),
        migrations.AddIndex(
            model_name='triage',
            index=models.Index(condition=models.Q(('latest', True)), fields=['round', 'scope'], include=('filing', 'place', 'score', 'control', 'signals'), name='triage_office'),
        ),
        migrations.AddConstraint(
            model_name='triage',
            constraint=models.UniqueConstraint(condition=models.Q(('latest', True)), fields=('filing',), name='one_latest_triage'),
        ),
        migrations.AddConstraint(
            model_name='triage',
            constraint=models.CheckConstraint(condition=models.Q(('place__lte', 100), ('score__lte', 100)), name='triage_of_a_hundred'),
        ),
        migrations.AddConstraint(
            model_name='triage',
            constraint=portal.rls.SameScope(field='filing', name='triage_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='triage',
            constraint=portal.rls.TenantPolicy(name='triage', read=('authority', 'system'), write=('system',)),
        ),
        migrations.AddConstraint(
            model_name='triageround',
            constraint=models.UniqueConstraint(fields=('round', 'scope'), name='one_triage_round'),
        ),
        migrations.AddConstraint(
            model_name='triageround',
            constraint=models.CheckConstraint(condition=models.Q(('control_percent__lte', 50)), name='triage_round_control_share'),
        ),
        migrations.AddConstraint(
            model_name='triageround',
            constraint=portal.rls.SameScope(field='authority', name='triageround_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='triageround',
            constraint=portal.rls.TenantPolicy(name='triageround', read=('authority', 'system'), write=('authority', 'system')),
        ),
        migrations.AddConstraint(
            model_name='visitfinding',
            constraint=models.UniqueConstraint(fields=('visit', 'item'), name='one_visit_finding_per_item'),
        ),
        migrations.AddConstraint(
            model_name='visitfinding',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='visitfinding_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='visitfinding',
            constraint=portal.rls.SameScope(field='visit', name='visitfinding_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='visitfinding',
            constraint=portal.rls.SameScope(field='filing', name='visitfinding_filing_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='visitfinding',
            constraint=portal.rls.TenantPolicy(name='visitfinding', read=('enterprise', 'authority'), read_when={'enterprise': 'released'}, write=('authority',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitfinding',
            trigger=pgtrigger.compiler.Trigger(name='closed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF current_user = 'portal_authority' AND EXISTS (\n              SELECT FROM evaluations_filing f WHERE f.id IN (OLD.filing_id, NEW.filing_id) AND f.state NOT IN ('draft', 'submitted', 'incomplete', 'accepted', 'at_city', 'in_review', 'returned', 'reviewed')\n            ) THEN\n              RAISE EXCEPTION 'the filing is closed to this side';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='264103b9b267bbe7312fc2681ff56d0deea36236', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_closed_ab150', table='evaluations_visitfinding', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visitphoto',
            constraint=portal.rls.SameScope(field='finding', name='visitphoto_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='visitphoto',
            constraint=portal.rls.TenantPolicy(name='visitphoto', read=('enterprise', 'authority'), read_when={'enterprise': 'released'}, write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='visitplan',
            constraint=models.UniqueConstraint(fields=('scope', 'key'), name='one_visit_plan_per_key'),
        ),
        migrations.AddConstraint(
            model_name='visitplan',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='visit_plan_of_one_at_least'),
        ),
        migrations.AddConstraint(
            model_name='visitplan',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='visitplan_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='visitplan',
            constraint=portal.rls.SameScope(field='authority', name='visitplan_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='visitplan',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='visitplan', read=('authority',), write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('plan', 'filing'), name='one_visit_per_filing_and_plan'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'dropped']), ('day__isnull', False), _connector='OR'), name='visit_arranged_has_day'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='visit_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=portal.rls.SameScope(field='filing', name='visit_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=portal.rls.TenantPolicy(name='visit', read=('authority',), write=('authority',)),
        ),
        migrations.AddConstraint(
            model_name='visitstratum',
            constraint=models.UniqueConstraint(fields=('plan', 'city', 'division', 'level'), name='one_row_per_stratum'),
        ),
        migrations.AddConstraint(
            model_name='visitstratum',
            constraint=portal.rls.SameScope(field='plan', name='visitstratum_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='visitstratum',
            constraint=portal.rls.TenantPolicy(insert_only=True, name='visitstratum', read=('authority',), write=('authority',)),
        ),
        # Standards are written by the portal itself and the ministry, read by all.
        migrations.RunSQL(
            sql="""
                REVOKE INSERT, UPDATE, DELETE ON evaluations_standard, evaluations_standardversion, evaluations_node,
                  evaluations_rung, evaluations_level, evaluations_round
                FROM portal_app, portal_enterprise, portal_authority
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL(_TIDY, migrations.RunSQL.noop),
        migrations.RunSQL(NO_TRIGGER_IS_SKIPPED, migrations.RunSQL.noop),
    ])
