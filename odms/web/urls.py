"""Addresses of the pages."""

from django.urls import URLPattern, URLResolver, include, path

from odms.web.views.desk import calendar
from odms.web.views.public import (
    account,
    agencies,
    apply,
    dataset,
    downloads,
    feedback,
    home,
    letters,
    pages,
    programme,
    requests,
    schemas,
    search,
    sql,
    survey,
    themes,
)
from odms.web.views.public.dashboard import evidence, groups, national, pictures

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.show, name="home"),
    path("datasets", search.show, name="search"),
    path("datasets/suggest", search.suggest, name="suggest"),
    path("datasets/<slug:slug>/processes", dataset.processes, name="dataset-processes"),
    path("datasets/<slug:slug>", dataset.show, name="dataset"),
    path("datasets/<slug:slug>/dictionary.csv", schemas.dictionary, name="dataset-dictionary"),
    path("datasets/<slug:slug>/feedback", feedback.give, name="feedback"),
    path("datasets/<slug:slug>/<slug:distribution>/rows", dataset.rows, name="dataset-rows"),
    path(
        "datasets/<slug:slug>/<slug:distribution>/schema.json",
        schemas.as_table_schema,
        name="dataset-schema",
    ),
    path(
        "datasets/<slug:slug>/<slug:distribution>/csv-metadata.json",
        schemas.as_csvw,
        name="dataset-csvw",
    ),
    path(
        "datasets/<slug:slug>/<slug:distribution>/original",
        downloads.original,
        name="download-original",
    ),
    path(
        "datasets/<slug:slug>/<slug:distribution>.<str:form>",
        downloads.latest,
        name="download-latest",
    ),
    path(
        "datasets/<slug:slug>/<slug:distribution>/<int:number>.<str:form>",
        downloads.version,
        name="download",
    ),
    path("agencies", agencies.index, name="agencies"),
    path("agencies/<slug:slug>", agencies.show, name="agency"),
    path("apply", apply.show, name="apply"),
    path("apply/<str:token>", apply.standing, name="apply-standing"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar-feed"),
    path("letters/<str:token>", letters.choose, name="letters"),
    path("themes", themes.index, name="themes"),
    path("requests", requests.index, name="requests"),
    path("requests/new", requests.ask, name="ask"),
    path("requests/similar", requests.similar, name="similar"),
    path("requests/<str:id>", requests.show, name="request"),
    path("requests/<str:id>/vote", requests.vote, name="vote"),
    path("dashboard", national.show, name="dashboard"),
    path("dashboard/survey", national.survey, name="dashboard-survey"),
    path("dashboard/agencies.csv", groups.league, name="dashboard-league"),
    *(
        route
        for kind, plural in (
            ("ministry", "ministries"),
            ("theme", "themes"),
            ("province", "provinces"),
        )
        for route in (
            path(
                f"dashboard/{plural}",
                groups.index,
                {"kind": kind},
                name=f"dashboard-{plural}",
            ),
            path(
                f"dashboard/{plural}.csv",
                groups.index_csv,
                {"kind": kind},
                name=f"dashboard-{plural}-csv",
            ),
            path(
                f"dashboard/{plural}/<slug:slug>",
                groups.show,
                {"kind": kind},
                name=f"dashboard-{kind}",
            ),
        )
    ),
    path("dashboard/figures/<slug:code>", evidence.show, name="dashboard-figure"),
    path("dashboard/figures/<slug:code>.csv", evidence.as_csv, name="dashboard-figure-csv"),
    path("dashboard/figures/<slug:code>/history.csv", evidence.history, name="dashboard-history"),
    path("dashboard/pictures/<slug:name>.<str:form>", pictures.show, name="dashboard-picture"),
    path("roadmap", programme.roadmap, name="roadmap"),
    path("roadmap.csv", programme.roadmap_csv, name="roadmap-csv"),
    path("roadmap/<slug:code>", programme.milestone, name="milestone"),
    path("programme", programme.index, name="programme"),
    path("programme/indicators/<slug:code>", programme.indicator, name="indicator"),
    path("programme/indicators/<slug:code>.csv", programme.indicator_csv, name="indicator-csv"),
    path("dashboard/oecd", programme.oecd, name="oecd"),
    path("dashboard/oecd.csv", programme.oecd_csv, name="oecd-csv"),
    path("sql", sql.ask, name="sql"),
    path("survey", survey.answer, name="survey"),
    path("help", pages.help_page, name="help"),
    path("help/glossary", pages.glossary, name="glossary"),
    path("status", pages.status, name="status"),
    path("privacy", pages.privacy, name="privacy"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path("account", account.show, name="account"),
    path("account/language", account.set_language, name="account-language"),
    path("account/notices", account.read_notices, name="account-notices"),
    path("account/letters", account.choose_letters, name="account-letters"),
    path("account/tokens", account.make_token, name="account-tokens"),
    path("account/tokens/<str:token_id>/revoke", account.revoke_token, name="account-token-revoke"),
    path("", include("odms.web.desk_urls")),
]
