"""Quality of metadata and of publication, from the scores that `health` keeps of every dataset."""

from typing import TYPE_CHECKING

from odms.assessment.evidence.found import Found, feature, number, share, some, text

if TYPE_CHECKING:
    from odms.assessment.queries.facts import CentreFacts


def kept_current(facts: "CentreFacts") -> Found:
    """Datasets with a promised frequency, which are watched for being late."""
    return some(facts.n_promised, "promised", "search")


def automatic(facts: "CentreFacts") -> Found:
    """Public datasets whose metadata is gathered from its source."""
    return share(facts.n_gathered, facts.n_datasets, "gathered")


def delay_days(facts: "CentreFacts") -> Found | None:
    """Mean days from a change at the source to its gathering, of datasets that changed since."""
    days = facts.delay_days
    return None if days is None else number(days, "days_of_delay")


def monitored(facts: "CentreFacts") -> Found:
    """Datasets whose metadata is scored (MQA) each night."""
    return feature("desk-health", facts.n_scored, "scored")


def published(facts: "CentreFacts") -> Found:
    """Scores that everybody can read, on pages and by API."""
    return feature("api-v1:get_scores", facts.n_scored, "scored")


def licence_help(facts: "CentreFacts") -> Found:
    """Licences whose meaning is told where one is chosen."""
    return feature("desk-case-description", facts.n_licences_explained, "licences_explained")


def licensed(facts: "CentreFacts") -> Found:
    """Datasets with a licence (MQA licenceAvailability)."""
    return share(*facts.having("mqa", "licenceAvailability"), "with_licence")


def n_licences(facts: "CentreFacts") -> Found:
    """Different licences of the datasets of this centre."""
    return number(facts.n_licences, "licences")


def publisher_tools(facts: "CentreFacts") -> Found:
    """Deliveries that were checked, with repairs proposed to their steward."""
    return feature("desk-delivery-repairs", facts.n_deliveries, "deliveries")


def dcat_mandatory(facts: "CentreFacts") -> Found:
    """Datasets with all that DCAT-AP makes mandatory (MQA dcatApCompliance)."""
    return share(*facts.having("mqa", "dcatApCompliance"), "dcat_mandatory")


def dcat_recommended(facts: "CentreFacts") -> Found:
    """Datasets with a theme or with a licence, whichever are fewer: recommended classes."""
    of_themes, of_licences = (
        facts.having("mqa", code) for code in ("categoryAvailability", "licenceAvailability")
    )
    return share(*min(of_themes, of_licences), "dcat_recommended")


def dcat_optional(facts: "CentreFacts") -> Found:
    """Datasets that tell their frequency: an optional class."""
    return share(facts.n_promised, facts.n_datasets, "dcat_optional")


def causes_known(facts: "CentreFacts") -> Found:
    """Metrics of which it is counted how many datasets lack them."""
    return feature("desk-health", len(facts.causes) or facts.n_scored, "causes")


def causes(facts: "CentreFacts") -> Found | None:
    """The three metrics that most datasets lack."""
    return text(facts.causes[:3], "causes")


def download_urls(facts: "CentreFacts") -> Found:
    """Datasets that give the address of the file itself (MQA downloadUrlAvailability)."""
    return share(*facts.having("mqa", "downloadUrlAvailability"), "with_download_url")


def access_urls(facts: "CentreFacts") -> Found:
    """Datasets with an address that answers (MQA accessUrlStatusCode): at least these give one."""
    return share(*facts.having("mqa", "accessUrlStatusCode"), "with_access_url")


def model_used(facts: "CentreFacts") -> Found:
    """Datasets that have their five stars."""
    return some(sum(facts.stars.values()), "scored")


def one_star(facts: "CentreFacts") -> Found:
    """Datasets under an open licence."""
    return _stars(facts, 1)


def two_stars(facts: "CentreFacts") -> Found:
    """Of these, those in a structured format."""
    return _stars(facts, 2)


def three_stars(facts: "CentreFacts") -> Found:
    """Of these, those in an open, machine-readable format."""
    return _stars(facts, 3)


def four_stars(facts: "CentreFacts") -> Found:
    """Of these, those that use URIs."""
    return _stars(facts, 4)


def five_stars(facts: "CentreFacts") -> Found:
    """Of these, those that link to other data."""
    return _stars(facts, 5)


def machine_readable(facts: "CentreFacts") -> Found:
    """Datasets that machines read (MQA formatMediaTypeMachineInterpretable)."""
    return share(*facts.having("mqa", "formatMediaTypeMachineInterpretable"), "machine_readable")


def improvement(facts: "CentreFacts") -> Found:
    """Days on which the centre's scores changed: their history is kept."""
    return some(facts.n_score_days, "score_days")


def _stars(facts: "CentreFacts", least: int) -> Found:
    """Datasets with so many stars, of those with one fewer."""
    have, of = (
        sum(n for stars, n in facts.stars.items() if stars >= k) for k in (least, least - 1)
    )
    return share(have, of, f"stars_{least}")
