from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publication", "0005_quality")]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="recording",
            field=models.CharField(default="", max_length=26),
            preserve_default=False,
        ),
    ]
