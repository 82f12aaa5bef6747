"""The decision about a case as a document: what, who, when, under which authority. Pure.

What it says comes from the ledger's entry of the approval and the case; `worded` turns the shape of
`FIELDS` into a page.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from odms.definitions import messages, national
from odms.pictures.report.document import (
    Block,
    Cell,
    Document,
    Facts,
    Grid,
    Item,
    Items,
    Section,
    Words,
)
from odms.publication.approving import rules

Told = Mapping[str, Any]

_TONES = {"error": "no", "warning": "up"}

# every field of a decision, with what it means
FIELDS: dict[str, str] = {
    "order_number": "number of the agency's order",
    "authority": "the order or rule that gives its approvers their power, as the agency stated it",
    "agency": "the agency: th and en",
    "case": "number of the case",
    "dataset": "slug of the dataset",
    "title": "its title: th and en",
    "kind": "first, update or words",
    "rule": "code of the rule of approval (definitions/<country>/approval.yaml)",
    "submitted": "who submitted: name and at",
    "first_approved": "the first of two approvers: name and at; null where one was enough",
    "decided": "who approved: name and at",
    "standing_order": "id of the standing order under which it was approved; null where a person looked",
    "risks": "what the approver was shown: code, severity, facts; no facts where they were destroyed",
    "measures": "measures on the data: measure, column, n_touched, n_values",
    "record_sha256": "SHA-256 of the canonical JSON of the approved record",
    "file_sha256": "SHA-256 of the original file; null where words alone changed",
    "entry": "the ledger's entry of the approval: seq and hash",
}


def worded(told: Told, language: str) -> Document:
    """The decision in `th` or `en`."""
    return _Wording(told, language).document()


class _Wording:
    def __init__(self, told: Told, language: str) -> None:
        self.told, self.language = told, language

    def document(self) -> Document:
        title = self._in_language(self.told["title"])
        return Document(
            language=self.language,
            title=self.say("title"),
            subject=f"{self.say('number')} {self.told['order_number']}",
            verdict=self.say("verdict", title=title),
            tone="ok",
            reasons=(),
            sections=(
                Section(self.say("what"), (self._what(title),)),
                Section(self.say("who"), (self._who(),)),
                Section(self.say("risks"), tuple(self._risks())),
                Section(self.say("measures"), tuple(self._measures())),
                Section(self.say("proof"), (self._proof(),)),
            ),
        )

    def say(self, word: str, **facts: Any) -> str:
        """A label or sentence of the document."""
        return messages.sentence(f"publication.decision.{word}", self.language, facts)

    def _what(self, title: str) -> Facts:
        kind = rules()["kinds"][self.told["kind"]][self.language]
        rule = next(one for one in rules()["rules"] if one["code"] == self.told["rule"])
        return Facts(
            (
                (self.say("number"), self.told["order_number"]),
                (self.say("agency"), self._in_language(self.told["agency"])),
                (self.say("dataset"), f"{title} ({self.told['dataset']})"),
                (self.say("case"), str(self.told["case"])),
                (self.say("kind"), kind),
                (self.say("rule"), rule[self.language]),
            )
        )

    def _who(self) -> Facts:
        rows = [
            (self.say("authority"), self.told["authority"] or self.say("no_authority")),
            (self.say("submitted"), self._signed(self.told["submitted"])),
        ]
        if first := self.told["first_approved"]:
            rows.append((self.say("first"), self._signed(first)))
        rows.append((self.say("decided"), self._signed(self.told["decided"])))
        if order := self.told["standing_order"]:
            rows.append((self.say("under"), order))
        return Facts(tuple(rows))

    def _risks(self) -> Iterator[Block]:
        if not self.told["risks"]:
            yield Words(self.say("no_risks"))
            return
        yield Items(tuple(self._risk(one) for one in self.told["risks"]))

    def _risk(self, one: Told) -> Item:
        tone = _TONES.get(one["severity"], "")
        if not one["facts"] and "{" in messages.catalogue()[one["code"]]["th"]:
            return Item(self.say("forgotten", code=one["code"]), tone=tone)
        facts = dict(one["facts"])
        if measure := facts.get("measure"):
            facts["measure"] = self._measure_name(measure)
        return Item(messages.sentence(one["code"], self.language, facts), tone=tone)

    def _measures(self) -> Iterator[Block]:
        if not self.told["measures"]:
            yield Words(self.say("no_measures"))
            return
        head = [Cell(self.say(name)) for name in ("column", "measure")]
        yield Grid(
            caption=self.say("measures"),
            head=(*head, Cell(self.say("touched"), is_number=True)),
            rows=tuple(self._measure(one) for one in self.told["measures"]),
        )

    def _measure(self, one: Told) -> tuple[Cell, ...]:
        touched = f"{one['n_touched']:,} / {one['n_values']:,}"
        return (
            Cell(one["column"] or self.say("whole")),
            Cell(self._measure_name(one["measure"])),
            Cell(touched, is_number=True),
        )

    def _measure_name(self, code: str) -> str:
        return messages.sentence(f"protection.measure.{code}", self.language)

    def _proof(self) -> Facts:
        entry = self.told["entry"]
        rows = [(self.say("record_sha256"), self.told["record_sha256"])]
        if sha256 := self.told["file_sha256"]:
            rows.append((self.say("file_sha256"), sha256))
        rows.append((self.say("entry"), str(entry["seq"])))
        rows.append((self.say("entry_hash"), entry["hash"]))
        return Facts(tuple(rows))

    def _signed(self, one: Told) -> str:
        return f"{one['name']} · {self._moment(datetime.fromisoformat(one['at']))}"

    def _moment(self, at: datetime) -> str:
        """A day and time as people of the language write it; `at` is local."""
        month = national("months.yaml")["months"][at.month - 1]
        if self.language == "th":
            year = at.year + national("prefill.yaml")["era_years"]
            return f"{at.day} {month['full']} {year} {at:%H:%M} น."
        return f"{at.day} {month['en'].title()} {at.year}, {at:%H:%M}"

    def _in_language(self, words: Mapping[str, str]) -> str:
        return words.get(self.language) or words["th"]
