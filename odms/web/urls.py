"""Addresses of the pages."""

from django.urls import URLPattern, URLResolver, include, path

from odms.web.views.public import (
    account,
    agencies,
    apply,
    dataset,
    downloads,
    home,
    letters,
    pages,
    schemas,
    search,
    themes,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.show, name="home"),
    path("datasets", search.show, name="search"),
    path("datasets/suggest", search.suggest, name="suggest"),
    path("datasets/<slug:slug>", dataset.show, name="dataset"),
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
    path("letters/<str:token>", letters.choose, name="letters"),
    path("themes", themes.index, name="themes"),
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
