"""What was delivered moves to the restricted side of the lake; see docs/decisions."""

from django.conf import settings
from django.db import migrations


def take_in(apps, schema_editor):
    from odms.intake.originals import originals

    keys = apps.get_model("intake", "DeliveredTable").objects.values_list("table_key", flat=True)
    originals().take_in(settings.HOME / "lake", list(keys))


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]
    operations = [migrations.RunPython(take_in, migrations.RunPython.noop)]
