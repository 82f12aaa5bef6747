"""What was understood of a file, in words: verdict, encoding, rows that add up, findings."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from odms.definitions.messages import catalogue, sentence
from odms.intake import queries as intake
from odms.pictures.report import reading
from odms.web import formats
from odms.web.told import language
from odms.web.views.desk.badges import Badge

SEVERITIES = {
    "error": Badge("no", gettext_lazy("Please mend")),
    "warning": Badge("up", gettext_lazy("Please look")),
    "info": Badge("", gettext_lazy("For your information")),
}
_ORDER = list(SEVERITIES)
_N_CELLS_TOLD = 6
_N_SAMPLES = 6

Facts = list[tuple[Any, str]]


def verdict(delivery: Any) -> str:
    """The answer to "could you read it?" in one sentence with numbers."""
    told = delivery.report["tables"]
    n, lost = sum(t["n_rows"] for t in told), sum(t["n_rejected"] for t in told)
    words = {"n": formats.number(n), "k": formats.number(lost or len(told))}
    if lost:
        said = ngettext(
            "We could read %(n)s rows; %(k)s row does not fit the table",
            "We could read %(n)s rows; %(k)s rows do not fit the table",
            lost,
        )
    elif len(told) > 1:
        said = _("We could read all %(n)s rows of %(k)s tables")
    else:
        said = ngettext(
            "We could read the %(n)s row of this file",
            "We could read all %(n)s rows of this file",
            n,
        )
    return said % words


def file_facts(delivery: Any) -> Facts:
    """The file: name, size, format, encoding and how it was decided, samples, fingerprint."""
    report = delivery.report
    facts: Facts = [
        (_("File"), f"{delivery.name} · {formats.size(delivery.size_bytes)}"),
        (
            _("Delivered"),
            f"{delivery.by.name} · {formats.moment(delivery.received_at, language())}",
        ),
    ]
    if delivery.source_url:
        facts.append((_("Fetched from"), delivery.source_url))
    if report:
        facts.append((_("Format"), str(report["format"]).upper()))
        facts += _encoding(report.get("encoding"))
        if samples := _samples(delivery):
            facts.append((_("Words as we read them"), " · ".join(samples)))
    facts.append((_("Fingerprint (SHA-256)"), delivery.sha256))
    return facts


def table_facts(told: dict[str, Any]) -> Facts:
    """Where a table stands in its source: header, title rows, delimiter, notes at the end."""
    return [
        fact for fact in (_header(told), _preamble(told), _delimiter(told), _footer(told)) if fact
    ]


def account(told: dict[str, Any]) -> str:
    """The rows of a table, kind by kind, so that they add up to the source."""
    parts = [
        (
            len(told["preamble_rows"]),
            ngettext("%(n)s title row", "%(n)s title rows", len(told["preamble_rows"])),
        ),
        (
            len(told["header_rows"]),
            ngettext("%(n)s header row", "%(n)s header rows", len(told["header_rows"])),
        ),
        (told["n_rows"], ngettext("%(n)s data row", "%(n)s data rows", told["n_rows"])),
        (
            told["n_rejected"],
            ngettext(
                "%(n)s row that does not fit", "%(n)s rows that do not fit", told["n_rejected"]
            ),
        ),
        (
            told["n_footer_rows"],
            ngettext("%(n)s row of notes", "%(n)s rows of notes", told["n_footer_rows"]),
        ),
    ]
    gone = sum(repair["n_rows"] for repair in told.get("repairs", ()))
    taken = ngettext("%(n)s row taken out", "%(n)s rows taken out", gone)
    parts.append((gone, taken))
    said = " + ".join(words % {"n": formats.number(n)} for n, words in parts if n)
    if total := told["n_total_rows"]:
        words = ngettext(
            "%(n)s of the data rows is a total", "%(n)s of the data rows are totals", total
        )
        said += " · " + words % {"n": formats.number(total)}
    return said


def findings(
    report: dict[str, Any], repairs: Mapping[tuple[int, str, str | None], Any] | None = None
) -> list[dict[str, Any]]:
    """What was found, worst first; the same code in the same column of a table is one. `repairs` are
    buttons by table, code and column."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for table, finding in _all_findings(report):
        groups.setdefault((table, finding["code"], finding["column"]), []).append(finding)
    found = [
        _group(report, table, group)
        | {"repairs": (repairs or {}).get((table or 0, code, column), ())}
        for (table, code, column), group in groups.items()
    ]
    return sorted(found, key=lambda group: _ORDER.index(group["severity"]))


def trouble(delivery: Any) -> dict[str, str]:
    """Why a delivery could not be read, and how to mend it."""
    code, facts = delivery.trouble["code"], delivery.trouble.get("facts", {})
    fix = catalogue().get(code, {}).get("fix", {}).get(language(), "")
    return {"code": code, "sentence": sentence(code, language(), facts), "fix": fix}


