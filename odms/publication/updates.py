"""What changed with an update that a person must see, and whether a standing order covers it. Pure.

A reason is a code of `definitions/messages/publication.yaml` with its facts: one sentence that says
why a person is needed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from odms.errors import Invalid
from odms.publication.approving import flagged, rules
from odms.publication.risks import Risk

WAYS = ("web", "api", "cli")

# tables by slug: the columns that the public sees, name and type, in any order
Shape = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True)
class Reason:
    """Why a person must look: the sentence's code and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The reason as it is kept with a case."""
        return {"code": self.code, "facts": dict(self.facts)}


@dataclass(frozen=True)
class Update:
    """What is known of a delivery that renews a published dataset, against what is published.

    `undecided` are columns with personal data about which no decision stands; `lacking` counts the
    other things that the gates find; `points` are None where quality cannot be told.
    """

    is_public: bool
    before: Shape
    after: Shape
    undecided: Sequence[str] = ()
    classification: tuple[str, str] = ("", "")
    licence: tuple[str, str] = ("", "")
    points: int | None = None
    least: int = 60  # points that the agency asks for
    n_lacking: int = 0
    risks: Sequence[Risk] = ()
    # what an approver saw with the last release and let pass: code and column
    known: frozenset[tuple[str, str]] = frozenset()
    rows: Sequence[Mapping[str, Any]] = ()  # changes of each table, `odms.lake.drift.changes`


@dataclass(frozen=True)
class Terms:
    """What a standing order allows. Empty lists and texts allow whatever there is."""

    expires_date: date
    shape: Shape
    most_changed: int  # percent of the former rows that may be changed or gone
    most_shrunk: int  # percent by which the number of rows may fall
    stewards: Sequence[str] = ()
    tokens: Sequence[str] = ()
    way: str = ""
    file_name: str = ""  # a pattern with * and ?
    url: str = ""  # the address, or its beginning where it ends in *
    is_revoked: bool = False
    giver_id: str = ""
    giver_may_decide: bool = True


@dataclass(frozen=True)
class Offer:
    """Where a delivery comes from."""

    person_id: str
    way: str
    file_name: str
    token_id: str = ""
    url: str = ""


def list_changes(update: Update) -> list[Reason]:
    """What changed that a person must see, in the order of weight; none: nothing flagged did."""
    return [reason for check in _CHANGES for reason in check(update)]


def list_mismatches(terms: Terms, offer: Offer, update: Update, *, today: date) -> list[Reason]:
    """In what a delivery does not fit a standing order."""
    return [*_order(terms, today), *_source(terms, offer), *_data(terms, update)]


def check_terms(terms: Terms, *, today: date) -> None:
    """Raise Invalid unless an order can be given so."""
    most_days = rules()["standing_orders"]["most_days"]
    days = (terms.expires_date - today).days
    if not 0 < days <= most_days:
        raise Invalid("publication.order_ends_wrong", days=most_days, item="expires_date")
    if not terms.stewards and not terms.tokens:
        raise Invalid("publication.order_needs_source", item="stewards")
    if terms.giver_id in terms.stewards:
        raise Invalid("publication.order_for_oneself", item="stewards")
    for name, share in (("most_changed", terms.most_changed), ("most_shrunk", terms.most_shrunk)):
        if not 0 <= share <= 100:
            raise Invalid("publication.wrong_share", item=name)
    if terms.way and terms.way not in WAYS:
        raise Invalid("publication.wrong_way", way=terms.way, item="way")
    if not terms.shape:
        raise Invalid("publication.order_needs_release")


# What changed


def _public(update: Update) -> Iterator[Reason]:
    if not update.is_public:
        yield Reason("publication.person.not_public")


def _shape(update: Update) -> Iterator[Reason]:
    if gone := [slug for slug in update.before if slug not in update.after]:
        yield Reason("publication.person.tables_gone", {"tables": ", ".join(gone)})
    if new := [slug for slug in update.after if slug not in update.before]:
        yield Reason("publication.person.tables_new", {"tables": ", ".join(new)})
    for slug in update.before:
        if slug in update.after and (told := _columns(update.before[slug], update.after[slug])):
            yield Reason("publication.person.columns", {"table": slug, "columns": told})


def _personal(update: Update) -> Iterator[Reason]:
    if update.undecided:
        yield Reason("publication.person.personal", {"columns": ", ".join(update.undecided)})


