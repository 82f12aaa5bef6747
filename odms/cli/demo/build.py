"""Building the demonstration centre: every file goes through the real pipeline, at its own date."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from odms.catalogue import queries as catalogue
from odms.cli import centre
from odms.cli.demo import figures, files, nation, organisations, reader, script, voices, year
from odms.cli.demo.script import Arrival
from odms.errors import Conflict, Invalid
from odms.health import actions as health
from odms.intake import actions as intake
from odms.intake import queries as deliveries
from odms.ledger.rules import SYSTEM
from odms.people import actions as people
from odms.people import queries as people_queries
from odms.publication import actions as publication
from odms.search import actions as search

N_READERS = 2

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def is_built() -> bool:
    """Whether this home holds a demonstration centre. Raises Conflict where it holds another."""
    if centre.is_demonstration():
        return True
    if people_queries.list_agencies():
        raise Conflict("cli.demo.home_in_use", home=str(settings.HOME))
    return False


def build(*, seed: str, now: datetime) -> Iterator[tuple[int, int]]:
    """Build the centre, telling how many of how many deliveries are done."""
    reader.silence()
    told = script.arrivals(seed, now.date())
    total = len(told) + year.n_files()
    founded = told[0].at - 7 * _DAY
    found(founded)
    with TemporaryDirectory() as folder, _readers() as readers:
        for batch in _batches(told):
            tell(batch, seed, Path(folder), readers)
            yield told.index(batch[-1]) + 1, total
        lived = year.live(seed=seed, now=now, folder=Path(folder), readers=readers)
        yield from ((len(told) + n, total) for n, _ in lived)
    organisations.apply(now)
    voices.speak(seed=seed, now=now)
    nation.tell(now)
    people.pass_over(until=now)
    health.list_up(at=now)
    health.hand_evidence(at=now)
    publication.compute_all(at=now)
    health.follow(at=now)
    search.follow()
    nation.compute(now)
    mark = {"seed": seed, "n_deliveries": len(told)}
    (settings.HOME / centre.DEMONSTRATION).write_text(json.dumps(mark), encoding="utf-8")


# --- people -------------------------------------------------------------------------------------


def found(at: datetime) -> None:
    """Enter agencies and people."""
    for entry in script.agencies():
        _enter_agency(entry, at)
    told = script.people()
    for person in told["centre"]:
        _enter(person["email"], person["name"], told["password"], at, role=person["role"])
    for person in told["auditors"]:
        user = _enter(person["email"], person["name"], told["password"], at)
        agency = people_queries.get_agency(person["agency"])
        people.grant(by=SYSTEM, user=user, agency=agency, role="auditor", at=at)


def _enter_agency(entry: dict[str, Any], at: datetime) -> None:
    agency = people.create_agency(
        by=SYSTEM,
        slug=entry["slug"],
        name_th=entry["th"],
        name_en=entry["en"],
        short_name=entry["short"],
        sector=entry["sector"],
        parent=people_queries.get_agency(entry["parent"]) if "parent" in entry else None,
        contact_unit=entry.get("unit", ""),
        contact_email=f"data.{entry['slug']}@odms.example",
        at=at,
    )
    if "unit" not in entry:
        return  # a ministry delivers nothing itself
    told, place = script.people(), len(entry["slug"]) + len(entry["th"])
    for role in ("steward", "approver"):
        names = told["names"][role]
        name, email = names[place % len(names)], f"{role}.{entry['slug']}@odms.example"
        user = _enter(email, name, told["password"], at)
        people.grant(by=SYSTEM, user=user, agency=agency, role=role, at=at)


def _enter(email: str, name: str, password: str, at: datetime, *, role: str = "") -> Any:
    return people.create_user(
        by=SYSTEM,
        email=email,
        name=name,
        password=password,
        is_centre_admin=role == "admin",
        is_auditor=role == "centre-auditor",
        at=at,
    )


# --- deliveries ---------------------------------------------------------------------------------


def _readers() -> ProcessPoolExecutor:
    context = get_context("spawn")
    return ProcessPoolExecutor(N_READERS, mp_context=context, initializer=reader.set_up)


def _batches(told: list[Arrival]) -> Iterator[list[Arrival]]:
    for start in range(0, len(told), script.BATCH):
        yield told[start : start + script.BATCH]


def tell(batch: list[Arrival], seed: str, folder: Path, readers: ProcessPoolExecutor) -> None:
    """Tell the stories of a batch: all come, all are read, and each goes on in the order of days."""
    stories = [Story(arrival) for arrival in batch]
    for story in stories:
        story.deliver(seed, folder)
    reading = [readers.submit(reader.read, story.delivery.id, story.at(1)) for story in stories]
    for done in reading:
        done.result()
    steps = [step for story in stories for step in story.steps()]
    for _, act in sorted(steps, key=lambda step: step[0]):
        act()


class Story:
    """What happens to one delivery, from the file to its fate. Steps are (date, deed)."""

    def __init__(self, arrival: Arrival) -> None:
        slug = arrival.dataset["agency"]
        self.arrival = arrival
        self.entry = arrival.dataset
        self.agency = next(entry for entry in script.agencies() if entry["slug"] == slug)
        self.steward = people_queries.get_user(f"steward.{slug}@odms.example")
        self.approver = people_queries.get_user(f"approver.{slug}@odms.example")
        self.delivery: Any = None
        self.case: Any = None

    def at(self, minutes: int = 0, days: int = 0) -> datetime:
        """A moment after the file came."""
        return self.arrival.at + minutes * _MINUTE + days * _DAY

    def later(self, minutes: int, days: int = 0) -> datetime:
        """A moment after the file came, not the same for all of a batch."""
        return self.at(minutes + 47 * self.arrival.place, days + self.arrival.place // 2)

    def deliver(self, seed: str, folder: Path) -> None:
        """Write the file and hand it in."""
        recipe, path = self.entry["file"], folder / self.entry["file"]["name"]
        table = figures.make(
            recipe, f"{seed}|{self.entry['slug']}", without_last=self.arrival.is_shortened
        )
        files.write(table, recipe["style"], path)
        with path.open("rb") as stream:
            self.delivery = intake.receive(
                by=self.steward,
                agency=people_queries.get_agency(self.agency["slug"]),
                stream=stream,
                name=path.name,
                way="web",
                dataset=self._dataset() if self.arrival.number > 1 else None,
                at=self.at(),
            )
        path.unlink()

    def steps(self) -> list[tuple[datetime, Callable[[], None]]]:
        """What follows once the file was read, by its fate."""
        known: dict[str, tuple[datetime, Callable[[], None]]] = {
            "open": (self.at(2), self._open),
            "describe": (self.later(50), self._describe),
            "submit": (self.later(95), self._submit),
            "try": (self.later(95), self._try_to_submit),
            "return": (self.later(20, days=1), self._return),
            "approve": (self.later(40, days=2), self._approve),
            "publish": (self.later(42, days=2), self._publish),
            "withdraw": (self.later(60, days=5), self._withdraw),
        }
        return [known[name] for name in script.FATES[self.arrival.fate]]

    def _open(self) -> None:
        self.case = publication.open_case(by=SYSTEM, delivery=self.delivery, at=self.at(2))

    def _describe(self) -> None:
        changes = script.record_changes(
            self.entry,
            self.agency,
            is_shortened=self.arrival.is_shortened,
            day=self.arrival.at.date(),
        )
        changes["columns"] = self._labels()
        if self.arrival.number == 1:
            changes["slug"] = self.entry["slug"]
        self.case = publication.change_record(
            by=self.steward, case=self.case, changes=changes, at=self.later(50)
        )
        self._decide_columns()

    def _decide_columns(self) -> None:
        """Drop what the definitions do not keep; the stopped file's columns stay undecided."""
        if self.arrival.fate == "stopped":
            return
        tables = {table.id: table for table in deliveries.list_tables(self.delivery)}
        for found in deliveries.list_personal(self.delivery):
            intake.decide_column(
                by=self.steward,
                table=tables[found.table_id],
                column=found.column,
                at=self.later(55),
                **script.deed(self.entry, found.column),
            )
        for table in tables.values():
            if settings := self.entry.get("protection"):
                intake.choose_protection(
                    by=self.steward, table=table, settings=settings, at=self.later(56)
                )

    def _labels(self) -> dict[str, dict[str, dict[str, str]]]:
        return {
            str(table.position): script.column_labels(
                self.entry, [column["name"] for column in table.columns]
            )
            for table in deliveries.list_tables(self.delivery)
        }

    def _submit(self) -> None:
        note = "ตรวจสอบความถูกต้องแล้ว" if self.arrival.number == 1 else "ปรับปรุงตามรอบ"
        self.case = publication.submit(
            by=self.steward, case=self.case, note=note, at=self.later(95)
        )

    def _try_to_submit(self) -> None:
        """The gates must hold this one back."""
        try:
            self._submit()
        except Invalid:
            return
        raise AssertionError(f"{self.entry['slug']} should have been stopped")

    def _return(self) -> None:
        at, reason = self.later(20, days=1), self.entry["reason"]
        self.case = publication.return_(by=self.approver, case=self.case, reason=reason, at=at)

    def _approve(self) -> None:
        self.case = publication.approve(by=self.approver, case=self.case, at=self.later(40, days=2))

    def _publish(self) -> None:
        self.case = publication.publish(case=self.case, at=self.later(42, days=2))

    def _withdraw(self) -> None:
        publication.withdraw(
            by=self.approver,
            dataset=self._dataset(),
            reason=self.entry["reason"],
            at=self.later(60, days=5),
        )

    def _dataset(self) -> Any:
        return catalogue.get_dataset(
            self.entry["slug"], person=people_queries.get_person(self.steward)
        )
