"""Search with facets over 100,000 records: build, size, milliseconds a question.

Figures: seconds and records a second of the build, the index's size over that of its text, and for
each kind of question the median and 95th percentile of `search` with all facets and ten hits.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from odms.definitions import national_table

N_RECORDS = 100_000
N_ROUNDS = 30
SEED = 2569

_THINGS = [
    "จำนวนประชากร",
    "นักท่องเที่ยว",
    "โรงพยาบาล",
    "โรงเรียน",
    "อุบัติเหตุทางถนน",
    "คุณภาพน้ำผิวดิน",
    "ฝุ่นละออง",
    "งบประมาณรายจ่าย",
    "ราคายางพารา",
    "ผู้สูงอายุ",
    "ขยะมูลฝอย",
    "พื้นที่ป่าไม้",
    "แรงงานต่างด้าว",
    "ปริมาณฝน",
    "ผลิตภัณฑ์มวลรวมจังหวัด",
    "ผู้ป่วยโควิด-19",
    "รถจดทะเบียนใหม่",
    "ครัวเรือนเกษตรกร",
    "สหกรณ์",
    "น้ำท่วม",
]
_WAYS = [
    "รายจังหวัด",
    "รายอำเภอ",
    "รายเดือน",
    "รายปี",
    "จำแนกตามเพศ",
    "จำแนกตามอายุ",
    "ตามประเภท",
    "ต่อประชากร",
]
_SAID = [
    "ข้อมูลสถิติที่หน่วยงานเก็บรวบรวมจากระบบทะเบียนและแบบสำรวจในพื้นที่",
    "เพื่อใช้ประกอบการวางแผนและติดตามผลการดำเนินงานของภาครัฐ",
    "ปรับปรุงเป็นประจำทุกปีงบประมาณและเผยแพร่ให้ประชาชนนำไปใช้ประโยชน์ได้",
    "The",
    "figures",
    "are",
    "collected",
    "from",
    "registers",
    "and",
    "surveys",
    "and",
    "published",
    "every",
    "year",
    "",
]
_AGENCIES = [f"สำนักงาน{thing}แห่งชาติ" for thing in _THINGS]

QUESTIONS = {
    "common word": ["ข้อมูล", "สถิติ", "ประชากร"],
    "rare word": ["โคราช 2551", "หนองบัวลำภู สหกรณ์"],
    "word in a compound": ["น้ำ", "พยาบาล", "สูงอายุ"],
    "two words": ["นักท่องเที่ยว ภูเก็ต", "งบประมาณ 2565"],
    "synonym": ["PM2.5", "อุทกภัย", "กทม."],
    "misspelt": ["โรงเรืยน", "นักท่องเทียว"],
    "everything": [""],
}


def run() -> None:
    """Build an index in a folder of its own and ask it."""
    from django.conf import settings

    with tempfile.TemporaryDirectory() as folder:
        settings.configure(HOME=Path(folder))
        _build()
        for name, typed in QUESTIONS.items():
            _ask(name, typed, {})
        _ask("common word, two facets", ["ข้อมูล"], {"format": ["csv"], "theme": ["t1", "t2"]})


def _build() -> None:
    from odms.ledger.rules import Place
    from odms.search.queries import get_index

    records = list(_records())
    letters = sum(
        len("".join([*record.titles, *record.tags, *record.notes, *record.columns]).encode())
        for record in records
    )
    index = get_index()
    begun = time.perf_counter()
    with index.writing():
        index.rebuild(records, place=Place(1))
    seconds = time.perf_counter() - begun
    size = sum(path.stat().st_size for path in index.folder.iterdir())
    print(f"build {seconds:.1f} s, {len(records) / seconds:,.0f} records a second")
    print(f"index {size / 1e6:.0f} MB, {size / letters:.1f} times its text")


def _records() -> Iterator["object"]:
    from odms.search.rules import Document

    chance = random.Random(SEED)
    provinces = [row["name_th"] for row in national_table("provinces.csv")]
    for n in range(N_RECORDS):
        thing, way = chance.choice(_THINGS), chance.choice(_WAYS)
        year = str(chance.randint(2550, 2569))
        agency = chance.randrange(len(_AGENCIES))
        yield Document(
            id=f"{n:026}",
            slug=f"set-{n}",
            titles=(f"{thing}{way} {chance.choice(provinces)} พ.ศ. {year}",),
            tags=(thing, year, chance.choice(_WAYS)),
            agency_names=(_AGENCIES[agency],),
            columns=("province", "year", way, thing, f"value_{n % 50}"),
            notes=(" ".join(chance.sample(_SAID, 6)) + f" {thing} {chance.choice(provinces)}",),
            facets={
                "theme": (f"t{agency % 15}",),
                "tag": (thing, year),
                "format": ("csv", chance.choice(["xlsx", "json", "geojson"])),
                "agency": (f"a{agency}",),
                "sector": (chance.choice(["state", "private", "civil"]),),
                "licence": (chance.choice(["cc-by", "cc0", "dga"]),),
                "frequency": (chance.choice("YMDQ"),),
            },
            modified_at=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=n),
        )


def _ask(name: str, typed: list[str], filters: dict[str, list[str]]) -> None:
    from odms.search.queries import search

    times, totals = [], []
    for _ in range(N_ROUNDS):
        for words in typed:
            begun = time.perf_counter()
            totals.append(search(words, filters=filters, size=10).total)
            times.append((time.perf_counter() - begun) * 1000)
    p95 = statistics.quantiles(times, n=20)[-1]
    found = ", ".join(f"{total:,}" for total in totals[: len(typed)])
    print(f"{name:24} p50 {statistics.median(times):6.1f} ms, p95 {p95:6.1f} ms, hits {found}")