def _encoding(encoding: dict[str, str] | None) -> Facts:
    if not encoding:
        return []
    return [(_("Encoding"), reading.encoding(encoding, language()))]


def _samples(delivery: Any) -> list[str]:
    """Some texts of the file outside ASCII, so that a person sees whether they were read right."""
    found: list[str] = []
    for table in intake.list_tables(delivery)[:3]:
        names = [c["name"] for c in table.columns if c["type"] == "text" and "personal" not in c]
        found += [name for name in names if not name.isascii()]
        for row in intake.preview(table, 20):
            found += [
                str(row[name]) for name in names if row[name] and not str(row[name]).isascii()
            ]
    short = (text for text in dict.fromkeys(found) if len(text) <= 30)
    return list(short)[:_N_SAMPLES]


def _header(told: dict[str, Any]) -> tuple[Any, str]:
    rows = told["header_rows"]
    if not rows:
        return _("Header"), _("There is none; the columns are named by their place")
    said = _("Row %(rows)s") if len(rows) == 1 else _("Rows %(rows)s, joined into one")
    return _("Header"), said % {"rows": _numbers(rows)}


def _preamble(told: dict[str, Any]) -> tuple[Any, str] | None:
    if not (rows := told["preamble_rows"]):
        return None
    said = ngettext("Row %(rows)s, kept as a note", "Rows %(rows)s, kept as a note", len(rows))
    return _("Title rows"), said % {"rows": _numbers(rows)}


def _delimiter(told: dict[str, Any]) -> tuple[Any, str] | None:
    delimiter = (told["dialect"] or {}).get("delimiter")
    return (_("Delimiter"), reading.delimiter(delimiter, language())) if delimiter else None


def _footer(told: dict[str, Any]) -> tuple[Any, str] | None:
    if not (n := told["n_footer_rows"]):
        return None
    said = ngettext("%(n)s row, kept as a note", "%(n)s rows, kept as a note", n)
    return _("Notes at the end"), said % {"n": formats.number(n)}


def _numbers(rows: list[int]) -> str:
    """Source rows as people count them, from 1."""
    first, last = rows[0] + 1, rows[-1] + 1
    if rows == list(range(rows[0], rows[-1] + 1)) and len(rows) > 2:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    return ", ".join(str(row + 1) for row in rows)


def _all_findings(report: dict[str, Any]) -> Iterator[tuple[int | None, dict[str, Any]]]:
    for finding in report["findings"]:
        yield None, finding
    for position, table in enumerate(report["tables"]):
        for finding in table["findings"]:
            yield position, finding


def _group(
    report: dict[str, Any], table: int | None, group: list[dict[str, Any]]
) -> dict[str, Any]:
    first = group[0]
    fix = catalogue().get(first["code"], {}).get("fix", {}).get(language(), "")
    return {
        "code": first["code"],
        "severity": first["severity"],
        "sentence": first["message"][language()],
        "fix": fix,
        "where": _where(report, table, group),
        "badge": SEVERITIES[first["severity"]],
    }


def _where(report: dict[str, Any], table: int | None, group: list[dict[str, Any]]) -> str:
    """Table, column and rows of findings of one kind."""
    parts = []
    if table is not None:
        name = report["tables"][table]["name"]
        if name is None and len(report["tables"]) > 1:
            name = _("Table %(n)s") % {"n": table + 1}
        parts += [str(name)] if name else []
    if column := group[0]["column"]:
        parts.append(_("column %(name)s") % {"name": column})
    if cells := _cells(report, table, group):
        parts.append(cells)
    return " · ".join(parts)


def _cells(report: dict[str, Any], table: int | None, group: list[dict[str, Any]]) -> str:
    """The first cells or rows of findings of one kind as the source has them, and how many more."""
    told = [cell for finding in group for cell in finding.get("cells", ())]
    told = [cell for cell in told if cell["row"] is not None or cell["line"] is not None]
    if not told:
        return ""
    is_sheet = table is not None and report["tables"][table]["dialect"] is None
    named = [_cell(cell, is_sheet=is_sheet) for cell in told[:_N_CELLS_TOLD]]
    n = sum(finding.get("n_cells", 0) for finding in group)
    said = ", ".join(dict.fromkeys(named))
    if (more := n - len(named)) > 0:
        return _("%(cells)s and %(n)s more") % {"cells": said, "n": formats.number(more)}
    return said


def _cell(cell: dict[str, Any], *, is_sheet: bool) -> str:
    """A cell of a sheet as C14, a row of a text by its record and, where it differs, its line."""
    if is_sheet and cell["ref"] and cell["column_index"] is not None:
        return str(cell["ref"])
    if cell["row"] is None:
        return _("line %(n)s") % {"n": formats.number(cell["line"])}
    row = cell["row"] + 1
    said = _("row %(n)s") % {"n": formats.number(row)}
    if cell["line"] not in (None, row):
        said += " " + _("(line %(n)s)") % {"n": formats.number(cell["line"])}
    return said
