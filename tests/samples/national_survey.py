"""A seeded maker of answers whose means are those of the national survey of 2565.

2,121 people of four groups; for each dimension as many of each mark as bring its mean, to two places,
to the figure that was printed, and as many of each channel as bring its share. Who gave which mark,
and the sizes of the groups and the purposes, which were never printed, are invented.
"""

import csv
import io
import random
from collections.abc import Sequence

N = 2_121

# dimension: the mean that was printed (guideline of 2565, survey of 12 January 2565)
MEANS = {"usefulness": 4.05, "content": 4.02, "access": 4.02, "tools": 3.94, "service": 3.86}
OVERALL = 3.97
CHANNELS = {"data.go.th": 0.817, "เว็บไซต์ตรงของหน่วยงาน/ผ่านศูนย์บริการ": 0.183}
GROUPS = ("หน่วยงานภาครัฐ", "สถาบันการศึกษา", "บริษัทเอกชน", "ประชาชนทั่วไป")
PURPOSES = ("การศึกษาและวิจัย", "งานของหน่วยงานหรือองค์กร", "ธุรกิจและนวัตกรรม")

WORDS = {5: "มากที่สุด", 4: "มาก", 3: "ปานกลาง", 2: "น้อย", 1: "น้อยมาก"}
HEADINGS = (
    *("ประทับเวลา", "กลุ่มผู้ตอบแบบสอบถาม", "ช่องทางที่ใช้", "วัตถุประสงค์การใช้"),
    *("ด้านการใช้ประโยชน์ได้จริง", "ด้านเนื้อหาข้อมูลเปิด", "ด้านความสะดวกสบายในการเข้าถึงและใช้งาน"),
    *("ด้านเครื่องมือและเทคโนโลยี", "ด้านบริการข้อมูลเปิด"),
)

_CHANNEL = {
    "data.go.th": {"code": "centre", "th": "data.go.th", "en": "data.go.th"},
    "เว็บไซต์ตรงของหน่วยงาน/ผ่านศูนย์บริการ": {
        "code": "agency",
        "th": "เว็บไซต์ตรงของหน่วยงาน/ผ่านศูนย์บริการ",
        "en": "An agency's own website or service centre",
    },
}


def document(built_in: dict) -> dict:
    """The survey as a document: the questions of the centre's questionnaire, and what was reported."""
    source = {"th": "แนวทางการส่งเสริมการใช้ประโยชน์ข้อมูลเปิดของประเทศไทย พ.ศ. 2565", "en": ""}
    return built_in | {
        "title": {
            "th": "ความพึงพอใจต่อข้อมูลเปิด พ.ศ. 2565",
            "en": "Satisfaction with open data, 2565",
        },
        "channels": list(_CHANNEL.values()),
        "reported": {
            "overall": OVERALL,
            "dimensions": MEANS,
            "n": N,
            "source": source,
            "surveyed_on": "2022-01-12",
        },
    }


def rows(seed: int = 2565, n: int = N) -> list[list[str]]:
    """One row a person, under HEADINGS; half of the columns say marks in words, half in numbers."""
    chance = random.Random(seed)
    marks = {code: _marks(chance, mean, n) for code, mean in MEANS.items()}
    n_first = round(n * CHANNELS["data.go.th"])
    channels = [
        name for name, k in zip(CHANNELS, (n_first, n - n_first), strict=True) for _ in range(k)
    ]
    chance.shuffle(channels)
    return [
        [
            f"12/1/2565, {8 + i % 9:02}:{i % 60:02}:{i % 53:02}",
            chance.choice(GROUPS),
            channels[i],
            chance.choice(PURPOSES),
            *(
                WORDS[given[i]] if place % 2 else str(given[i])
                for place, given in enumerate(marks.values())
            ),
        ]
        for i in range(n)
    ]


def as_csv(found: Sequence[Sequence[str]]) -> bytes:
    """Rows as forms of others export them."""
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *found])
    return out.getvalue().encode("utf-8-sig")


def _marks(chance: random.Random, mean: float, n: int) -> list[int]:
    """So many marks whose sum is the whole number nearest to `mean` times n."""
    found = chance.choices((1, 2, 3, 4, 5), (1, 3, 20, 48, 28), k=n)
    lacking = round(mean * n) - sum(found)
    step = 1 if lacking > 0 else -1
    while lacking:
        at = chance.randrange(n)
        if 1 <= found[at] + step <= 5:
            found[at] += step
            lacking -= step
    return found
