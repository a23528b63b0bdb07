from pathlib import Path

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import portal.models.fields
import portal.rls
from django.conf import settings
from django.db import migrations, models

from portal.migrating import together


SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):


    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = together([
        migrations.RunSQL((SQL / "kernel.sql").read_text(), migrations.RunSQL.noop),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('chain', models.CharField(max_length=20)),
                ('seq', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('user_id', models.BigIntegerField(null=True)),
                ('user_name', models.CharField(max_length=200)),
                ('side', models.CharField(choices=[('enterprise', 'Enterprise'), ('authority', 'Authority'), ('ministry', 'Ministry'), ('system', 'System')], max_length=10)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', editable=False, max_length=80)),
                ('action', models.CharField(max_length=60)),
                ('target_type', models.CharField(max_length=60)),
                ('target_id', models.CharField(max_length=40)),
                ('detail', models.JSONField(default=dict)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'portal_auditentry',
                'ordering': ['-id'],
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Division',
            fields=[
                ('code', models.CharField(max_length=3, primary_key=True, serialize=False)),
                ('name_zh', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=120)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ministry', 'Ministry'), ('operator', 'Platform operator'), ('authority', 'Provincial-level authority'), ('bureau', 'City or county bureau'), ('enterprise', 'Enterprise')], max_length=10)),
                ('code', models.CharField(db_collation='C', max_length=18, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('name_en', models.CharField(blank=True, max_length=200)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('authority_kind', models.CharField(blank=True, choices=[('province', 'Province'), ('autonomous_region', 'Autonomous region'), ('municipality', 'Municipality'), ('separately_listed_city', 'Separately listed city'), ('corps', 'Corps')], max_length=24)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('name_bigrams', models.GeneratedField(db_persist=True, expression=models.Func('name', function='portal_bigrams'), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None))),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='portal.organisation')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('display_name', models.CharField(max_length=60)),
                ('language', models.CharField(choices=[('zh-hans', '中文'), ('en', 'English')], default='zh-hans', max_length=10)),
                ('is_demo', models.BooleanField(default=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='one_user_per_email')],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Enterprise',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='enterprise', serialize=False, to='portal.organisation')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('code_warning', models.CharField(blank=True, help_text='why the credit code failed its check', max_length=200)),
                ('industry_code', models.CharField(blank=True, max_length=5)),
                ('headcount', models.PositiveIntegerField(help_text='人')),
                ('revenue', models.DecimalField(decimal_places=2, help_text='万元', max_digits=14)),
                ('size_class', models.CharField(choices=[('large', 'Large'), ('medium', 'Medium'), ('small', 'Small'), ('micro', 'Micro')], max_length=6)),
                ('contact_name', models.CharField(blank=True, max_length=60)),
                ('contact_phone', models.CharField(blank=True, max_length=30)),
                ('contact_email', models.EmailField(blank=True, max_length=254)),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['organisation_id'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('email', models.EmailField(max_length=254)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('filler', 'Filler'), ('responsible', 'Responsible person'), ('reviewer', 'Reviewer'), ('approver', 'Approver'), ('officer', 'Ministry officer'), ('administrator', 'Administrator')], max_length=14), size=None)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='portal.organisation')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [portal.rls.SameScope(field='organisation', name='invitation_same_scope'), portal.rls.TenantPolicy(name='invitation', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise', 'authority', 'ministry', 'system'))],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('filler', 'Filler'), ('responsible', 'Responsible person'), ('reviewer', 'Reviewer'), ('approver', 'Approver'), ('officer', 'Ministry officer'), ('administrator', 'Administrator')], max_length=14), size=None)),
                ('active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='portal.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('user', 'organisation'), name='one_membership_per_organisation'), models.CheckConstraint(condition=models.Q(('roles__len__gt', 0)), name='membership_has_a_role'), portal.rls.SameScope(field='organisation', name='membership_same_scope'), portal.rls.TenantPolicy(name='membership', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise', 'authority', 'ministry', 'system'))],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('key', models.CharField(help_text='a repeated send with the same key makes no second notice', max_length=120)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField(blank=True)),
                ('link', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['recipient', '-id'], name='notice_of_recipient')],
                'constraints': [models.UniqueConstraint(fields=('recipient', 'key'), name='one_notice_per_key'), portal.rls.TenantPolicy(name='notice', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise', 'authority', 'ministry', 'system'))],
            },
        ),
        migrations.CreateModel(
            name='OrganisationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('name_en', models.CharField(blank=True, max_length=200)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='portal.organisation')),
            ],
            options={
                'ordering': ['valid_from'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'valid_from'), name='one_name_from_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('code', models.CharField(max_length=6, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('level', models.CharField(choices=[('province', 'Province'), ('city', 'City'), ('county', 'County')], max_length=8)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='portal.region')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.AddField(
            model_name='organisation',
            name='region',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='portal.region'),
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('purpose', models.CharField(choices=[('evidence', 'Evidence'), ('register', 'Register to import'), ('rejected_rows', 'Rejected rows'), ('receipt', 'Receipt'), ('summary', 'Annual summary'), ('archive', 'Archive'), ('export', 'Export')], max_length=14)),
                ('name', models.CharField(max_length=200)),
                ('blob', models.FileField(max_length=200, upload_to='')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField(help_text='bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='portal.organisation')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['blob'], name='storedfile_blob')],
                'constraints': [models.UniqueConstraint(fields=('id', 'scope'), name='storedfile_id_scope'), portal.rls.SameScope(field='organisation', name='storedfile_same_scope'), portal.rls.TenantPolicy(name='storedfile', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise', 'authority', 'ministry', 'system'))],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('key', models.CharField(help_text='two active jobs never share (kind, key)', max_length=200)),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('side', models.CharField(choices=[('enterprise', 'Enterprise'), ('authority', 'Authority'), ('ministry', 'Ministry'), ('system', 'System')], max_length=10)),
                ('roles', models.JSONField(default=list)),
                ('params', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('postponed', models.PositiveSmallIntegerField(default=0, help_text='how often what it needs was away')),
                ('lease_until', models.DateTimeField(help_text='while it waits: not before', null=True)),
                ('cancel_requested', models.BooleanField(default=False)),
                ('progress_done', models.PositiveIntegerField(default=0)),
                ('progress_total', models.PositiveIntegerField(default=0)),
                ('progress_text', models.CharField(blank=True, max_length=200)),
                ('result', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='portal.organisation')),
                ('result_file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='portal.storedfile')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['lease_until'], name='job_to_ring')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running'])), fields=('kind', 'key'), name='one_active_job_per_key'), portal.rls.TenantPolicy(name='job', read=('enterprise', 'authority', 'ministry', 'system'), write=('enterprise', 'authority', 'ministry', 'system'))],
            },
        ),
        migrations.AddField(
            model_name='enterprise',
            name='city',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.region'),
        ),
        migrations.AddField(
            model_name='enterprise',
            name='division',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='portal.division'),
        ),
        migrations.AddField(
            model_name='enterprise',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.region'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(fields=['name_bigrams'], name='organisation_bigrams'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='organisation_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=portal.rls.TenantPolicy(name='organisation', read=('enterprise', 'authority', 'ministry'), write=('authority', 'ministry', 'system')),
        ),
        migrations.AddConstraint(
            model_name='enterprise',
            constraint=models.UniqueConstraint(fields=('organisation', 'scope'), name='enterprise_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='enterprise',
            constraint=portal.rls.SameScope(field='organisation', name='enterprise_same_scope'),
        ),
        migrations.AddConstraint(
            model_name='enterprise',
            constraint=portal.rls.TenantPolicy(name='enterprise', read=('enterprise', 'authority', 'ministry'), write=('enterprise', 'authority', 'ministry', 'system')),
        ),
        migrations.RunSQL((SQL / "audit.sql").read_text(), migrations.RunSQL.noop),
    ])
