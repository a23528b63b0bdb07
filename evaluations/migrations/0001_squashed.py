import django.db.models.deletion
import django.utils.timezone
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
        ('portal', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('summary_due_on', models.DateField(help_text='15 December by the notice; a date per year, so data (domain.md §7)')),
            ],
            options={
                'ordering': ['-year'],
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
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('division', models.CharField(blank=True, help_text='GB/T 4754 division, two digits', max_length=4)),
                ('size', models.CharField(blank=True, choices=[('large', 'Large'), ('medium', 'Medium'), ('small', 'Small'), ('micro', 'Micro')], max_length=10)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='portal.organisation')),
            ],
        ),
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
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['item__position'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('page', models.PositiveSmallIntegerField(help_text='where in the file to look', null=True)),
                ('note', models.CharField(blank=True, help_text='what it shows there', max_length=200)),
                ('version', models.PositiveIntegerField(default=1)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='evaluations.answer')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.storedfile')),
                ('updated_by', models.ForeignKey(help_text='of page and note', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'ordering': ['id'],
                'constraints': [portal.rls.SameScope(field='answer', name='evidence_same_scope'), portal.rls.SameScope(field='file', name='evidence_file_same_scope'), portal.rls.TenantPolicy(name='evidence', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise',))],
            },
        ),
        migrations.CreateModel(
            name='EvidenceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('scope', portal.models.fields.ScopeField(db_collation='C', editable=False, max_length=80)),
                ('page', models.PositiveSmallIntegerField(help_text='where in the file to look', null=True)),
                ('note', models.CharField(blank=True, help_text='what it shows there', max_length=200)),
                ('version', models.PositiveIntegerField(default=1)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.answer')),
                ('file', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='portal.storedfile')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.evidence')),
                ('updated_by', models.ForeignKey(db_constraint=False, help_text='of page and note', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [portal.rls.TenantPolicy(insert_only=True, name='evidenceevent', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise',)), portal.rls.SameScope(field='answer', name='evidenceevent_same_scope')],
            },
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('state', models.CharField(choices=[('draft', 'Being filled in'), ('submitted', 'Submitted'), ('in_review', 'Under review'), ('returned', 'Returned for correction'), ('reviewed', 'Awaiting determination'), ('determined', 'Determined')], default='draft', max_length=10)),
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
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='portal.organisation')),
                ('evaluation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='filing', to='evaluations.evaluation')),
                ('pledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receipt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.storedfile')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='evaluations.round')),
            ],
            options={
                'indexes': [models.Index(fields=['round', 'state', 'submitted_at', 'id'], name='filing_queue'), models.Index(fields=['round', 'scope'], name='filing_round_scope'), models.Index(fields=['round', 'state_since', 'id'], name='filing_waiting')],
                'constraints': [models.UniqueConstraint(fields=('enterprise', 'round'), name='one_filing_per_round'), models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='one_filing_per_number'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'in_review', 'returned', 'reviewed', 'determined'])), name='filing_state_known'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('pledged_by__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='filing_submitted_is_pledged'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'determined'), _negated=True), ('determined_at__isnull', False), _connector='OR'), name='filing_determined_has_date'), models.UniqueConstraint(fields=('id', 'scope'), name='filing_id_scope'), portal.rls.SameScope(field='evaluation', name='filing_same_scope'), portal.rls.TenantPolicy(adds=('enterprise',), columns={'authority': ('state', 'state_since', 'version', 'reviewed_level', 'reviewed_total', 'determined_at'), 'enterprise': ('state', 'state_since', 'version', 'number', 'declared_level', 'declared_total', 'content_hash', 'pledged_by_id', 'receipt_id', 'submitted_at')}, name='filing', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise', 'authority'))],
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
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='improvement_plans', to='portal.organisation')),
                ('filing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='improvement_plan', to='evaluations.filing')),
            ],
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
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='evaluations.improvementplan')),
            ],
            options={
                'ordering': ['item__position'],
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('group', 'Dimension'), ('item', 'Item')], max_length=5)),
                ('code', models.CharField(max_length=20)),
                ('position', models.PositiveSmallIntegerField()),
                ('weight', models.DecimalField(decimal_places=3, max_digits=7)),
                ('title_zh', models.CharField(max_length=120)),
                ('title_en', models.CharField(max_length=200)),
                ('question_zh', models.TextField(blank=True)),
                ('question_en', models.TextField(blank=True)),
                ('guidance_zh', models.TextField(blank=True)),
                ('guidance_en', models.TextField(blank=True)),
                ('evidence_zh', models.JSONField(default=list)),
                ('evidence_en', models.JSONField(default=list)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='evaluations.node')),
            ],
            options={
                'ordering': ['version', 'position'],
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
                ('owner', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.improvementaction')),
                ('updated_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.improvementplan')),
                ('item', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.node')),
            ],
            options={
                'abstract': False,
                'constraints': [portal.rls.TenantPolicy(insert_only=True, name='improvementactionevent', read=('enterprise', 'system'), write=('enterprise',)), portal.rls.SameScope(field='plan', name='improvementactionevent_same_scope')],
            },
        ),
        migrations.AddField(
            model_name='improvementaction',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.node'),
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
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.answer')),
                ('updated_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('evaluation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.evaluation')),
                ('carried_from', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.node')),
                ('item', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.node')),
            ],
            options={
                'abstract': False,
                'constraints': [portal.rls.TenantPolicy(insert_only=True, name='answerevent', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise',)), portal.rls.SameScope(field='evaluation', name='answerevent_same_scope')],
            },
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
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['evaluation', 'kind', '-id'], name='result_latest')],
                'constraints': [portal.rls.SameScope(field='evaluation', name='result_same_scope'), portal.rls.TenantPolicy(insert_only=True, name='result', read=('enterprise', 'authority', 'ministry', 'system'), read_when={'authority': "kind <> 'rescore'", 'enterprise': "kind IN ('self', 'final')"}, write=('enterprise', 'authority', 'system'), write_when={'authority': "kind IN ('reviewer', 'final')", 'enterprise': "kind = 'self'", 'system': "kind = 'rescore'"})],
            },
        ),
        migrations.CreateModel(
            name='FilingEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('transition', models.CharField(max_length=30)),
                ('source', models.CharField(blank=True, choices=[('draft', 'Being filled in'), ('submitted', 'Submitted'), ('in_review', 'Under review'), ('returned', 'Returned for correction'), ('reviewed', 'Awaiting determination'), ('determined', 'Determined')], max_length=10)),
                ('target', models.CharField(choices=[('draft', 'Being filled in'), ('submitted', 'Submitted'), ('in_review', 'Under review'), ('returned', 'Returned for correction'), ('reviewed', 'Awaiting determination'), ('determined', 'Determined')], max_length=10)),
                ('reason', models.TextField(blank=True, max_length=4000)),
                ('by_side', models.CharField(choices=[('enterprise', 'Enterprise'), ('authority', 'Authority'), ('ministry', 'Ministry'), ('system', 'System')], max_length=10)),
                ('by_name', models.CharField(help_text='person and organisation as they were called that day', max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='evaluations.filing')),
                ('result', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.result')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['scope', 'at'], name='filingevent_scope_at')],
                'constraints': [portal.rls.SameScope(field='filing', name='filingevent_same_scope'), portal.rls.TenantPolicy(insert_only=True, name='filingevent', read=('enterprise', 'authority', 'ministry', 'system'), read_when={'enterprise': "transition <> 'send_back'"}, write=('enterprise', 'authority'))],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('released', models.BooleanField(default=False)),
                ('opinion', models.TextField(blank=True, max_length=4000)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='evaluations.filing')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('filing',), name='one_review_per_filing'), models.UniqueConstraint(fields=('id', 'scope'), name='review_id_scope'), portal.rls.SameScope(field='filing', name='review_same_scope'), portal.rls.TenantPolicy(name='review', read=('enterprise', 'authority', 'ministry', 'system'), read_when={'enterprise': 'released'}, write=('authority',))],
            },
        ),
        migrations.CreateModel(
            name='Rung',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('position', models.PositiveSmallIntegerField()),
                ('points', models.DecimalField(decimal_places=3, max_digits=7)),
                ('name_zh', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=100)),
                ('descriptor_zh', models.TextField()),
                ('descriptor_en', models.TextField()),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rungs', to='evaluations.node')),
            ],
            options={
                'ordering': ['node', 'position'],
                'constraints': [models.UniqueConstraint(fields=('node', 'code'), name='one_rung_per_code')],
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
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='evaluations.answer')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='evaluations.review')),
                ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('review', 'answer'), name='one_score_per_answer'), models.CheckConstraint(condition=models.Q(('accepted_exclusion', False), ('rung', ''), _connector='OR'), name='score_is_a_rung_or_an_exclusion'), portal.rls.SameScope(field='review', name='score_same_scope_review'), portal.rls.SameScope(field='answer', name='score_same_scope_answer'), portal.rls.TenantPolicy(name='score', read=('enterprise', 'authority', 'ministry', 'system'), read_when={'enterprise': 'released'}, write=('authority',))],
            },
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
                ('answer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.answer')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.score')),
                ('review', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.review')),
                ('updated_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [portal.rls.TenantPolicy(insert_only=True, name='scoreevent', read=('enterprise', 'authority', 'ministry', 'system'), read_when={'enterprise': 'released'}, write=('authority',)), portal.rls.SameScope(field='review', name='scoreevent_same_scope')],
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
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='simulations', to='evaluations.round')),
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='simulations', to='evaluations.standard')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['source_hash', '-id'], name='simulation_of_text')],
                'constraints': [models.UniqueConstraint(fields=('id', 'scope'), name='simulation_id_scope'), portal.rls.TenantPolicy(insert_only=True, name='simulation', read=('ministry', 'system'), write=('ministry',))],
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
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.division')),
                ('simulation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='evaluations.simulation')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('simulation', 'from_level', 'to_level', 'division', 'size'), name='one_row_per_move'), portal.rls.SameScope(field='simulation', name='simulationmove_same_scope'), portal.rls.TenantPolicy(insert_only=True, name='simulationmove', read=('ministry', 'system'), write=('ministry',))],
            },
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
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='evaluations.standard')),
            ],
            options={
                'ordering': ['standard', 'version'],
                'constraints': [models.UniqueConstraint(fields=('standard', 'version'), name='one_row_per_version')],
            },
        ),
        migrations.AddField(
            model_name='round',
            name='standard_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='evaluations.standardversion'),
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
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portal.division')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluations.round')),
                ('standard_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluations.standardversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('round', 'standard_version', 'division', 'size_class', 'group_code'), name='one_peer_median'), models.CheckConstraint(condition=models.Q(('n__gte', 5)), name='peer_median_of_five_at_least'), portal.rls.SharedPolicy(name='peermedian', write=('system',))],
            },
        ),
        migrations.AddField(
            model_name='node',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nodes', to='evaluations.standardversion'),
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
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='evaluations.standardversion')),
            ],
            options={
                'ordering': ['version', 'position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='one_level_per_code')],
            },
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
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_evidenceevent" ("added_at", "added_by_id", "answer_id", "file_id", "id", "note", "page", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."added_at", NEW."added_by_id", NEW."answer_id", NEW."file_id", NEW."id", NEW."note", NEW."page", NOW(), \'insert\', NEW."id", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='3c410f569f42395a9bc8eb2aea71603b0c96e048', operation='INSERT', pgid='pgtrigger_insert_insert_6980b', table='evaluations_evidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."answer_id" IS DISTINCT FROM (NEW."answer_id") OR OLD."file_id" IS DISTINCT FROM (NEW."file_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."page" IS DISTINCT FROM (NEW."page") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "evaluations_evidenceevent" ("added_at", "added_by_id", "answer_id", "file_id", "id", "note", "page", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."added_at", NEW."added_by_id", NEW."answer_id", NEW."file_id", NEW."id", NEW."note", NEW."page", NOW(), \'update\', NEW."id", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='da33a002131135f2d62faa6fda1f24d156d72c92', operation='UPDATE', pgid='pgtrigger_update_update_bc42b', table='evaluations_evidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_evidenceevent" ("added_at", "added_by_id", "answer_id", "file_id", "id", "note", "page", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "updated_at", "updated_by_id", "version") VALUES (OLD."added_at", OLD."added_by_id", OLD."answer_id", OLD."file_id", OLD."id", OLD."note", OLD."page", NOW(), \'delete\', OLD."id", OLD."scope", OLD."updated_at", OLD."updated_by_id", OLD."version"); RETURN NULL;', hash='ef513f67d43275478ce0e0056b24175efb746d02', operation='DELETE', pgid='pgtrigger_delete_delete_439b9', table='evaluations_evidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidenceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'scope' = to_jsonb(OLD) - 'scope' THEN\n      RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'history is append-only: %', TG_TABLE_NAME;\n", hash='d7e11be01ca492fa4c59b6ddbc5046231bb3ee47', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_89607', table='evaluations_evidenceevent', when='BEFORE')),
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
            constraint=portal.rls.TenantPolicy(name='answer', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise',)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_answerevent" ("carried_from_id", "carried_rung", "evaluation_id", "id", "item_id", "last_key", "not_applicable", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "rung", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."carried_from_id", NEW."carried_rung", NEW."evaluation_id", NEW."id", NEW."item_id", NEW."last_key", NEW."not_applicable", NOW(), \'insert\', NEW."id", NEW."remark", NEW."rung", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='844261aa5aa05e174330a00bde99dfd8b53fc722', operation='INSERT', pgid='pgtrigger_insert_insert_2d396', table='evaluations_answer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."carried_from_id" IS DISTINCT FROM (NEW."carried_from_id") OR OLD."carried_rung" IS DISTINCT FROM (NEW."carried_rung") OR OLD."evaluation_id" IS DISTINCT FROM (NEW."evaluation_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."last_key" IS DISTINCT FROM (NEW."last_key") OR OLD."not_applicable" IS DISTINCT FROM (NEW."not_applicable") OR OLD."remark" IS DISTINCT FROM (NEW."remark") OR OLD."rung" IS DISTINCT FROM (NEW."rung") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "evaluations_answerevent" ("carried_from_id", "carried_rung", "evaluation_id", "id", "item_id", "last_key", "not_applicable", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "rung", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."carried_from_id", NEW."carried_rung", NEW."evaluation_id", NEW."id", NEW."item_id", NEW."last_key", NEW."not_applicable", NOW(), \'update\', NEW."id", NEW."remark", NEW."rung", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='a7e1fe835acb20a1104eab413d79d8d7b3ca876d', operation='UPDATE', pgid='pgtrigger_update_update_42329', table='evaluations_answer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='filing',
            trigger=pgtrigger.compiler.Trigger(name='begins_without_a_verdict', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_user = 'portal_enterprise' AND (NEW.reviewed_level <> '' OR NEW.reviewed_total IS NOT NULL OR NEW.determined_at IS NOT NULL))", func="RAISE EXCEPTION 'the verdict on a filing is the authority''s';", hash='0c95a7cb1aca1b76d9d88a5f46c5dc8f0b0f9ab6', operation='INSERT', pgid='pgtrigger_begins_without_a_verdict_230c4', table='evaluations_filing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rung',
            trigger=pgtrigger.compiler.Trigger(name='frozen_with_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT FROM evaluations_standardversion WHERE state <> 'draft' AND id IN (SELECT version_id FROM evaluations_node WHERE id IN (OLD.node_id, NEW.node_id))) THEN\n              RAISE EXCEPTION 'a published standard version is frozen';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='85ca6726fd5ede0aa1ca906422df0671759365df', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_frozen_with_version_a68dc', table='evaluations_rung', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_scoreevent" ("accepted_exclusion", "answer_id", "comment", "flagged", "id", "last_key", "pgh_created_at", "pgh_label", "pgh_obj_id", "released", "review_id", "rung", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."accepted_exclusion", NEW."answer_id", NEW."comment", NEW."flagged", NEW."id", NEW."last_key", NOW(), \'insert\', NEW."id", NEW."released", NEW."review_id", NEW."rung", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='dac567161355fe393c0fe03233e6741d24ae0ac6', operation='INSERT', pgid='pgtrigger_insert_insert_b8bab', table='evaluations_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_exclusion" IS DISTINCT FROM (NEW."accepted_exclusion") OR OLD."answer_id" IS DISTINCT FROM (NEW."answer_id") OR OLD."comment" IS DISTINCT FROM (NEW."comment") OR OLD."flagged" IS DISTINCT FROM (NEW."flagged") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."last_key" IS DISTINCT FROM (NEW."last_key") OR OLD."released" IS DISTINCT FROM (NEW."released") OR OLD."review_id" IS DISTINCT FROM (NEW."review_id") OR OLD."rung" IS DISTINCT FROM (NEW."rung") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "evaluations_scoreevent" ("accepted_exclusion", "answer_id", "comment", "flagged", "id", "last_key", "pgh_created_at", "pgh_label", "pgh_obj_id", "released", "review_id", "rung", "scope", "updated_at", "updated_by_id", "version") VALUES (NEW."accepted_exclusion", NEW."answer_id", NEW."comment", NEW."flagged", NEW."id", NEW."last_key", NOW(), \'update\', NEW."id", NEW."released", NEW."review_id", NEW."rung", NEW."scope", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='ee2c7743e9ca49ca1eed925b94dd2c42bac65430', operation='UPDATE', pgid='pgtrigger_update_update_3a440', table='evaluations_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scoreevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'scope' = to_jsonb(OLD) - 'scope' THEN\n      RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'history is append-only: %', TG_TABLE_NAME;\n", hash='21e1512f10c0902def5e3891043e4f6f3ab84efb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3aa43', table='evaluations_scoreevent', when='BEFORE')),
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
            model_name='node',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='one_node_per_code'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='node',
            trigger=pgtrigger.compiler.Trigger(name='frozen_with_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT FROM evaluations_standardversion WHERE state <> 'draft' AND id IN (OLD.version_id, NEW.version_id)) THEN\n              RAISE EXCEPTION 'a published standard version is frozen';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='413e0bc62adcbb263e476af114ca57a9d07aa3fe', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_frozen_with_version_e873f', table='evaluations_node', when='BEFORE')),
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
            constraint=portal.rls.TenantPolicy(name='evaluation', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise',)),
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
    ])
