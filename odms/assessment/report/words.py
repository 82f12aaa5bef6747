"""The report in words of one language: the guideline's own chapters, in their order."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from odms.assessment import charts, sums
from odms.assessment.charts import Pictured, Source, Value
from odms.definitions import messages
from odms.definitions.days import BUDDHIST_ERA, said_day
from odms.pictures.chart import Chart
from odms.pictures.summary.document import (
    Big,
    Bigs,
    Block,
    Chapter,
    Document,
    Drawn,
    Grid,
    Heading,
    Item,
    Items,
    Names,
    Step,
    Steps,
    Words,
)

Told = Mapping[str, Any]


def worded(report: Told, language: str) -> Document:
    """The report in `th` or `en`."""
    return _Wording(report, language).document()


class _Wording:
    def __init__(self, report: Told, language: str) -> None:
        self.report, self.language = report, language
        self.figures = {one["code"]: one for one in report["figures"]}
        self.guideline = report["guideline"]

    def document(self) -> Document:
        """The whole."""
        return Document(
            language=self.language,
            title=self.report["title"][self.language],
            subtitle=self.guideline["subtitle"][self.language],
            year=self._year(),
            lines=tuple(self._lines()),
            chapters=(
                Chapter("", self.guideline["subtitle"][self.language], tuple(self._short())),
                Chapter("1", self._word("status"), tuple(self._status())),
                Chapter("2", self._word("guidelines"), tuple(self._strands())),
                Chapter("3", self._word("proposals"), tuple(self._proposals())),
                Chapter("", self.guideline["roadmap"]["title"][self.language], self._roadmap()),
                Chapter("", self.say("annex"), (self._annex(),)),
            ),
        )

    def _year(self) -> str:
        """The year in its era; in English with that of the common era beside it."""
        told = self.say("year", year=self.report["year"])
        return told if self.language == "th" else f"{told} ({self.report['year_ce']})"

    def say(self, word: str, **facts: Any) -> str:
        """A label or sentence of the report."""
        return messages.sentence(f"national.report.{word}", self.language, facts)

    def _word(self, name: str) -> str:
        return str(self.guideline[name][self.language])

    def _day(self, iso: str, *, is_long: bool = True) -> str:
        return said_day(date.fromisoformat(iso), self.language, is_long=is_long)

    def _lines(self) -> Iterator[str]:
        """What stands on the cover: as of when, from where, compared with what."""
        yield self.say("as_of", day=self._day(self.report["as_of"]))
        yield self.say("live") if self.report["is_live"] else self.report["source"][self.language]
        if compared := self.report["compared_with"]:
            yield self.say("compared", year=compared["year"], day=self._day(compared["as_of"]))
        else:
            yield self.say("first")

    # in short

    def _short(self) -> Iterator[Block]:
        for paragraph in self.guideline["preface"]:
            yield Words(paragraph[self.language])
        yield Heading(self.say("in_short"))
        yield Bigs(tuple(self._bigs()))
        yield Heading(self.say("recommendations"))
        yield from self._recommendations()

    def _bigs(self) -> Iterator[Big]:
        if one := self.figures.get("publishing"):
            yield Big(f"{one['value']:.1f}", "%", self.say("publishing"), self._source(one))
        if one := self.figures.get("satisfaction"):
            band = charts.band_name(one["value"], self.language)
            label = self.say("satisfaction", band=band)
            yield Big(f"{one['value']:.2f}", "", label, self._source(one))
        asked = [one for code, one in self.figures.items() if code.startswith("process-")]
        if asked:
            strong = sum(not one["is_weak"] for one in asked)
            unit = self.say("of_sixteen", n=len(asked))
            limit = self.say("from_limit", limit=f"{sums.threshold() * 100:.0f}")
            yield Big(str(strong), unit, self.say("processes"), limit)
        if one := self.figures.get("enabler-budget"):
            label, weak = self.say("budget"), one["is_weak"]
            yield Big(f"{one['value']:.1f}", "%", label, self._source(one), weak)
        elif one := self.figures.get("fresh"):
            yield Big(f"{one['value']:.1f}", "%", self.say("fresh"), self._source(one))

    def _source(self, one: Told) -> str:
        """Of how many a figure is, and what it was."""
        parts = []
        if one["unit"] == "mean":
            parts.append(self.say("people", n=f"{one['of']:,.0f}"))
        elif one["of"]:
            parts.append(self.say("of", n=f"{one['n']:,.0f}", of=f"{one['of']:,.0f}"))
        if before := one["compared"]:
            value = self._value(one["unit"], before["value"])
            parts.append(self.say("was", year=before["year"], value=value))
        return " · ".join(parts)

    def _recommendations(self) -> Iterator[Block]:
        told = self.report["recommendations"]
        if not told:
            yield Words(self.say("no_recommendations"))
            return
        yield Items(tuple(self._recommendation(one) for one in told), is_numbered=True)
        yield Words(self.say("recommendations_are"), is_quiet=True)

    def _recommendation(self, one: Told) -> Item:
        because = self.say(
            "because",
            name=self.figures[one["figure"]]["name"][self.language],
            value=self._value(one["unit"], one["value"]),
            limit=self._value(one["unit"], one["below"]),
        )
        return Item("", one["text"][self.language], because)

    # 1: how things stand

    def _status(self) -> Iterator[Block]:
        told = self._pictured()
        yield Heading(self.say("users"))
        satisfaction = charts.satisfaction_chart(told, self.language)
        yield Drawn(satisfaction) if satisfaction else Words(self.say("no_users"))
        channels = self._shares("channel-", "channels", told)
        purposes = self._shares("purpose-", "purposes", told)
        categories = self._categories(told.source)
        yield from (Drawn(chart) for chart in (channels, purposes, categories) if chart)
        if purposes is None and categories is None:
            is_survey = self.report["compared_with"] is None
            yield Words(self.say("no_purposes" if is_survey else "no_use"), is_quiet=True)
        yield from self._publishers()
        yield Heading(self.say("enablers"))
        names = charts.enabler_names(self.language)
        enablers = charts.shares_chart("enablers", told, names, self.language)
        yield Drawn(enablers) if enablers else Words(self.say("no_enablers"))
        yield Heading(self.say("sixteen"))
        drawn = charts.processes_chart(told, self.language)
        yield Drawn(drawn) if drawn else Words(self.say("no_processes"))

    def _pictured(self) -> Pictured:
        """The figures as pictures take them: shares of one."""
        report, compared = self.report, self.report["compared_with"]
        values, before = {}, {}
        for code, one in self.figures.items():
            values[code] = Value(code, self._share(one["unit"], one["value"]), one["n"], one["of"])
            if was := one["compared"]:
                before[code] = Value(code, self._share(one["unit"], was["value"]))
        earlier = compared and Source(date.fromisoformat(compared["as_of"]), compared["source"])
        source = Source(date.fromisoformat(report["as_of"]), report["source"])
        return Pictured(values, source, before, earlier or None)

    def _shares(self, prefix: str, name: str, told: Pictured) -> Chart | None:
        names = {
            code: one["name"][self.language]
            for code, one in self.figures.items()
            if code.startswith(prefix)
        }
        return charts.shares_chart(name, told, names, self.language)

    def _categories(self, source: Source) -> Chart | None:
        used = [
            (code, one["name"][self.language], one["value"])
            for code, one in self.figures.items()
            if code.startswith("category-")
        ]
        return charts.categories_chart(used, source, self.language)

    def _publishers(self) -> Iterator[Block]:
        told, one = self.report["publishers"], self.figures.get("publishing")
        yield Heading(self.say("agencies"))
        if one:
            figure = Big(f"{one['value']:.1f}", "%", self.say("publishing"), self._source(one))
            yield Bigs((figure,))
        if told["names"]:
            ends = "" if told["is_whole"] else self.say("and_so_on")
            yield Names(tuple(told["names"]), ends)
            yield Words(self.say("agencies_are", day=self._day(told["as_of"])), is_quiet=True)

    # 2 and 3: the guideline's own chapters

    def _strands(self) -> Iterator[Block]:
        for strand in self.guideline["strands"]:
            yield Heading(strand[self.language])
            yield Items(
                tuple(
                    Item(one[f"short_{self.language}"], one[self.language])
                    for one in strand["items"]
                )
            )
        yield Words(self._word("balance"))

    def _proposals(self) -> Iterator[Block]:
        for policy in self.guideline["policies"]:
            yield Heading(policy[self.language])
            yield Items(self._plain(policy["items"]), is_numbered=True)
        for topic in self.guideline["topics"]:
            yield Heading(topic[self.language])
            for paragraph in topic["paragraphs"]:
                yield Words(paragraph[self.language])
            if topic["items"]:
                yield Items(self._plain(topic["items"]))

    def _plain(self, items: Sequence[Told]) -> tuple[Item, ...]:
        return tuple(Item("", one[self.language]) for one in items)

    def _roadmap(self) -> tuple[Block, ...]:
        told = self.guideline["roadmap"]
        steps = Steps(
            (self.say("head_year"), self.say("head_term"), self.say("head_steps")),
            tuple(
                Step(
                    year=str(one["year"])
                    if self.language == "th"
                    else f"{one['year']} ({one['year'] - BUDDHIST_ERA})",
                    term=told["terms"][one["term"]][self.language],
                    items=tuple(one[self.language]),
                    is_now=one["year"] == self.report["year"],
                )
                for one in told["years"]
            ),
        )
        return steps, Words(told["note"][self.language], is_quiet=True)

    def _annex(self) -> Grid:
        """Every figure as it is, as it was, and the change."""
        compared = self.report["compared_with"]
        head = [self.say("head_figure"), self.say("head_value")]
        if compared:
            head += [self.say("head_before", year=compared["year"]), self.say("head_change")]
        return Grid(
            self.say("annex_caption", year=self.report["year"]),
            tuple(head),
            tuple(self._line(one, bool(compared)) for one in self.report["figures"]),
        )

    def _line(self, one: Told, with_before: bool) -> tuple[str, ...]:
        told = (one["name"][self.language], self._value(one["unit"], one["value"]))
        if not with_before:
            return told
        if (before := one["compared"]) is None:
            return (*told, "–", "–")
        change = before["change"]
        sign = "+" if change > 0 else "–" if change < 0 else "±"
        places = {"percent": 1, "mean": 2}.get(one["unit"], 0)
        return (
            *told,
            self._value(one["unit"], before["value"]),
            f"{sign}{abs(change):,.{places}f}",
        )

    def _value(self, unit: str, value: float) -> str:
        if unit == "percent":
            return f"{value:.1f} %"
        return f"{value:.2f}" if unit == "mean" else f"{value:,.0f}"

    def _share(self, unit: str, value: float) -> float:
        return value / 100 if unit == "percent" else value
