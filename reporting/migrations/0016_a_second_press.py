from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0015_attachments'),
    ]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='key',
            field=models.CharField(blank=True, help_text='of the form it came with: a second press makes no second', max_length=40),
        ),
    ]
