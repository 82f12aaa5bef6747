"""What the portal offers: each feature is looked for where people find it, with its use."""

from typing import TYPE_CHECKING

from odms.assessment.evidence.found import Found, feature, number, share

if TYPE_CHECKING:
    from odms.assessment.queries.facts import CentreFacts


def is_open(facts: "CentreFacts") -> Found:
    """A front page, and public datasets behind it."""
    return feature("home", facts.n_datasets, "datasets")


def advanced_search(facts: "CentreFacts") -> Found:
    """Search with facets, and searches of the last days."""
    return feature("search", facts.uses("search"), "searches")


def downloads(facts: "CentreFacts") -> Found:
    """Files to take, and how often they were taken."""
    return feature("download-latest", facts.uses("download"), "downloads")


def search_by_format(facts: "CentreFacts") -> Found:
    """The facet of formats, over the formats that distributions have."""
    return feature("search", facts.n_formats, "formats")


def search_by_theme(facts: "CentreFacts") -> Found:
    """The facet of themes, over the themes that datasets have."""
    return feature("themes", facts.n_themes, "themes")


def metadata_api(facts: "CentreFacts") -> Found:
    """The API for metadata, and its use."""
    return feature("api-v1:list_datasets", facts.uses("api"), "api_calls")


def api_documentation(facts: "CentreFacts") -> Found:
    """The API's description for programs (OpenAPI)."""
    return feature("api-v1:openapi-json", facts.n_datasets, "datasets")


def contact(facts: "CentreFacts") -> Found:
    """A page of help, and an address that the centre gives (ODMS_CONTACT_EMAIL)."""
    return feature("help", int(bool(facts.contact_email)), "contacts")


def dataset_feedback(facts: "CentreFacts") -> Found:
    """Feedback on datasets, and how much was given."""
    return feature("feedback", facts.feedback["n"], "feedback")


def ratings(facts: "CentreFacts") -> Found:
    """Marks of usefulness that users gave datasets."""
    return feature("feedback", facts.feedback["n_marks"], "marks")


def notifications(facts: "CentreFacts") -> Found:
    """Feeds of new datasets, over the datasets that stand in them."""
    return feature("feed-new", facts.n_datasets, "datasets")


def requests(facts: "CentreFacts") -> Found:
    """Asking for data, and the requests that came."""
    return feature("ask", facts.requests["n"], "requests")


def request_frequency(facts: "CentreFacts") -> Found:
    """Requests a month, over the last twelve months."""
    return number(round(facts.requests["n_year"] / 12, 1), "requests_a_month", "requests")


def request_status(facts: "CentreFacts") -> Found:
    """The public list of requests with the state of each."""
    return feature("requests", facts.requests["n"], "requests")


def requests_followed(facts: "CentreFacts") -> Found:
    """Requests whose outcome is recorded."""
    return feature("requests", facts.requests["n_decided"], "requests_decided")


def requests_published(facts: "CentreFacts") -> Found:
    """Of the requests that were decided, those that led to publication."""
    told = facts.requests
    return share(told["n_published"], told["n_decided"], "requests_published", "requests")


def discussion(facts: "CentreFacts") -> Found:
    """Questions about datasets before everybody, and answers of officers under feedback."""
    n = facts.n_questions + facts.feedback["n_answers"]
    return feature("questions", n, "feedback_answers")


def showcase(facts: "CentreFacts") -> Found:
    """The page of what was made of the data, and how much it shows."""
    return feature("showcases", facts.showcases["n"], "showcases")


def showcase_datasets(facts: "CentreFacts") -> Found:
    """Showcases that name the datasets they use."""
    return feature("showcases", facts.showcases["n_with_datasets"], "showcases_with_datasets")


def showcase_submissions(facts: "CentreFacts") -> Found:
    """The form by which users hand in what they made."""
    return feature("showcase-new", facts.showcases["n_submitted"], "showcases")


def table_preview(facts: "CentreFacts") -> Found:
    """The rows of tables on the page of their dataset, over the tables that are kept here."""
    return feature("dataset-rows", facts.n_tables, "tables")


def map_preview(facts: "CentreFacts") -> Found:
    """Maps on the pages of datasets, over the datasets that say which area they are about."""
    return feature("dataset", facts.n_with_area, "areas")
