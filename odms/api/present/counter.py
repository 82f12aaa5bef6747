"""The Dataset Master Report (DSR) of COUNTER's Code of Practice for Research Data, as its SUSHI API has
it. Months without use, and datasets without any, are left out, as the Code says."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from odms.api.paging import absolute
from odms.errors import Invalid
from odms.usage import queries
from odms.usage.queries import Span

MOST_MONTHS = 36


def described() -> dict[str, Any]:
    """The report in the list of reports."""
    return {
        "Report_Name": "Dataset Master Report",
        "Report_ID": "DSR",
        "Release": "RD1",
        "Report_Description": "Use of datasets by month and access method",
        "Path": absolute("/api/v1/counter/reports/DSR"),
    }


def report(
    datasets: Sequence[Any], begin: date, end: date, *, filters: dict[str, str], today: date
) -> dict[str, Any]:
    """The report of datasets over days. Raises Invalid for days that are none or too many."""
    months = list(_months(begin, end))
    if not 1 <= len(months) <= MOST_MONTHS:
        raise Invalid("usage.wrong_period", most=MOST_MONTHS)
    ids = [dataset.id for dataset in datasets]
    found = [(span, queries.metrics(ids, span)) for span in months]
    told = [_dataset(one, [(span, of[one.id]) for span, of in found if one.id in of])
            for one in datasets]  # fmt: skip
    return {
        "Report_Header": {
            "Report_Name": "Dataset Master Report",
            "Report_ID": "DSR",
            "Release": "RD1",
            "Created": today.isoformat(),
            "Created_By": settings.CENTRE_NAMES["en"],
            "Reporting_Period": _period(Span(begin, end)),
            "Report_Filters": [{"Name": k, "Value": v} for k, v in filters.items() if v],
            "Report_Attributes": [],
            "Exceptions": _exceptions(end, today),
        },
        "Report_Datasets": [one for one in told if one["Performance"]],
    }


def _months(begin: date, end: date) -> list[Span]:
    """The months from one day to another, the first and last as far as they are asked for."""
    spans = []
    while begin <= end and len(spans) <= MOST_MONTHS:
        following = (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
        spans.append(Span(begin, min(end, following - timedelta(days=1))))
        begin = following
    return spans


def _dataset(dataset: Any, months: list[tuple[Span, dict[str, dict[str, int]]]]) -> dict[str, Any]:
    published = dataset.published_at.date().isoformat()
    return {
        "Dataset_Title": dataset.title_en or dataset.title_th,
        "Dataset_ID": [{"Type": "URI", "Value": absolute(f"/id/dataset/{dataset.id}")}],
        "Platform": settings.CENTRE_NAMES["en"],
        "Publisher": dataset.agency.name_en or dataset.agency.name_th,
        "Publisher_ID": [{"Type": "URI", "Value": absolute(f"/id/agency/{dataset.agency.id}")}],
        "Data_Type": "Dataset",
        "Dataset_Dates": [{"Type": "Publication_Date", "Value": published}],
        "YOP": published[:4],
        "URI": absolute(f"/datasets/{dataset.slug}"),
        "Performance": [
            {"Period": _period(span), "Instance": _instances(metrics)} for span, metrics in months
        ],
    }


def _instances(metrics: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    return [
        {"Access_Method": access, "Metric_Type": name, "Count": n}
        for access, counts in metrics.items()
        for name, n in counts.items()
        if n
    ]


def _period(span: Span) -> dict[str, str]:
    return {"Begin_Date": span.first.isoformat(), "End_Date": span.last.isoformat()}


def _exceptions(end: date, today: date) -> list[dict[str, Any]]:
    """What the Code wants said of a report that ends before its days do."""
    if end < today:
        return []
    return [{"Code": 3040, "Severity": "Warning", "Message": "Partial Data Returned"}]
