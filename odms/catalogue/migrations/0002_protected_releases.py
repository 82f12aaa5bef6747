from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [
        # what was hidden of a release of before is not known here: it counts as protected
        migrations.AddField("release", "is_protected", models.BooleanField(default=True)),
        migrations.AlterField("release", "is_protected", models.BooleanField(default=False)),
    ]
