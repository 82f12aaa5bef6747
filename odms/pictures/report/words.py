"""The steward's report in words: sections in the order in which they are read, verdict first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from odms.definitions import messages, national
from odms.pictures.report import figures, reading
from odms.pictures.report.document import (
    Bar,
    Bars,
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

COLUMNS_SHOWN = 60
PROBLEMS_SHOWN = 200
_CELLS_SHOWN = 8
_STEPS_SHOWN = 5
_COLUMNS_NAMED = 12
_TONES = {"publishable": "ok", "publishable_noted": "ok", "after": "up", "unreadable": "no"}
_BADGES = {"error": "no", "warning": "up", "info": ""}

Told = Mapping[str, Any]


def worded(report: Told, language: str) -> Document:
    """The report in `th` or `en`."""
    return _Wording(report, language).document()


def table_title(place: int, language: str) -> str:
    """What a table without a name is called, by its place from 0."""
    return messages.sentence("report.table", language, {"n": place + 1})


def quality_blocks(quality: Told, language: str) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """What `engine.quality` tells, in words: the whole and its dimensions, then every measure."""
    short, *rest = _Wording({"quality": quality}, language)._quality()
    bars = tuple(block for block in rest if isinstance(block, Bars))
    return (short, *bars), tuple(block for block in rest if not isinstance(block, Bars))


class _Wording:
    def __init__(self, report: Told, language: str) -> None:
        self.report, self.language = report, language

    def document(self) -> Document:
        """The whole, or of a file that could not be read what is known of it."""
        verdict = self.report["verdict"]
        return Document(
            language=self.language,
            title=self.say("title"),
            subject=self.report["file"]["name"],
            verdict=verdict["words"][self.language],
            tone=_TONES[verdict["code"]],
            reasons=tuple(self._reason(one) for one in verdict["reasons"]),
            sections=tuple(self._sections()),
        )

    def say(self, word: str, **facts: Any) -> str:
        """A label or sentence of the report."""
        return messages.sentence(f"report.{word}", self.language, facts)

    def _sections(self) -> Iterator[Section]:
        yield Section(self.say("read"), tuple(self._reading()))
        if "tables" not in self.report:
            return
        yield Section(self.say("problems"), tuple(self._problems()))
        yield Section(self.say("columns"), tuple(self._columns()))
        yield Section(self.say("personal"), tuple(self._personal()))
        yield Section(self.say("change"), tuple(self._change()))
        yield Section(self.say("quality"), tuple(self._quality()))
        yield Section(self.say("next"), tuple(self._next()))

    def _reason(self, reason: Told) -> Item:
        fix = reason["fix"]
        lines = (fix[self.language],) if fix else ()
        return Item(reason["words"][self.language], lines=lines)

    # What was read and how

    def _reading(self) -> Iterator[Block]:
        file = self.report["file"]
        rows = [(self.say("file"), file["name"])]
        if file["size_bytes"] is not None:
            rows.append((self.say("size"), self.say("bytes", n=figures.number(file["size_bytes"]))))
        if file["format"]:
            rows.append((self.say("format"), file["format"].upper()))
        if encoding := file["encoding"]:
            rows.append((self.say("encoding"), reading.encoding(encoding, self.language)))
        if file["sha256"]:
            rows.append((self.say("sha256"), file["sha256"]))
        if at := self.report.get("at"):
            rows.append((self.say("at"), self._day(at)))
        yield Facts(tuple(rows))
        for place, table in enumerate(self.report.get("tables", ())):
            yield Words(self._table_name(place))
            yield Facts(tuple(self._table(place, table)))

    def _day(self, iso: str) -> str:
        """A day as people of the language write it."""
        year, month, day = (int(part) for part in iso.split("-"))
        told = national("months.yaml")["months"][month - 1]
        if self.language == "th":
            return f"{day} {told['abbr']} {year + national('prefill.yaml')['era_years']}"
        return f"{day} {told['en'][:3].title()} {year}"

    def _table_name(self, place: int) -> str:
        return self.report["tables"][place]["name"] or table_title(place, self.language)

    def _table(self, place: int, table: Told) -> Iterator[tuple[str, str]]:
        header = ", ".join(str(row + 1) for row in table["header_rows"])
        yield (
            self.say("header"),
            self.say("header_rows", rows=header) if header else self.say("header_none"),
        )
        if mark := (table["dialect"] or {}).get("delimiter"):
            yield self.say("dialect"), reading.delimiter(mark, self.language)
        yield self.say("rows"), self._account(table)
        if n := table["n_totals"]:
            yield "", self.say("totals", n=figures.number(n))
        yield self.say("columns_n"), figures.number(table["n_columns"])
        keys = [" + ".join(key) for key in self.report["keys"][place]]
        yield self.say("keys"), "; ".join(keys[:_COLUMNS_NAMED]) or self.say("keys_none")

    def _account(self, table: Told) -> str:
        rows = table["rows"]
        kinds = ("preamble", "header", "data", "rejected", "footer", "blank")
        parts = [
            self.say(f"rows_{kind}", n=figures.number(rows[kind]))
            for kind in kinds
            if rows[kind] or kind == "data"
        ]
        told = f"{self.say('rows_source', n=figures.number(rows['source']))} = {' + '.join(parts)}"
        return told if table["adds_up"] else f"{told}. {self.say('rows_differ')}"

    # Problems

    def _problems(self) -> Iterator[Block]:
        told = self.report["problems"]
        if not told["list"]:
            yield Words(self.say("problems_none"))
            return
        counts = {severity: of["problems"] for severity, of in told["counts"].items()}
        yield Words(self.say("problems_counts", **counts))
        yield Items(tuple(self._problem(one) for one in told["list"][:PROBLEMS_SHOWN]))
        if (more := len(told["list"]) - PROBLEMS_SHOWN) > 0:
            yield Words(self.say("and_more", n=figures.number(more)), is_quiet=True)

    def _problem(self, one: Told) -> Item:
        title, *others = [words[self.language] for words in one["sentences"]]
        lines = [*others]
        if (more := one["n_sentences"] - len(one["sentences"])) > 0:
            lines.append(self.say("more_kinds", n=figures.number(more)))
        lines.append(self.place(one))
        if one["fix"]:
            lines.append(one["fix"][self.language])
        return Item(
            title,
            badge=self.say(f"severity_{one['severity']}"),
            tone=_BADGES[one["severity"]],
            lines=tuple(line for line in lines if line),
        )

    def place(self, one: Told) -> str:
        """Table, column, number of places and the first of them, as the steward sees them."""
        parts = []
        if one["table"] is not None and len(self.report["tables"]) > 1:
            parts.append(self.say("in_table", table=self._table_name(one["table"])))
        if one["column"]:
            parts.append(self.say("in_column", column=one["column"]))
        if n := one["n_cells"]:
            parts.append(self.say("count", n=figures.number(n)))
        if told := self._cells(one):
            parts.append(told)
        return " · ".join(parts)

    def _cells(self, one: Told) -> str:
        cells = one["cells"]
        kind, known = "cells", [cell["ref"] for cell in cells if cell["ref"]]
        if cells and all(cell["column_index"] is None for cell in cells):
            kind, known = "rows", [str(c["row"] + 1) for c in cells if c["row"] is not None]
        if not known:
            kind, known = "lines", [str(cell["line"]) for cell in cells if cell["line"]]
        if not known:
            return ""
        shown = known[:_CELLS_SHOWN]
        told = self.say(f"at_{kind}", places=", ".join(shown))
        more = one["n_cells"] - len(shown)
        return f"{told} {self.say('and_more', n=figures.number(more))}" if more > 0 else told

    # Columns

    def _columns(self) -> Iterator[Block]:
        for place in range(len(self.report["tables"])):
            columns = [one for one in self.report["columns"] if one["table"] == place]
            names = ("column", "type", "filled", "distinct", "range", "patterns", "shape")
            yield Grid(
                caption=self._table_name(place),
                head=tuple(Cell(self.say(n), n in ("filled", "distinct")) for n in names),
                rows=tuple(self._column(one) for one in columns[:COLUMNS_SHOWN]),
            )
            if (more := len(columns) - COLUMNS_SHOWN) > 0:
                yield Words(self.say("columns_left_out", n=figures.number(more)), is_quiet=True)

    def _column(self, one: Told) -> tuple[Cell, ...]:
        filled = 1 - one["n_missing"] / one["n"] if one["n"] else 0
        spread = one["histogram"] or {"counts": []}
        return (
            Cell(one["name"]),
            Cell(self._type(one)),
            Cell(figures.percent(filled), is_number=True),
            Cell(figures.number(one["n_distinct"]), is_number=True),
            Cell(self._range(one)),
            Cell(self._patterns(one)),
            Cell(counts=tuple(spread["counts"]) if len(spread["counts"]) > 1 else ()),
        )

    def _type(self, one: Told) -> str:
        parts = [self.say(f"type_{one['type']}")]
        if one["meaning"]:
            parts.append(national("meanings.yaml")[one["meaning"]]["label"][self.language])
        return " · ".join(parts)

    def _range(self, one: Told) -> str:
        if one["personal"]:
            return self.say("not_shown")
        if one["min"] is not None:
            low, high = (self._end(one[end], one["type"]) for end in ("min", "max"))
            return self.say("to", low=low, high=high)
        told = [top["value"] for top in one["top"] or () if top["n"] > 1]
        return figures.cut(", ".join(told[:3]))

    def _end(self, value: Any, type_: str) -> str:
        """One end of a range; those of days and times are ISO text."""
        if type_ not in ("date", "datetime"):
            return figures.value(value, is_year=type_ == "year")
        day, _, time = value.partition("T")
        return f"{self._day(day)} {time}".rstrip()

    def _patterns(self, one: Told) -> str:
        """The patterns that say something: of plain numbers and of words none does."""
        if one["type"] in ("integer", "number") and one["n_patterns"] < 2:
            return ""
        told = [
            f"{figures.edges(p['pattern'])} ({figures.percent(p['share'])})"
            for p in one["patterns"]
            if "+" not in p["pattern"] or one["n_patterns"] <= len(one["patterns"])
        ]
        return figures.cut(", ".join(told[:3]))

    # Personal data and change

    def _personal(self) -> Iterator[Block]:
        told = self.report["personal"]
        for one in self.report["personal_words"]:
            where = self.say(f"where_{one['where']}")
            yield Words(
                self.say("personal_in_words", where=where, kind=one["label"][self.language])
            )
        if not told:
            if not self.report["personal_words"]:
                yield Words(self.say("personal_none"))
            return
        names = ("column", "kind", "values", "share", "certainty", "decision")
        yield Grid(
            caption=self.say("personal"),
            head=tuple(Cell(self.say(name), name in ("values", "share")) for name in names),
            rows=tuple(self._personal_column(one) for one in told),
        )

    def _personal_column(self, one: Told) -> tuple[Cell, ...]:
        return (
            Cell(one["column"]),
            Cell(one["label"][self.language]),
            Cell(figures.number(one["n"]), is_number=True),
            Cell(figures.percent(one["share"]), is_number=True),
            Cell(self.say(f"verdict_{one['verdict']}")),
            Cell(self._deed(one["deed"])),
        )

    def _deed(self, deed: str | None) -> str:
        """What was decided: to keep the column, or the protective measure that works upon it."""
        if deed in (None, "keep"):
            return self.say("deed_keep" if deed else "deed_open")
        return messages.sentence(f"protection.measure.{deed}", self.language)

    def _change(self) -> Iterator[Block]:
        if not self.report["change"]:
            yield Words(self.say("change_none"))
        for change in self.report["change"]:
            if len(self.report["tables"]) > 1:
                yield Words(self._table_name(change["table"]))
            yield Facts(tuple(self._changed(change)))

    def _changed(self, change: Told) -> Iterator[tuple[str, str]]:
        before, after = (
            figures.number(change["n_rows_before"]),
            figures.number(change["n_rows_after"]),
        )
        yield self.say("change_rows"), self.say("change_from_to", before=before, after=after)
        yield self.say("change_added"), figures.number(change["n_rows_added"])
        yield self.say("change_removed"), figures.number(change["n_rows_removed"])
        retyped = [one["name"] for one in change["columns_retyped"]]
        for word, names in (
            ("change_columns_added", change["columns_added"]),
            ("change_columns_removed", change["columns_removed"]),
            ("change_columns_retyped", retyped),
        ):
            if names:
                yield self.say(word), self._names(names)

    def _names(self, names: Sequence[str]) -> str:
        told = ", ".join(names[:_COLUMNS_NAMED])
        more = len(names) - _COLUMNS_NAMED
        return f"{told} {self.say('and_more', n=figures.number(more))}" if more > 0 else told

    # Quality

    def _quality(self) -> Iterator[Block]:
        told = self.report["quality"]
        if told["points"] is None:
            yield Words(self.say("quality_nothing"))
            return
        band = told["band"]["name"][self.language] if told["band"] else self.say("quality_no_band")
        facts = {
            "points": figures.points(told["points"]),
            "measured": figures.percent(told["measured"]),
        }
        yield Words(self.say("quality_points", band=band, **facts))
        yield Bars(tuple(self._dimension(one) for one in told["dimensions"]))
        names = ("measure", "dimension", "points", "derived")
        yield Grid(
            caption=self.say("measure"),
            head=tuple(Cell(self.say(name), name == "points") for name in names),
            rows=tuple(self._measures(told["dimensions"])),
        )

    def _dimension(self, one: Told) -> Bar:
        points = one["points"]
        known = sum(measure["points"] is not None for measure in one["measures"])
        told = self.say("measured_of", n=known, of=len(one["measures"]))
        return Bar(
            one["name"][self.language],
            None if points is None else points / 100,
            self.say("not_measured") if points is None else f"{figures.points(points)} · {told}",
        )

    def _measures(self, dimensions: Sequence[Told]) -> Iterator[tuple[Cell, ...]]:
        for dimension in dimensions:
            for one in dimension["measures"]:
                points = one["points"]
                yield (
                    Cell(one["name"][self.language]),
                    Cell(dimension["name"][self.language]),
                    Cell("–" if points is None else figures.points(points), is_number=True),
                    Cell(self.say("not_measured") if points is None else self._derived(one)),
                )

    def _derived(self, one: Told) -> str:
        good, of = (figures.value(one[part]) for part in ("good", "of"))
        if one["from"] == "dates":
            return self.say("age_of", age=of, period=good)
        return self.say("good_of", good=good, of=of)

    def _next(self) -> Iterator[Block]:
        steps = self.report["quality"]["next"]
        if not steps:
            yield Words(self.say("next_none"))
            return
        yield Items(tuple(self._step(step) for step in steps[:_STEPS_SHOWN]))

    def _step(self, step: Told) -> Item:
        minutes = self.say("minutes", n=figures.number(round(step["minutes"])))
        names = [place["column"] for place in step["places"] if place["column"]]
        lines = [self.say("in_column", column=self._names(names))] if names else []
        gain = self.say("gain", points=figures.points(step["gain"]))
        return Item(step["mend"][self.language], gain, "ok", (*lines, minutes))
