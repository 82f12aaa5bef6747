"""The last change of every dataset that is or was public, as the ledger tells it."""

from django.db import migrations

KINDS = {
    "dataset.published": "published",
    "dataset.changed": "described",
    "dataset.withdrawn": "withdrawn",
    "dataset.destroyed": "destroyed",
    "datasets.gathered": "described",
    "datasets.vanished": "withdrawn",
}


def fill(apps, schema_editor):
    Dataset = apps.get_model("catalogue", "Dataset")
    Change = apps.get_model("catalogue", "Change")
    Entry = apps.get_model("ledger", "Entry")
    public = Dataset.objects.exclude(published_at=None)
    states = dict(public.values_list("id", "state"))
    if not states:
        return
    found = {}
    for entry in Entry.objects.filter(verb__in=KINDS).order_by("seq").iterator(chunk_size=1000):
        of_one = [entry.subject_id] if entry.subject_kind == "dataset" else []
        for id in (*of_one, *entry.facts.get("datasets", [])):
            if id in states:
                found[id] = _line(Change, id, entry, found.get(id))
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    for id, state in states.items():
        if id not in found:
            at = public.get(id=id).modified_at
            kind = "published" if state == "published" else "withdrawn"
            found[id] = Change(dataset_id=id, seq=last, at=at, kind=kind)
    Change.objects.bulk_create(found.values(), batch_size=500)


def _line(Change, id, entry, before):
    kind, reason = KINDS[entry.verb], ""
    # what is withdrawn by its destruction is destroyed and then withdrawn, in one deed
    is_destroyed = kind == "destroyed" or (
        kind == "withdrawn"
        and before is not None
        and before.kind == "destroyed"
        and before.at == entry.at
    )
    if is_destroyed:
        reason = "personal-data"
    elif kind == "withdrawn":
        reason = "by-publisher" if entry.verb == "dataset.withdrawn" else "gone-at-source"
    line = Change(dataset_id=id, seq=entry.seq, at=entry.at, kind=kind, reason=reason)
    if kind == "destroyed":
        line.destroyed_seq, line.destroyed_at = entry.seq, entry.at
    elif before is not None:
        line.destroyed_seq, line.destroyed_at = before.destroyed_seq, before.destroyed_at
    return line


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0008_changes"), ("ledger", "0002_append_only")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
