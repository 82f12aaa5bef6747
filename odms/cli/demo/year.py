"""A year in one agency, told through the real pipeline: inventory, plan, thirty datasets, renewals on
time and late, requests and feedback with what came of them. `year.yaml` is the story.
"""

import csv
import io
import random
from collections.abc import Iterator
from concurrent.futures import Executor
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from odms.catalogue import queries as catalogue
from odms.cli.demo import reader, voices
from odms.definitions import national_table
from odms.health import actions as health
from odms.intake import actions as intake
from odms.inventory import actions as inventory
from odms.inventory import queries as inventories
from odms.ledger.rules import SYSTEM, VISITOR, Subject
from odms.people import actions as people
from odms.publication import actions as publication
from odms.standards import promise
from odms.standards.record import Record
from odms.usage import actions as usage
from odms.voice import actions as voice
from odms.voice import queries as heard

DAYS = 365
BATCH = 5

_DAY = timedelta(days=1)
_BETWEEN_BATCHES = 9 * _DAY
_LATE = 45 * _DAY
_ANSWERS = 12


@cache
def story() -> dict[str, Any]:
    """What happens, as `year.yaml` tells it."""
    told: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("year.yaml").read_text(encoding="utf-8")
    )
    return told


def n_files() -> int:
    """How many files the agency hands in."""
    return len(story()["datasets"]) + sum(map(_is_renewed, story()["datasets"]))


def live(*, seed: str, now: datetime, folder: Path, readers: Executor) -> Iterator[tuple[int, int]]:
    """Let the agency live its year, telling how many of how many files were handed in."""
    year = Year(seed, now, folder, readers)
    year.found()
    year.survey()
    year.plan()
    total = n_files()
    yield from ((n, total) for n in year.publish())
    year.listen()
    done = len(story()["datasets"])
    yield from ((done + n, total) for n in year.renew())
    year.improve()
    year.look_back()


