"""Addresses of the desk: what stewards, approvers, auditors and the centre's admins work with."""

from django.urls import URLPattern, path

from odms.web.views.desk import (
    approve,
    cases,
    datasets,
    deliver,
    describe,
    home,
    ledger,
    mend,
    people,
    personal,
    protection,
    report,
    schemas,
)

urlpatterns: list[URLPattern] = [
    path("desk", home.show, name="desk"),
    path("desk/notices", home.read_notices, name="desk-notices"),
    path("desk/new", deliver.new, name="desk-new"),
    path("desk/deliveries/<str:id>", deliver.show, name="desk-delivery"),
    path("desk/deliveries/<str:id>/report", report.show, name="desk-report"),
    path("desk/deliveries/<str:id>/report.<str:form>", report.download, name="desk-report-file"),
    path("desk/deliveries/<str:id>/tables", deliver.choose, name="desk-delivery-tables"),
    path("desk/deliveries/<str:id>/repairs", mend.add, name="desk-delivery-repairs"),
    path("desk/deliveries/<str:id>/repairs/<int:place>/undo", mend.undo, name="desk-delivery-undo"),
    path("desk/deliveries/<str:id>/discard", deliver.discard, name="desk-delivery-discard"),
    path("desk/cases/<str:id>", cases.show, name="desk-case"),
    path("desk/cases/<str:id>/personal", personal.decide, name="desk-case-personal"),
    path("desk/cases/<str:id>/measures.json", protection.download, name="desk-case-measures"),
    path("desk/cases/<str:id>/columns", describe.columns, name="desk-case-columns"),
    path("desk/cases/<str:id>/description", describe.description, name="desk-case-description"),
    path("desk/cases/<str:id>/review", cases.review, name="desk-case-review"),
    path("desk/cases/<str:id>/recall", cases.recall, name="desk-case-recall"),
    path("desk/cases/<str:id>/discard", cases.discard, name="desk-case-discard"),
    path("desk/approvals", approve.index, name="desk-approvals"),
    path("desk/approvals/<str:id>", approve.decide, name="desk-approval"),
    path("desk/datasets/<slug:slug>", datasets.show, name="desk-dataset"),
    path("desk/datasets/<slug:slug>/change", datasets.change, name="desk-dataset-change"),
    path("desk/datasets/<slug:slug>/withdraw", datasets.withdraw, name="desk-dataset-withdraw"),
    path("desk/datasets/<slug:slug>/<slug:distribution>/schema", schemas.show, name="desk-schema"),
    path(
        "desk/datasets/<slug:slug>/<slug:distribution>/schema/import",
        schemas.bring,
        name="desk-schema-import",
    ),
    path("desk/ledger", ledger.show, name="desk-ledger"),
    path("desk/ledger/verify", ledger.verify, name="desk-ledger-verify"),
    path("desk/people", people.manage, name="desk-people"),
]
