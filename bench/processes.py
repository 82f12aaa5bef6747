"""Computing the sixteen processes of 200 agencies with 500 datasets each, from nothing and after one
change, in a database of its own; the yardstick is reading the same rows and nothing more."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

N_AGENCIES, N_DATASETS = 200, 500
N_CHANGES = 5
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_AT_ONCE = 2_000

RECORD: dict[str, Any] = {
    "title_th": "ผู้ป่วยนอก รายจังหวัด",
    "description_th": "จำนวนผู้ป่วยนอกของสถานพยาบาลในแต่ละจังหวัด นับตามปีปฏิทิน " * 3,
    "publisher": "กรมตัวอย่าง",
    "tags": ["ผู้ป่วย", "โรงพยาบาล"],
    "data_type": "statistics",
    "maintainer": "กลุ่มงานข้อมูล",
    "maintainer_email": "data@health.example",
    "objective": ["mission"],
    "frequency_unit": "A",
    "frequency_interval": 1,
    "geo_coverage": "06",
    "data_source": "ระบบรายงานสถานพยาบาล",
    "data_format": ["csv"],
    "data_category": "public",
    "classification": "open",
    "licence": "odc",
    "legal_ground": "digital-act",
    "rights_origin": "own",
    "theme": "health",
}
COLUMNS = [
    {"name": f"c{i}", "type": "text", "meaning": "th-province" if i == 0 else None, "label_th": "ก"}
    for i in range(12)
]
EVIDENCE: dict[tuple[str, str], dict[str, Any]] = {
    ("quality", "engine"): {"points": 82, "n_tables": 1},
    ("protection", "engine"): {"n_personal": 1, "n_kept": 0, "n_measures": 1, "n_below": 0, "k": 7},
    ("format", "engine"): {"format": "csv", "n_lists_missing": 0},
    ("monitoring", "usage"): {"n_views": 12, "n_downloads": 3, "n_api": 4, "day": "2026-11-22"},
    ("monitoring", "health.links"): {"n_links": 1, "n_broken": 0, "checked_at": "2026-11-22"},
    ("improvement", "voice"): {"n_feedback": 2, "n_open": 1, "n_led_to_release": 0},
}
SAID = [
    ("classification", "declared"),
    ("rights", "declared"),
    ("frequency", "declared"),
    ("protection", "declared"),
    ("description", "declared"),
    ("classification", "verified"),
    ("rights", "verified"),
    ("protection", "verified"),
    ("approval", "declared"),
]


def run(n_agencies: int = N_AGENCIES, n_datasets: int = N_DATASETS) -> None:
    with tempfile.TemporaryDirectory() as home:
        set_up(home)
        from odms.publication import actions as publication

        agencies = [made_agency(i, n_datasets) for i in range(n_agencies)]
        n = n_agencies * n_datasets
        print(f"{n_agencies} agencies × {n_datasets} datasets, {n * 16:,} answers")
        bare = _seconds(_read_all)
        whole = _seconds(lambda: publication.compute_all(at=AT + timedelta(days=1)))
        again = _seconds(lambda: publication.compute_all(at=AT + timedelta(days=1)))
        print(f"bare read of the rows   {bare:6.1f} s")
        print(
            f"from nothing            {whole:6.1f} s (aim: below 60)   {whole / bare:.1f} times the read"
        )
        print(f"again, nothing changed  {again:6.1f} s")
        publication.follow(at=AT + timedelta(days=1))
        took = [_after_one_change(agency, i) for i, agency in enumerate(agencies[:N_CHANGES])]
        print(f"after one change        {statistics.median(took):6.2f} s (aim: below 1)")


def set_up(home: str) -> None:
    os.environ |= {"ODMS_HOME": home, "DJANGO_SETTINGS_MODULE": "odms.config.settings"}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def made_agency(i: int, n_datasets: int) -> Any:
    """An agency with its people and datasets, all published, with evidence and answers."""
    from odms.catalogue.models import Dataset, Distribution, Release
    from odms.ledger.rules import SYSTEM, new_id
    from odms.people import actions as people
    from odms.publication.models import Case

    agency = people.create_agency(
        by=SYSTEM, slug=f"agency-{i}", name_th=f"หน่วยงาน {i}", name_en="", sector="state", at=AT
    )
    users = [
        people.create_user(by=SYSTEM, email=f"{part}{i}@odms.example", name=part, at=AT)
        for part in ("steward", "approver")
    ]
    datasets = [
        Dataset(
            slug=f"d-{i}-{k}",
            agency=agency,
            state="published",
            title_th=RECORD["title_th"],
            record=RECORD,
            created_at=AT,
            published_at=AT,
            modified_at=AT,
        )
        for k in range(n_datasets)
    ]
    Dataset.objects.bulk_create(datasets, _AT_ONCE)
    tables = [
        Distribution(dataset=one, slug="table", title_th="", source_format="csv")
        for one in datasets
    ]
    Distribution.objects.bulk_create(tables, _AT_ONCE)
    releases = [
        Release(
            distribution=one, number=1, table_key=new_id(), raw_sha256="0", raw_name="a.csv",
            raw_size_bytes=1, n_rows=1, columns=COLUMNS, released_at=AT,
        )
        for one in tables
    ]  # fmt: skip
    Release.objects.bulk_create(releases, _AT_ONCE)
    for table, release in zip(tables, releases, strict=True):
        table.current = release
    Distribution.objects.bulk_update(tables, ["current"], _AT_ONCE)
    Case.objects.bulk_create(
        [
            Case(
                number=1 + i * n_datasets + k, dataset=one, state="published", record=RECORD,
                opened_by=users[0], opened_at=AT, submitted_by=users[0], submitted_at=AT,
                decided_by=users[1], decided_at=AT, published_at=AT,
            )
            for k, one in enumerate(datasets)
        ],
        _AT_ONCE,
    )  # fmt: skip
    _say(agency, datasets, users)
    return agency


def _say(agency: Any, datasets: list[Any], users: list[Any]) -> None:
    from odms.publication.models import Answer, Evidence

    Evidence.objects.bulk_create(
        [
            Evidence(
                process=process, source=source, subject_kind="dataset", subject_id=one.id,
                agency=agency, figures=figures, by_id="system", by_name="ODMS", at=AT, hash="0",
            )
            for one in datasets
            for (process, source), figures in EVIDENCE.items()
        ],
        _AT_ONCE,
    )  # fmt: skip
    Answer.objects.bulk_create(
        [
            Answer(
                process=process, side=side, answer="yes", subject_kind="dataset",
                subject_id=one.id, agency=agency, by=users[side == "verified"], at=AT,
                facts={"case": 1}, review_date=(AT + timedelta(days=730)).date(), hash="0",
            )
            for one in datasets
            for process, side in SAID
        ],
        _AT_ONCE,
    )  # fmt: skip


def _read_all() -> None:
    from odms.catalogue.models import Dataset
    from odms.publication.models import Answer, Evidence

    for model, fields in (
        (Dataset, ("id", "record")),
        (Evidence, ("subject_id", "figures")),
        (Answer, ("subject_id", "facts")),
    ):
        for _ in model.objects.values_list(*fields).iterator(chunk_size=_AT_ONCE):
            pass


def _after_one_change(agency: Any, i: int) -> float:
    """Seconds until feedback on one dataset stands in its answers and in its agency's."""
    from odms.catalogue.models import Dataset
    from odms.ledger.rules import SYSTEM, Subject
    from odms.publication import actions as publication

    dataset = Dataset.objects.filter(agency=agency).first()
    publication.record_evidence(
        by=SYSTEM,
        process="improvement",
        subject=Subject("dataset", dataset.id),
        source="voice",
        figures={"n_feedback": 3 + i, "n_open": 0, "n_led_to_release": 1},
        at=AT + timedelta(days=2),
    )
    return _seconds(lambda: publication.follow(at=AT + timedelta(days=2)))


if __name__ == "__main__":
    run(*(int(one) for one in sys.argv[1:3]))
