"""Sources without a wish for copies of files: files stay where they are."""

from django.db import migrations


class Migration(migrations.Migration):
    """Drop the column."""

    dependencies = [("harvest", "0001_initial")]

    operations = [migrations.RemoveField("source", "mirrors_files")]
