import django.db.models.deletion
import portal.rls
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0010_attachments_in_parts'),
        ('reporting', '0016_a_second_press'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='mark',
            name='attachment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.editionattachment'),
        ),
        migrations.AlterField(
            model_name='mark',
            name='section',
            field=models.CharField(choices=[('quality_project', 'Excellence quality project'), ('key_products', 'Key products'), ('industry', 'Industry development'), ('public_services', 'Public services'), ('mechanisms', 'Long-term mechanisms'), ('pilot', 'Pilot-scale innovation'), ('brand', 'Made-in-China brand'), ('cases', 'Cases worth sharing'), ('problems', 'Problems'), ('next_year', 'Plan for next year'), ('suggestions', 'Suggestions'), ('attachments', 'Attachments')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='editionattachment',
            constraint=models.UniqueConstraint(fields=('id', 'scope'), name='editionattachment_id_scope'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=portal.rls.SameScope(field='attachment', name='summarymark_same_scope_attachment'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attachment__isnull', False), ('section', 'attachments')), models.Q(models.Q(('section', 'attachments'), _negated=True), ('attachment__isnull', True)), _connector='OR'), name='summarymark_of_attachment_has_it'),
        ),
    ]
