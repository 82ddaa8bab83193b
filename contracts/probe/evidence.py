"""What was asked and what came back, kept as JSON: `contracts/capabilities.yaml` refers to such files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from contracts.probe.heard import Heard, as_evidence, from_evidence
from contracts.probe.question import Question
from contracts.probe.verdict import Found

FORMAT = 1


class NotEvidence(ValueError):
    """The file is something else, or of another server."""


@dataclass(slots=True)
class Notebook:
    """
    Answers of one server, written down as they come: a probe that was stopped goes on where it was.

    *path* None: nothing is kept.
    """

    host: str
    path: Path | None
    answers: dict[str, Heard] = field(default_factory=dict)

    @classmethod
    def opened(cls, host: str, path: Path | None) -> "Notebook":
        """Raises NotEvidence: *path* holds another server's answers, or none at all."""
        if path is None or not path.exists():
            return cls(host, path)
        try:
            kept = json.loads(path.read_text("utf-8"))
            answers = {one["question"]: from_evidence(one["answer"]) for one in kept["exchanges"]}
        except (ValueError, KeyError, TypeError) as wrong:
            raise NotEvidence(f"{path} is no evidence of a probe ({type(wrong).__name__})") from None
        if kept.get("host") != host:
            raise NotEvidence(f"{path} is evidence of {kept.get('host')}, not of {host}: name another file")
        return cls(host, path, answers)

    def knows(self, question: Question) -> Heard | None:
        """An answer from before. One that never came is asked for again."""
        kept = self.answers.get(question.shown)
        return None if kept is None or kept.trouble else kept

    def note(self, question: Question, answer: Heard) -> None:
        self.answers[question.shown] = answer


def write(
    notebook: Notebook,
    *,
    at: datetime,
    credentials: str,
    asked: Sequence[Question],
    found: Mapping[str, Found],
    editions: Mapping[str, Any],
) -> None:
    """Put it all on disk: whole or not at all."""
    if notebook.path is None:
        return
    told = {
        "format": FORMAT,
        "host": notebook.host,
        "at": at.isoformat(timespec="seconds"),
        "credentials": credentials,
        "verdicts": {id: {"verdict": one.verdict.value, "why": one.why} for id, one in found.items()},
        "editions": dict(editions),
        "exchanges": [
            {
                "about": question.about,
                "question": question.shown,
                "harmless": question.harmless.value,
                "answer": as_evidence(notebook.answers[question.shown]),
            }
            for question in asked
            if question.shown in notebook.answers
        ],
    }
    draft = notebook.path.with_suffix(".part")
    draft.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.replace(notebook.path)
