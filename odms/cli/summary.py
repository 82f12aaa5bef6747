"""`odms inspect` for people: what a file holds, drawn on the terminal, verdict first."""

import errno
from typing import TYPE_CHECKING, Any

from odms.definitions import messages

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as Drawing

    from odms.engine import Inspection
    from odms.engine.inspection import Finding, Table
    from odms.engine.places import Place

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_MARKS = {"error": "✗", "warning": "!", "info": "·"}
_WIDTH_OF_A_FILE = 120
_MOST_COLUMNS = 60
_MOST_FINDINGS = 20
_MOST_CELLS = 6


def show(report: "Inspection", language: str) -> None:
    """Draw the summary of a file on standard output, in `th` or `en`. Raises BrokenPipeError."""
    from rich.console import Console

    class Candid(Console):
        """Says that nobody reads, where rich would end the process."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError(errno.EPIPE, "nobody reads the output")

    console = Candid(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH_OF_A_FILE
    _Summary(report, language, console).draw()


class _Summary:
    def __init__(self, report: "Inspection", language: str, console: "Console") -> None:
        self.report, self.language, self.console = report, language, console

    def say(self, word: str, **facts: Any) -> str:
        """A sentence of the summary."""
        return messages.sentence(f"summary.{word}", self.language, facts)

    def draw(self) -> None:
        self._verdict()
        for i, table in enumerate(self.report.tables):
            self._table(i, table)
        self._personal()
        self._findings("", self.report.findings)

    def print(self, text: str = "", style: str | None = None) -> None:
        """One line, its marks of style not read from the data."""
        self.console.print(text, style=style, markup=False, soft_wrap=True)

    def _verdict(self) -> None:
        counts = {"error": 0, "warning": 0, "info": 0}
        for finding in self.report.all_findings:
            counts[finding.severity] += 1
        worst = next((kind for kind in ("error", "warning") if counts[kind]), "clean")
        colour = _COLOURS.get(worst, "green")
        facts = {"n_errors": counts["error"], "n_warnings": counts["warning"]}
        self.print(self.report.file, style="bold")
        n_rows = sum(table.n_rows for table in self.report.tables)
        read = self.say("read", n_tables=len(self.report.tables), n_rows=f"{n_rows:,}")
        self.print(f"{read} · {self.say(f'verdict_{worst}', **facts)}", style=f"bold {colour}")
        self.print(" · ".join(self._source()), style="dim")

    def _source(self) -> list[str]:
        """Format, size, encoding and how it was found."""
        parts = [self.report.format.upper(), _size(self.report.size_bytes)]
        if encoding := self.report.encoding:
            parts.append(f"{encoding.name} ({encoding.how})")
        first = self.report.tables[0].dialect
        if first is not None:
            mark = {"\t": "tab", " ": "space", None: "—"}.get(first.delimiter, first.delimiter)
            parts.append(self.say("delimiter", mark=mark))
        return parts

    def _table(self, i: int, table: "Table") -> None:
        self.print()
        name = f" {table.name}" if table.name else ""
        self.print(self.say("table", place=i) + name, style="bold")
        self.print(self._rows(table))
        self.console.print(self._columns(table))
        if len(table.columns) > _MOST_COLUMNS:
            self.print(self.say("more_columns", n=len(table.columns) - _MOST_COLUMNS), style="dim")
        self._findings("  ", table.findings)

    def _rows(self, table: "Table") -> str:
        parts = [self.say("rows", n=f"{table.n_rows:,}", n_columns=len(table.columns))]
        parts.append(self._header(table))
        for word, n in (
            ("totals", table.n_total_rows),
            ("rejected", table.n_rejected),
            ("footer", table.n_footer_rows),
            ("preamble", len(table.preamble_rows)),
        ):
            if n:
                parts.append(self.say(word, n=f"{n:,}"))
        return " · ".join(parts)

    def _header(self, table: "Table") -> str:
        """Where the names of the columns come from; rows count from 1, as for findings."""
        if table.header_rows:
            return self.say("header", rows=", ".join(str(row + 1) for row in table.header_rows))
        is_named = any(column.source_name for column in table.columns)
        return self.say("named" if is_named else "no_header")

    def _columns(self, table: "Table") -> "Drawing":
        from rich import box
        from rich.table import Table as Drawing
        from rich.text import Text

        drawing = Drawing(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
        for head in ("column", "type", "meaning", "missing", "distinct", "from", "to"):
            right = head in ("missing", "distinct", "from", "to")
            drawing.add_column(self.say(f"head_{head}"), justify="right" if right else "left")
        for column in table.columns[:_MOST_COLUMNS]:
            share = column.n_missing / table.n_rows if table.n_rows else 0
            drawing.add_row(
                Text(_short(column.name, 40), style="bold"),
                self.say(f"type_{column.type}"),
                self._label(column.meaning),
                _percent(share) if column.n_missing else "",
                f"{column.n_distinct:,}",
                _short(column.min, 20),
                _short(column.max, 20),
            )
        return drawing

    def _label(self, code: str | None) -> str:
        """A meaning or a kind of personal data in words."""
        from odms.engine.meanings.meaning import label, meanings

        return label(code, self.language) if code and code in meanings() else code or ""

    def _findings(self, indent: str, findings: "tuple[Finding, ...]") -> None:
        order = list(_MARKS)
        ranked = sorted(findings, key=lambda finding: order.index(finding.severity))
        for finding in ranked[:_MOST_FINDINGS]:
            place = f"{finding.column}: " if finding.column else ""
            mark, colour = _MARKS[finding.severity], _COLOURS[finding.severity]
            text = f"{indent}{mark} {place}{finding.message[self.language]}{self._where(finding)}"
            self.print(text, style=colour)
        if len(ranked) > _MOST_FINDINGS:
            n = len(ranked) - _MOST_FINDINGS
            self.print(indent + self.say("more_findings", n=n), style="dim")

    def _where(self, finding: "Finding") -> str:
        """The first cells or rows of a finding as the source has them, and how many more."""
        told = [cell for cell in finding.cells if cell.row is not None or cell.line is not None]
        if not told:
            return ""
        named = ", ".join(dict.fromkeys(map(self._cell, told[:_MOST_CELLS])))
        more = finding.n_cells - len(told[:_MOST_CELLS])
        return f" [{self.say('more_cells', cells=named, n=f'{more:,}') if more > 0 else named}]"

    def _cell(self, cell: "Place") -> str:
        if cell.row is None:
            return self.say("line", n=f"{cell.line:,}")
        if cell.line is None and cell.ref and cell.column_index is not None:
            return cell.ref
        row = self.say("row", n=f"{cell.row + 1:,}")
        is_elsewhere = cell.line not in (None, cell.row + 1)
        return f"{row} ({self.say('line', n=f'{cell.line:,}')})" if is_elsewhere else row

    def _personal(self) -> None:
        from odms.engine.inspection import personal_data

        found = personal_data(self.report.tables)
        if not found:
            return
        self.print()
        self.print(self.say("personal", n=len(found)), style="bold magenta")
        for entry in found:
            verdict = self.say(f"verdict_{entry['verdict']}")
            share = f"{entry['share']:.0%}"
            self.print(
                f"  {entry['column']}: {self._label(entry['kind'])} · {share} · {verdict}",
                "magenta",
            )


def _percent(share: float) -> str:
    """A share above 0 that says neither 0 % nor, short of all, 100 %."""
    if share < 0.01:
        return "<1%"
    return ">99%" if 0.99 < share < 1 else f"{share:.0%}"


def _short(value: Any, most: int) -> str:
    if value is None:
        return ""
    text = f"{value:,.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= most else text[: most - 1] + "…"


def _size(n_bytes: int) -> str:
    size = float(n_bytes)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
