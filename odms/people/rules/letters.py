"""What a letter says: one or many news, in plain text and simple HTML, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from odms.definitions.messages import sentence

_MOST_SUBJECT = 150


@dataclass(frozen=True)
class News:
    """One thing that a letter tells, and where it can be seen; `at` is written as people read it."""

    sentence: str
    url: str = ""
    at: str = ""


@dataclass(frozen=True)
class Composed:
    """A letter as it goes out."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Sender:
    """Who writes: the centre's name, and where the reader chooses what comes (may be empty)."""

    centre: str
    choice_url: str = ""


def compose(
    news: Sequence[News], *, n_more: int, to: str, language: str, sender: Sender
) -> Composed:
    """The letter with these news, of which `n_more` others are on the page alone."""
    said = _Words(language)
    greeting = said("people.letter.greeting", name=to) if to else ""
    more = said("people.letter.more", n=n_more) if n_more else ""
    choice = said("people.letter.choice") if sender.choice_url else ""
    return Composed(
        subject=_subject(news, n_more, sender, said),
        text=_text(news, [greeting], [more, sender.centre], choice, sender),
        html=_html(news, [greeting], [more, sender.centre], choice, sender, language),
    )


class _Words:
    """Sentences of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, code: str, **facts: object) -> str:
        return sentence(code, self.language, facts)


def _subject(news: Sequence[News], n_more: int, sender: Sender, said: _Words) -> str:
    n = len(news) + n_more
    text = news[0].sentence if n == 1 else said("people.letter.subject_many", n=n)
    # a line's end in a heading would begin another heading
    text = " ".join(f"{text} | {sender.centre}".split())
    return text if len(text) <= _MOST_SUBJECT else text[: _MOST_SUBJECT - 1] + "…"


def _text(
    news: Sequence[News], before: list[str], after: list[str], choice: str, sender: Sender
) -> str:
    told = ["\n".join(line for line in (one.sentence, one.url, one.at) if line) for one in news]
    end = [f"{choice}\n{sender.choice_url}"] if choice else []
    return "\n\n".join(part for part in (*before, *told, *after, *end) if part) + "\n"


def _html(
    news: Sequence[News],
    before: list[str],
    after: list[str],
    choice: str,
    sender: Sender,
    language: str,
) -> str:
    told = "".join(f"<li>{_linked(one.sentence, one.url)}{_when(one.at)}</li>" for one in news)
    parts = [*(_paragraph(text) for text in before), f"<ul>{told}</ul>"]
    parts += [_paragraph(text) for text in after]
    if choice:
        parts.append(f"<p>{_linked(choice, sender.choice_url)}</p>")
    head = f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"></head><body>'
    return head + "".join(parts) + "</body></html>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _linked(text: str, url: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)


def _when(at: str) -> str:
    return f"<br><small>{escape(at)}</small>" if at else ""
