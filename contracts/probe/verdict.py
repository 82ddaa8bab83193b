"""
What an answer says about an operation: that it exists, is absent, is there and closed to us, or nothing.

Nothing is read into a status alone. An answer counts for what it looks like: like those that operations known
to exist give to such a question, or like those that paths known to lead nowhere give. Where a server gives
both the same, it has told us nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from contracts.probe.heard import ID, Face, Heard


class Verdict(StrEnum):
    EXISTS = "exists"
    ABSENT = "absent"
    FORBIDDEN = "forbidden"
    """It is there, and these credentials may not use it."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """How this server answers harmless questions about what it has, and about what nobody has."""

    alive: Heard
    present: tuple[Heard, ...]
    absent: tuple[Heard, ...]

    @property
    def present_faces(self) -> frozenset[Face]:
        return frozenset(heard.face for heard in self.present)

    @property
    def absent_faces(self) -> frozenset[Face]:
        return frozenset(heard.face for heard in self.absent)

    def absent_ever(self, status: int) -> bool:
        """Whether a path that leads nowhere was answered with *status*."""
        return any(heard.status == status for heard in self.absent)


def usable(calibration: Calibration) -> Found | None:
    """Why nothing can be learnt from this server with these credentials; None: something can."""
    alive = calibration.alive
    unclear = _unclear(alive)
    if unclear is not None:
        return unclear
    if alive.status in {400, 401}:
        return Found(Verdict.UNKNOWN, f"the credentials are refused ({alive.status} {alive.code})")
    if alive.status != 200:  # noqa: PLR2004
        return Found(Verdict.UNKNOWN, f"GET /v2/organization answered {alive.status}, not 200")
    if calibration.absent and all(heard.status == 200 for heard in calibration.absent):  # noqa: PLR2004
        return Found(Verdict.UNKNOWN, "the server answers 200 to paths that lead nowhere")
    return None


def judged(answer: Heard, calibration: Calibration) -> Found:
    """What *answer* says. Total: whatever comes back, there is a verdict and a sentence."""
    unclear = _unclear(answer)
    if unclear is not None:
        return unclear
    for rule in (_by_edge, _by_verb, _by_refusal, _by_likeness, _by_effort):
        found = rule(answer, calibration)
        if found is not None:
            return found
    return Found(Verdict.UNKNOWN, f"an answer like no other: {answer.status} {answer.code}".rstrip())


# ---------------------------------------------------------------- one rule each, in order
def _unclear(answer: Heard) -> Found | None:
    """What says nothing about any operation."""
    if answer.trouble:
        return Found(Verdict.UNKNOWN, f"no answer: {answer.trouble}")
    if answer.location_host or 300 <= answer.status < 400:  # noqa: PLR2004
        where = answer.location_host or "elsewhere"
        return Found(Verdict.UNKNOWN, f"a redirect to {where}, which is not followed")
    if answer.is_page:
        return Found(
            Verdict.UNKNOWN, "an HTML page instead of the API: on the sandbox, its staging token is missing"
        )
    if answer.status == 429:  # noqa: PLR2004
        return Found(Verdict.UNKNOWN, "too many requests, still: ask again later")
    if answer.status >= 500:  # noqa: PLR2004
        return Found(Verdict.UNKNOWN, f"the server broke ({answer.status}): ask again later")
    return None


def _by_edge(answer: Heard, calibration: Calibration) -> Found | None:
    """The edge answers 404 in plain text, without a request id, for what has no route."""
    if not answer.from_edge:
        return None
    if answer.face in calibration.present_faces:
        return Found(Verdict.UNKNOWN, "the edge answers the same 404 to what is known to exist")
    return Found(Verdict.ABSENT, "the edge has no route for it: 404 in plain text, no request id")


def _by_verb(answer: Heard, calibration: Calibration) -> Found | None:
    if answer.status != 405:  # noqa: PLR2004
        return None
    if any(heard.status == 405 for heard in calibration.present):  # noqa: PLR2004
        return Found(Verdict.UNKNOWN, "405, and so is what is known to exist")
    allow = answer.headers.get("allow")
    others = f"; it allows {allow}" if allow else ""
    return Found(Verdict.ABSENT, f"405: the path is there, the verb is not{others}")


def _by_refusal(answer: Heard, calibration: Calibration) -> Found | None:
    """401 and 403, where the same credentials opened something else."""
    if answer.status not in {401, 403}:
        return None
    if calibration.absent_ever(answer.status):
        return Found(
            Verdict.UNKNOWN, f"{answer.status}, and so is a path that leads nowhere: refused before routing"
        )
    why = {
        401: "401 although the credentials are good: it is there, for another kind of credentials",
        403: "403: it is there, the scope, role or plan for it is missing",
    }[answer.status]
    return Found(Verdict.FORBIDDEN, why)


def _by_likeness(answer: Heard, calibration: Calibration) -> Found | None:
    """It looks like what is there, or like what is not; or like both, and then it says nothing."""
    like_present = answer.face in calibration.present_faces
    like_absent = answer.face in calibration.absent_faces
    shown = f"{answer.status} {answer.code}".rstrip()
    if like_present and like_absent:
        return Found(
            Verdict.UNKNOWN, f"{shown}, as this server answers to what it has and to what it has not"
        )
    if like_present:
        return Found(Verdict.EXISTS, f"{shown}, as operations known to exist answer to such a question")
    if like_absent:
        return Found(Verdict.ABSENT, f"{shown}, as paths that lead nowhere are answered")
    return None


def _by_effort(answer: Heard, calibration: Calibration) -> Found | None:
    """Somebody has read the question: paths that lead nowhere are not answered so."""
    if answer.status == 404 and answer.face.routed and ID in answer.detail:  # noqa: PLR2004
        return Found(Verdict.EXISTS, "404 from the service itself, about the id that nothing bears")
    if calibration.absent_ever(answer.status):
        return None
    if 200 <= answer.status < 300:  # noqa: PLR2004
        return Found(Verdict.EXISTS, f"it answered {answer.status}")
    if answer.status in {400, 409, 410, 412, 413, 415, 422, 428}:
        return Found(
            Verdict.EXISTS, f"{answer.status} {answer.code}: it has read the question and refuses it".rstrip()
        )
    return None


def tally(found: Sequence[Found]) -> str:
    counts = {verdict: sum(one.verdict is verdict for one in found) for verdict in Verdict}
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
