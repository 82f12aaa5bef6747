"""Where and when datasets are about, as their records and sources say it."""

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    from odms.standards.description import from_dict
    from odms.standards.extent import extent_of
    from odms.standards.record import Record
    from odms.standards.view import extent_of_record

    datasets = apps.get_model("catalogue", "Dataset").objects.select_related("origin")
    extents = apps.get_model("catalogue", "Extent")
    some = []
    for dataset in datasets.filter(published_at__isnull=False).iterator(chunk_size=500):
        if dataset.is_gathered and hasattr(dataset, "origin"):
            told = extent_of(from_dict(dataset.origin.description))
        else:
            told = extent_of_record(Record.from_dict(dataset.record))
        west, south, east, north = told.box or (None,) * 4
        box = {"west": west, "south": south, "east": east, "north": north}
        some.append(extents(dataset_id=dataset.id, begins=told.begins, ends=told.ends, **box))
        if len(some) == 500:
            extents.objects.bulk_create(some)
            some = []
    extents.objects.bulk_create(some)


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0010_own_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Extent",
            fields=[
                (
                    "dataset",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="extent",
                        serialize=False,
                        to="catalogue.dataset",
                    ),
                ),
                ("west", models.FloatField(blank=True, null=True)),
                ("south", models.FloatField(blank=True, null=True)),
                ("east", models.FloatField(blank=True, null=True)),
                ("north", models.FloatField(blank=True, null=True)),
                ("begins", models.DateField(blank=True, null=True)),
                ("ends", models.DateField(blank=True, null=True)),
            ],
            options={"ordering": ["dataset"]},
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
