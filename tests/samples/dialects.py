"""Seeded delimited texts, tidy and wild, each with the dialect in which it was written.

`variants(seed, n)` writes n texts: a table of columns drawn from a stock (words, sentences, lists,
figures, dates, addresses, JSON), in a delimiter, a quote and an escape, with what wild files wear:
titles, comments, notes, blank lines, records cut short or too long, hardly any rows. `alone` writes
texts that have no delimiter: single columns, prose, logs, code.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Rows = list[list[str]]


@dataclass(frozen=True)
class Written:
    """A text and the truth about it; `quirks` says what it wears."""

    text: str
    delimiter: str | None
    quote: str | None
    escape: str | None
    quirks: tuple[str, ...]


NAMES = [
    "id",
    "name",
    "date",
    "amount",
    "city",
    "note",
    "price",
    "rate",
    "code",
    "status",
    "score",
    "url",
    "email",
    "ชื่อ",
    "จังหวัด",
    "จำนวน",
    "ปี",
]
WORDS = [
    "river",
    "market",
    "school",
    "temple",
    "north",
    "station",
    "blue",
    "garden",
    "report",
    "annual",
    "health",
    "public",
    "budget",
    "road",
    "water",
    "น้ำ",
    "ถนน",
    "โรงเรียน",
    "ตลาด",
    "Åse",
    "Müller",
    "café",
    "O'Brien",
    "don't",
]
CITIES = ["Bangkok", "Chiang_Mai", "London", "Leeds", "Paris", "New_York", "กรุงเทพฯ", "ขอนแก่น"]


def _words(r: random.Random, least: int, most: int) -> str:
    return " ".join(r.choice(WORDS) for _ in range(r.randint(least, most)))


def _decimal_comma(r: random.Random) -> str:
    return f"{r.randint(0, 9_999)},{r.randint(0, 99):02}"


def _json(r: random.Random) -> str:
    return f'{{"type": "{r.choice(WORDS)}", "n": {r.randint(1, 9)}, "at": [{r.randint(1, 9)}, 2]}}'


COLUMNS: dict[str, Callable[[random.Random], str]] = {
    "integer": lambda r: str(r.randint(0, 99_999)),
    "decimal": lambda r: f"{r.uniform(-500, 500):.{r.randint(1, 6)}f}",
    "decimal-comma": _decimal_comma,
    "thousands": lambda r: f"{r.randint(1_000, 9_999_999):,}",
    "code": lambda r: f"{r.choice('ABXZ')}{r.choice('CDE')}-{r.randint(0, 9_999):04}",
    "date": lambda r: f"{r.randint(1990, 2026)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
    "day": lambda r: f"{r.randint(1, 28)}/{r.randint(1, 12)}/{r.randint(2533, 2569)}",
    "moment": lambda r: (
        f"2024-0{r.randint(1, 9)}-1{r.randint(0, 9)} 1{r.randint(0, 9)}:{r.randint(10, 59)}:00"
    ),
    "clock": lambda r: f"{r.randint(0, 23):02}:{r.randint(0, 59):02}",
    "word": lambda r: r.choice(WORDS),
    "city": lambda r: r.choice(CITIES).replace("_", " "),
    "words": lambda r: _words(r, 1, 4),
    "sentence": lambda r: f"{_words(r, 3, 8)}, {_words(r, 2, 9)}.",
    "list": lambda r: r.choice([", ", "; ", ";", "/", ","]).join(_words(r, 1, 2) for _ in range(3)),
    "last-first": lambda r: f"{r.choice(WORDS).title()}, {r.choice(WORDS).title()}",
    "url": lambda r: f"https://www.example.org/{r.choice(WORDS)}?id={r.randint(1, 99)}&x=1",
    "email": lambda r: f"user{r.randint(1, 999)}@example.org",
    "json": _json,
    "said": lambda r: f'{_words(r, 1, 3)} "{_words(r, 1, 2)}" {_words(r, 0, 2)}',
    "lines": lambda r: f"{_words(r, 1, 4)}\n{_words(r, 1, 4)}",
    "empty": lambda r: r.choice(["", "", "", "-", "n/a"]),
    "flag": lambda r: r.choice(["Y", "N", "TRUE", "FALSE"]),
}
PLAIN = ["integer", "decimal", "code", "date", "clock", "word", "flag"]
DELIMITERS = [
    ",",
    ",",
    ",",
    ",",
    ",",
    ";",
    ";",
    ";",
    "\t",
    "\t",
    "\t",
    "|",
    "|",
    " ",
    ":",
    "^",
    "~",
]
RARE = " :^~"


def variants(seed: int, n: int) -> Iterator[Written]:
    """`n` delimited texts; every seed gives the same ones again."""
    r = random.Random(seed)
    for _ in range(n):
        yield _variant(r)


def _variant(r: random.Random) -> Written:
    delimiter = r.choice(DELIMITERS)
    n_rows = (
        r.choice([1, 2, 3, 5, 12, 40, 150]) if delimiter not in RARE else r.choice([8, 40, 150])
    )
    kinds = PLAIN if delimiter in RARE else list(COLUMNS)
    n_columns = r.choice([2, 3, 4, 6, 9, 15]) if delimiter not in RARE else r.randint(3, 9)
    chosen = [r.choice(kinds) for _ in range(n_columns)]
    rows = [[COLUMNS[kind](r) for kind in chosen] for _ in range(n_rows)]
    names = [
        f"{r.choice(NAMES)}_{i}" if r.random() < 0.5 else f"{r.choice(NAMES)}{i}"
        for i in range(n_columns)
    ]
    quote = "'" if r.random() < 0.08 else '"'
    style = r.choice(["minimal", "minimal", "minimal", "all", "words"])
    escape = "\\" if r.random() < 0.12 else quote
    table = _Table(delimiter, quote, escape, style)
    has_header = n_rows < 5 or r.random() < 0.85
    lines = [table.line(row) for row in ([names] if has_header else []) + rows]
    lines, quirks = _worn(r, lines, table, delimiter in RARE or n_rows < 5)
    end = r.choice(["\n", "\n", "\r\n", "\r\n", "\r"]) if not table.has_line_ends else "\n"
    text = end.join(lines) + (end if r.random() < 0.9 else "")
    return Written(text, delimiter, table.worn_quote, table.worn_escape, (style, *quirks))


class _Table:
    """Writes records, and remembers whether a quote or an escape was needed."""

    def __init__(self, delimiter: str, quote: str, escape: str, style: str) -> None:
        self.delimiter, self.quote, self.escape, self.style = delimiter, quote, escape, style
        self.worn_quote: str | None = None
        self.worn_escape: str | None = None
        self.has_line_ends = False

    def line(self, row: list[str]) -> str:
        return self.delimiter.join(map(self._cell, row))

    def _cell(self, cell: str) -> str:
        self.has_line_ends |= "\n" in cell
        is_needed = any(mark in cell for mark in (self.delimiter, "\n", self.quote))
        is_word = self.style == "words" and any(char.isalpha() for char in cell)
        if not (is_needed or is_word or self.style == "all"):
            return cell
        self.worn_quote = self.quote
        if self.quote in cell:
            self.worn_escape = self.escape
        return self.quote + cell.replace(self.quote, self.escape + self.quote) + self.quote


def _worn(
    r: random.Random, lines: list[str], table: _Table, is_plain: bool
) -> tuple[list[str], list[str]]:
    """The lines with what a wild file wears."""
    quirks: list[str] = []
    if is_plain:
        return lines, quirks
    if r.random() < 0.15:
        quirks.append("titles")
        lines = [*(f"Table {i}: {_words(r, 2, 6)}" for i in range(1, r.randint(2, 4))), "", *lines]
    if r.random() < 0.1:
        quirks.append("comments")
        lines = [
            *(f"# {_words(r, 3, 9)}, {_words(r, 1, 3)}" for _ in range(r.randint(1, 3))),
            *lines,
        ]
    if r.random() < 0.15:
        quirks.append("notes")
        lines = [*lines, "", f"Source: {_words(r, 3, 8)}, 2567", f"Note: {_words(r, 3, 8)}"]
    if r.random() < 0.15:
        quirks.append("cut-short")
        at = r.randrange(len(lines) // 2, len(lines))
        lines[at] = lines[at].rpartition(table.delimiter)[0] or lines[at]
    if r.random() < 0.1:
        quirks.append("trailing-delimiters")
        lines = [line + table.delimiter * 2 if line else line for line in lines]
    if r.random() < 0.1:
        quirks.append("blank-lines")
        lines.insert(r.randrange(1, len(lines)), "")
    return lines, quirks


def alone(seed: int, n: int) -> Iterator[Written]:
    """`n` texts without a delimiter."""
    r = random.Random(seed)
    kinds = sorted(ALONE)
    for i in range(n):
        kind = kinds[i % len(kinds)]
        lines = ALONE[kind](r, r.choice([2, 4, 12, 60]))
        quote = '"' if kind == "quoted" else None
        yield Written("\n".join(lines) + "\n", None, quote, None, (kind,))


def _column(kind: str) -> Callable[[random.Random, int], list[str]]:
    def write(r: random.Random, n: int) -> list[str]:
        return [r.choice(NAMES), *(COLUMNS[kind](r) or "x" for _ in range(n))]

    return write


def _log(r: random.Random, n: int) -> list[str]:
    return [
        f"2024-05-{r.randint(10, 28)} 10:{r.randint(10, 59)}:{r.randint(10, 59)} "
        f"{r.choice(['INFO', 'WARN', 'ERROR'])} [{r.choice(WORDS)}] {_words(r, 2, 9)}"
        for _ in range(n)
    ]


def _code(r: random.Random, n: int) -> list[str]:
    lines = ["import os", "", "def main(args):"]
    for _ in range(n):
        a, b = r.choice(WORDS[:10]), r.choice(WORDS[:10])
        lines.append(
            r.choice(
                [
                    f"    {a} = call({b}, {r.randint(1, 9)})",
                    f"    if {a}: return {b}",
                    f"    # {_words(r, 2, 5)}",
                ]
            )
        )
    return lines


def _prose(r: random.Random, n: int) -> list[str]:
    return [
        f"{_words(r, 5, 12).capitalize()}{r.choice([',', ';', ':', ''])} {_words(r, 3, 9)}."
        for _ in range(n)
    ]


ALONE: dict[str, Callable[[random.Random, int], list[str]]] = {
    **{
        f"column-{kind}": _column(kind)
        for kind in (
            "integer",
            "decimal",
            "thousands",
            "code",
            "date",
            "moment",
            "clock",
            "word",
            "city",
            "url",
            "email",
            "last-first",
            "words",
        )
    },
    "quoted": lambda r, n: [
        '"name"',
        *(f'"{_words(r, 1, 3)}, {r.choice(WORDS)}"' for _ in range(n)),
    ],
    "log": _log,
    "code": _code,
    "prose": _prose,
}
