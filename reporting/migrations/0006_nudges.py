import django.db.models.deletion
import portal.models.fields
import portal.rls
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0001_squashed_0008'),
        ('reporting', '0005_states'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Nudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', portal.models.fields.ScopeField(db_collation='C', db_index=True, editable=False, max_length=80)),
                ('year', models.PositiveSmallIntegerField()),
                ('day', models.DateField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nudges', to='portal.organisation')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('year', 'authority', 'day'), name='one_nudge_a_day'), portal.rls.SameScope(field='authority', name='nudge_same_scope'), portal.rls.TenantPolicy(insert_only=True, name='nudge', read=('authority', 'ministry', 'system'), write=('ministry',))],
            },
        ),
    ]