class Year:
    """The agency's year; each deed has its own day."""

    def __init__(self, seed: str, now: datetime, folder: Path, readers: Executor) -> None:
        self.seed, self.now, self.folder, self.readers = seed, now, folder, readers
        self.begin = now - DAYS * _DAY
        self.people: dict[str, Any] = {}
        self.agency: Any = None

    @property
    def steward(self) -> Any:
        return self.people["steward.sample@odms.example"]

    @property
    def second(self) -> Any:
        return self.people["steward2.sample@odms.example"]

    @property
    def approver(self) -> Any:
        return self.people["approver.sample@odms.example"]

    def found(self) -> None:
        """The agency and its people."""
        told, at = story()["agency"], self.begin
        self.agency = people.create_agency(
            by=SYSTEM,
            slug=told["slug"],
            name_th=told["th"],
            name_en=told["en"],
            short_name=told["short"],
            sector="state",
            contact_unit=told["unit"],
            contact_email="data.sample@odms.example",
            at=at,
        )
        for person in story()["people"]:
            user = people.create_user(
                by=SYSTEM,
                email=person["email"],
                name=person["name"],
                password=_password(),
                at=at,
            )
            people.grant(by=SYSTEM, user=user, agency=self.agency, role=person["part"], at=at)
            self.people[person["email"]] = user

    def survey(self) -> None:
        """Process 1 and 3: what the agency holds, from the workbook of its units; and a look again
        when half of the year is over."""
        path = self.folder / "inventory.csv"
        path.write_text(_inventory(), encoding="utf-8-sig")
        inventory.import_file(
            by=self.steward,
            agency=self.agency,
            path=path,
            name="บัญชีข้อมูล.csv",
            at=self.begin + 5 * _DAY,
        )
        path.unlink()
        inventory.record_review(
            by=self.steward, agency=self.agency, at=self.begin + (DAYS // 2) * _DAY
        )

    def plan(self) -> None:
        """Processes 5 and 6: what is opened first, by whom and when; the head agrees."""
        at = self.begin + 20 * _DAY
        entries = {
            one.title_th: one for one in inventories.list_entries([self.agency.id], limit=None)
        }
        told = story()["datasets"]
        things = [entries[entry["th"]] for entry in told]
        items = publication.propose_items(by=self.steward, agency=self.agency, things=things, at=at)
        for place, item in enumerate(items):
            levels = {"value": 3, "demand": 2, "readiness": 3, "cost": 3}
            weights = {
                code: publication.Weight(level, "ที่ประชุมคณะทำงานข้อมูลเปิดเห็นชอบ")
                for code, level in levels.items()
            }
            item = publication.weigh(by=self.steward, item=item, weights=weights, at=at)
            publication.assign(
                by=self.steward,
                item=item,
                owner_unit=story()["units"][place % len(story()["units"])],
                steward=self.steward,
                due_date=(at + (60 + place * 3) * _DAY).date(),
                at=at,
            )
        publication.put_before_head(by=self.steward, agency=self.agency, at=at + _DAY)
        publication.agree(by=self.approver, agency=self.agency, at=at + 2 * _DAY)

    def publish(self) -> Iterator[int]:
        """Thirty datasets in batches, each described, submitted, approved by another, published."""
        told = story()["datasets"]
        for start in range(0, len(told), BATCH):
            at = self.begin + 40 * _DAY + start // BATCH * _BETWEEN_BATCHES
            self._hand_in(told[start : start + BATCH], at)
            yield start + len(told[start : start + BATCH])

    def renewals(self) -> list[tuple[dict[str, Any], datetime, int]]:
        """Which dataset is renewed when, and which release that makes: as promised, or too late."""
        found = []
        for place, entry in enumerate(story()["datasets"]):
            if _is_renewed(entry):
                first = self.begin + 40 * _DAY + place // BATCH * _BETWEEN_BATCHES
                due = promise.due_date(
                    Record(frequency_unit="Q", frequency_interval=1), first.date()
                )
                days = (due - first.date()).days - 5 if due else 90
                late = _LATE if entry.get("late") else 0 * _DAY
                found.append((entry, first + days * _DAY + late, 2))
        return sorted(found, key=lambda one: one[1])

    def renew(self) -> Iterator[int]:
        """Renewals, on time and late."""
        told = self.renewals()
        for start in range(0, len(told), BATCH):
            some = told[start : start + BATCH]
            self._hand_in([entry for entry, _, _ in some], some[-1][1], number=2)
            yield start + len(some)

    def listen(self) -> None:
        """Process 2 and 16: what people ask for and say, and the answers."""
        at = self.begin + 150 * _DAY
        for n, told in enumerate(story()["requests"]):
            asked = voice.make_request(
                by=VISITOR,
                title=told["title"],
                wanted=told["wanted"],
                purpose=told["purpose"],
                agency=self.agency,
                name="ผู้ใช้ข้อมูล",
                email="reader@odms.example",
                mark=f"asker-{n}",
                at=at + n * _DAY,
            )
            for k in range(3 + 4 * n):
                voice.vote(by=VISITOR, request=asked, mark=f"voter-{n}-{k}", at=at + n * _DAY)
            self._answer(asked, told, at + (n + 4) * _DAY)
        for n, told in enumerate(story()["feedback"]):
            dataset = catalogue.get_dataset(told["slug"])
            voice.give_feedback(
                by=VISITOR,
                dataset=dataset,
                useful=told["useful"],
                text=told["text"],
                mark=f"reader-{n}",
                at=at + n * _DAY,
            )
        self._ask_people(at + 10 * _DAY)

    def improve(self) -> None:
        """Process 16: every piece of feedback ends in an answer or a new release."""
        at = self.now - 20 * _DAY
        for told in story()["feedback"]:
            dataset = catalogue.get_dataset(told["slug"])
            table = catalogue.list_tables(dataset)[0]
            for one in heard.list_feedback(dataset=dataset):
                if "answered" in told:
                    voice.answer_feedback(
                        by=self.steward, feedback=one, text=told["answered"], at=at
                    )
                else:
                    voice.resolve_feedback(
                        by=self.steward,
                        feedback=one,
                        text=told["resolved"],
                        release=table.current,
                        at=at,
                    )

    def look_back(self) -> None:
        """Processes 4 and 15: use and links are counted, results reviewed; the day's end."""
        chance = random.Random(self.seed)  # noqa: S311 - invented figures
        datasets = catalogue.list_datasets(agency=self.agency, limit=None)
        for dataset in datasets:
            for kind in ("view", "view", "download", "rows"):
                day = self.now - chance.randint(1, 25) * _DAY
                usage.note(
                    kind=kind, channel="portal", visit=voices.visit(), dataset=dataset, at=day
                )
        usage.take_up(at=self.now)
        usage.hand_evidence(at=self.now)
        health.hand_evidence(at=self.now)
        for dataset in datasets:
            publication.declare(
                by=self.steward,
                process="monitoring",
                subject=Subject("dataset", dataset.id),
                answer="yes",
                note="ทบทวนการใช้งานและข้อร้องเรียนประจำปี",
                at=self.now - 10 * _DAY,
            )
        publication.compute_agency(agency=self.agency, at=self.now)

    # --- deeds ----------------------------------------------------------------------------------

    def _hand_in(self, entries: list[dict[str, Any]], at: datetime, *, number: int = 1) -> None:
        """Files come, are read side by side, and go their way through two people."""
        made = [self._delivered(entry, at, number) for entry in entries]
        reading = [self.readers.submit(reader.read, one.id, at) for one in made]
        for done in reading:
            done.result()
        for entry, delivery in zip(entries, made, strict=True):
            self._take_through(entry, delivery, at, number)

    def _delivered(self, entry: dict[str, Any], at: datetime, number: int) -> Any:
        known = catalogue.get_dataset(entry["slug"]) if number > 1 else None
        return intake.receive(
            by=self.steward,
            agency=self.agency,
            stream=io.BytesIO(_file(entry, self.seed, number, at)),
            name=f"{entry['slug']}.csv",
            way="web",
            dataset=known,
            at=at,
        )

    def _take_through(
        self, entry: dict[str, Any], delivery: Any, at: datetime, number: int
    ) -> None:
        case = publication.open_case(by=SYSTEM, delivery=delivery, at=at)
        changes = _description(entry, at) | ({"slug": entry["slug"]} if number == 1 else {})
        case = publication.change_record(by=self.steward, case=case, changes=changes, at=at)
        for table in delivery.tables.all():
            publication.work_out(table_id=table.id, at=at)
        case = publication.submit(by=self.steward, case=case, at=at + timedelta(hours=1))
        case = publication.approve(by=self.approver, case=case, at=at + _DAY)
        publication.publish(case=case, at=at + _DAY)

    def _answer(self, asked: Any, told: dict[str, Any], at: datetime) -> None:
        of = {"by": self.steward, "at": at}
        of["request"] = voice.take_request(**of, request=asked)
        if "decline" in told:
            voice.decline_request(**of, ground="other", reason=told["decline"])
        else:
            voice.answer_request(**of, text=told["answer"])

    def _ask_people(self, at: datetime) -> None:
        chance = random.Random(self.seed)  # noqa: S311 - invented figures
        asked = ("usefulness", "content", "access", "tools", "service")
        survey = heard.current_questionnaire()
        for n in range(_ANSWERS):
            voice.answer_survey(
                by=VISITOR,
                survey=survey,
                group=chance.choice(("state", "education", "company", "public")),
                channel="centre",
                purpose="study",
                answers={code: chance.randint(3, 5) for code in asked},
                agency=self.agency,
                mark=f"answer-{n}",
                at=at + n * _DAY,
            )


def _is_renewed(entry: dict[str, Any]) -> bool:
    return entry["f"] in ("Q", "M")


def _password() -> str:
    from odms.cli.demo import script

    password: str = script.people()["password"]
    return password


def _inventory() -> str:
    """What the agency holds, in the government's form."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        [
            "รหัสรายการ",
            "ชื่อชุดข้อมูล",
            "ชื่อฝ่ายงานสำหรับติดต่อ",
            "อีเมลผู้รับผิดชอบข้อมูล",
            "หมวดหมู่ข้อมูลตามธรรมาภิบาลข้อมูลภาครัฐ",
            "ระดับชั้นข้อมูล",
            "เสนอเป็นข้อมูลเปิด",
        ]
    )
    units = story()["units"]
    for n, entry in enumerate(story()["datasets"]):
        owner = "steward.sample@odms.example"
        unit = units[n % len(units)]
        table.writerow([entry["slug"], entry["th"], unit, owner, "ข้อมูลสาธารณะ", "เปิดเผย", "ใช่"])
    for n, entry in enumerate(story()["closed"]):
        from odms.standards import codes

        category = codes.label("categories", entry["category"], "th")
        shown = codes.label("classifications", entry["class"], "th")
        table.writerow([f"closed-{n}", entry["th"], units[0], "", category, shown, "ไม่"])
    return out.getvalue()


def _file(entry: dict[str, Any], seed: str, number: int, at: datetime) -> bytes:
    """The file of a release: a row a province and year, one year more with each release."""
    chance = random.Random(f"{seed}|{entry['slug']}")  # noqa: S311 - invented figures
    first = at.year + 543 - 3
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["จังหวัด", "ปี พ.ศ.", "จำนวน"])
    for year in range(first, first + 2 + number):
        for row in national_table("provinces.csv"):
            table.writerow([row["name_th"], year, chance.randint(50, 5_000)])
    return out.getvalue().encode("cp874")


def _description(entry: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The record as the steward writes it."""
    return {
        "title_th": entry["th"],
        "title_en": entry["en"],
        "description_th": f"{entry['th']} แยกตามจังหวัดและปี หนึ่งแถวคือหนึ่งจังหวัดในหนึ่งปี "
        "เป็นข้อมูลสมมติเพื่อการสาธิต ไม่ใช่ข้อมูลจริง จัดทำขึ้นทุกรอบตามความถี่ที่ประกาศ",
        "description_en": f"{entry['en']} and year; invented for demonstration.",
        "tags": ["ข้อมูลตัวอย่าง", "รายจังหวัด"],
        "data_type": "statistics",
        "objective": ["mission"],
        "maintainer": story()["agency"]["unit"],
        "maintainer_email": "data.sample@odms.example",
        "frequency_unit": entry["f"],
        "frequency_interval": 1,
        "geo_coverage": "06",
        "data_source": "ระบบข้อมูลตัวอย่าง",
        "data_format": ["csv"],
        "data_category": "public",
        "classification": "open",
        "licence": "odc",
        "legal_ground": "digital-act",
        "rights_origin": "own",
        "theme": entry["theme"],
        "period_end": f"{at.year - 1}-12-31",
    }
