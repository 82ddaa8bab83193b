"""Signed links, as answers hand them out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from contracts.rules.exchange import STALE, query_of
from contracts.rules.following import Step


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it was handed out. *fresh*: it was signed in that answer, not before."""

    target: str
    at: datetime | None
    fresh: bool


def target_of(url: Any) -> str | None:
    """What is asked of the bank by whoever follows *url*."""
    if not isinstance(url, str):
        return None
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query and parts.netloc else None


def dies_at(target: str) -> int | None:
    """The second that the link itself names; None where it names none."""
    expires = query_of(target).get("expires", ("",))[-1]
    return int(expires) if expires.isascii() and expires.isdecimal() else None


def links_of(step: Step) -> Iterator[Link]:
    at, answered = step.exchange.at, step.exchange.answered
    if isinstance(answered, dict):
        one, many = answered.get("attachment"), answered.get("attachments")
        for file in (one, *(many if isinstance(many, list) else ())):
            target = target_of(file.get("url")) if isinstance(file, dict) else None
            if target is not None:
                yield Link(target, at, fresh=True)
    for shown in step.shown:
        target = target_of(shown.fields.get("pdf_url"))
        if target is not None:
            yield Link(target, at, fresh=False)


def handed_out(steps: Sequence[Step]) -> Mapping[int, Sequence[Link]]:
    """By the place of the exchange; an answer of yesterday's hands out nothing."""
    news = (step for step in steps if step.ok and step.exchange.fault != STALE)
    return {step.index: links for step in news if (links := tuple(links_of(step)))}
