"""A probe from the first question to the last: calibrate, ask, judge; each answer on disk before the next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from contracts.probe import evidence
from contracts.probe.asking import Asker
from contracts.probe.evidence import Notebook
from contracts.probe.heard import Heard
from contracts.probe.matching import Match, matches
from contracts.probe.question import ABSENT, ALIVE, PRESENT, Question
from contracts.probe.verdict import Calibration, Found, judged, usable

Tell = Callable[[str], None]


@dataclass(slots=True, kw_only=True)
class Probed:
    """*useless*: why nothing could be learnt; then there are no verdicts."""

    host: str
    found: Mapping[str, Found] = field(default_factory=dict)
    useless: Found | None = None

    @property
    def matches(self) -> Sequence[Match]:
        return matches(self.found)


@dataclass(slots=True, kw_only=True)
class Probe:
    """*now* dates the evidence; *tell* is told how far it is."""

    asker: Asker
    notebook: Notebook
    credentials: str
    now: Callable[[], datetime]
    tell: Tell

    def run(self, questions: Sequence[Question]) -> Probed:
        everything = (ALIVE, *PRESENT, *ABSENT, *questions)
        alive = self._answer(ALIVE, everything, 1)
        early = usable(Calibration(alive, (), ()))
        if early is not None:
            return Probed(host=self.asker.host, useless=early)
        answers = {
            question: self._answer(question, everything, number)
            for number, question in enumerate(everything[1:], start=2)
        }
        calibration = Calibration(
            alive,
            tuple(answers[question] for question in PRESENT),
            tuple(answers[question] for question in ABSENT),
        )
        useless = usable(calibration)
        if useless is not None:
            return Probed(host=self.asker.host, useless=useless)
        found = {question.about: judged(answers[question], calibration) for question in questions}
        probed = Probed(host=self.asker.host, found=found)
        self._write(everything, probed)
        return probed

    def _answer(self, question: Question, everything: Sequence[Question], number: int) -> Heard:
        known = self.notebook.knows(question)
        if known is not None:
            return known
        self.tell(f"{number}/{len(everything)} {question.method} {question.target}")
        answer = self.asker.ask(question)
        self.notebook.note(question, answer)
        self._write(everything, Probed(host=self.asker.host))
        return answer

    def _write(self, asked: Sequence[Question], probed: Probed) -> None:
        evidence.write(
            self.notebook,
            at=self.now(),
            credentials=self.credentials,
            asked=asked,
            found=probed.found,
            editions={
                match.edition: {"agrees": list(match.agrees), "differs": list(match.differs)}
                for match in probed.matches
                if probed.found
            },
        )