def _class(update: Update) -> Iterator[Reason]:
    for name in ("classification", "licence"):
        before, after = getattr(update, name)
        if before != after:
            facts = {"before": before or "–", "after": after or "–"}
            yield Reason(f"publication.person.{name}", facts)


def _quality(update: Update) -> Iterator[Reason]:
    if update.points is not None and update.points < update.least:
        facts = {"points": update.points, "least": update.least}
        yield Reason("publication.person.quality", facts)


def _gates(update: Update) -> Iterator[Reason]:
    if update.n_lacking:
        yield Reason("publication.person.lacking", {"n": update.n_lacking})


def _risks(update: Update) -> Iterator[Reason]:
    for risk in flagged(update.risks):
        if not risk.code.startswith(_TOLD_BY_SHAPE) and not _is_known(risk, update):
            yield Reason(risk.code, risk.facts)


_CHANGES: tuple[Callable[[Update], Iterator[Reason]], ...] = (
    _public,
    _personal,
    _shape,
    _class,
    _quality,
    _gates,
    _risks,
)


def _columns(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> str:
    """The columns that came, went or are of another type, named; empty where all are as they were."""
    was, now = dict(map(tuple, before)), dict(map(tuple, after))
    gone = [f"−{name}" for name in was if name not in now]
    new = [f"+{name}" for name in now if name not in was]
    other = [f"{n}: {was[n]} → {now[n]}" for n in was if n in now and was[n] != now[n]]
    return ", ".join([*gone, *new, *other])


# columns that came, went or changed are told by `_shape`, table by table
_TOLD_BY_SHAPE = "schema.drift.column_"

# flags that stand for a decision or a text: the same as with the last release is no change
_STANDING = ("publication.risk.personal_kept", "publication.personal_words")


def _is_known(risk: Risk, update: Update) -> bool:
    return risk.code in _STANDING and mark_of(risk.code, risk.facts) in update.known


def mark_of(code: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """What tells a flag from others of its code: its column, or the kind of what it found."""
    return code, str(facts.get("column") or facts.get("kind_en") or "")


# What a standing order allows


def _order(terms: Terms, today: date) -> Iterator[Reason]:
    if terms.is_revoked:
        yield Reason("publication.person.revoked")
    if today > terms.expires_date:
        yield Reason("publication.person.expired", {"day": terms.expires_date.isoformat()})
    if not terms.giver_may_decide:
        yield Reason("publication.person.giver_left")


def _source(terms: Terms, offer: Offer) -> Iterator[Reason]:
    if offer.person_id == terms.giver_id:
        yield Reason("publication.person.giver_submits")
    if offer.token_id:
        if offer.token_id not in terms.tokens:
            yield Reason("publication.person.token")
    elif offer.person_id not in terms.stewards:
        yield Reason("publication.person.steward")
    if terms.way and offer.way != terms.way:
        yield Reason("publication.person.way", {"way": offer.way, "wanted": terms.way})
    if terms.file_name and not fnmatchcase(offer.file_name, terms.file_name):
        facts = {"name": offer.file_name, "pattern": terms.file_name}
        yield Reason("publication.person.file_name", facts)
    if terms.url and not _is_from(offer.url, terms.url):
        yield Reason("publication.person.url", {"url": offer.url or "–", "wanted": terms.url})


def _is_from(url: str, wanted: str) -> bool:
    return url.startswith(wanted[:-1]) if wanted.endswith("*") else url == wanted


def _data(terms: Terms, update: Update) -> Iterator[Reason]:
    held = _sorted(terms.shape)
    # where it holds for what is published, what changed against that is told by `_shape`
    if held != _sorted(update.after) and held != _sorted(update.before):
        yield Reason("publication.person.other_schema")
    for change in update.rows:
        before, after = change["n_rows_before"], change["n_rows_after"]
        n = change["n_rows_removed"] + (change["n_rows_changed"] or 0)
        if 100 * n > terms.most_changed * before:
            facts = {"n": n, "before": before, "most": terms.most_changed}
            yield Reason("publication.person.rows_changed", facts)
        if 100 * (before - after) > terms.most_shrunk * before:
            facts = {"before": before, "after": after, "most": terms.most_shrunk}
            yield Reason("publication.person.rows_fell", facts)


def _sorted(shape: Shape) -> dict[str, list[tuple[str, ...]]]:
    return {slug: sorted(map(tuple, columns)) for slug, columns in shape.items()}
