"""
What was said, as lines to paste into a shell.

Ids and tokens come out differently every time, so a value that an earlier answer gave is taken from there:

    ID1=$(curl -s ... | python3 -c '...')
    curl -s -X DELETE http://127.0.0.1:8081/v2/client_invoices/$ID1 ...
"""

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.suite.line import REDACTED, Told

# What is worth remembering of an answer: nothing that could stand in a request by chance.
_MADE_UP = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[\w-]{24,}|https?://\S{30,}"
)


@dataclass(slots=True)
class _Memory:
    """Which answer gave which value, and under what name the shell knows it by now."""

    found: dict[str, tuple[int, Sequence[str | int]]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def learn(self, number: int, answer: bytes) -> None:
        try:
            body = json.loads(answer)
        except ValueError:
            return
        for path, value in _texts(body, ()):
            if _MADE_UP.fullmatch(value):
                self.found.setdefault(value, (number, path))

    def named_in(self, text: str) -> dict[str, str]:
        """Every remembered value that stands in *text*, with its name."""
        here = [value for value in self.found if value in text]
        for value in here:
            self.named.setdefault(value, f"ID{len(self.named) + 1}")
        return {value: self.named[value] for value in here}


def curl_lines(told: Sequence[Told]) -> list[str]:
    """One line for each thing said, in order; what answers them stands in a comment behind."""
    memory = _Memory()
    uses: list[dict[str, str]] = []
    for number, one in enumerate(told):
        uses.append(memory.named_in(f"{one.url} {one.body.decode('utf-8', 'replace')}"))
        memory.learn(number, one.answer)
    needed: dict[int, dict[str, Sequence[str | int]]] = {}
    for value, name in memory.named.items():
        number, path = memory.found[value]
        needed.setdefault(number, {})[name] = path
    return [
        line for number, one in enumerate(told) for line in _lines(one, uses[number], needed.get(number, {}))
    ]


def _lines(told: Told, uses: Mapping[str, str], gives: Mapping[str, Sequence[str | int]]) -> Iterator[str]:
    said = f"# {told.status or 'no answer'}"
    command = _command(told, uses)
    if not gives:
        yield f"{command}   {said}"
        return
    yield f"ANSWER=$({command})   {said}"
    for name, path in gives.items():
        keys = "".join(f"[{key!r}]" for key in path)
        python = shlex.quote(f"import json,sys; print(json.load(sys.stdin){keys})")
        yield f'{name}=$(printf %s "$ANSWER" | python3 -c {python})'


def _command(told: Told, uses: Mapping[str, str]) -> str:
    words = ["curl", "-s"]
    if told.method != "GET":
        words += ["-X", told.method]
    words.append(_quoted(told.url, uses))
    for name, value in told.headers.items():
        if name == "content-type" and "multipart" in value:
            continue
        words += ["-H", _header(told.to, name.title(), value)]
    if told.body:
        words += _body(told, uses)
    return " ".join(words)


def _header(to: str, name: str, value: str) -> str:
    if value != REDACTED:
        return shlex.quote(f"{name}: {value}")
    # Whoever repeats it knows it; nobody else has to.
    return f'"{name}: ${to.upper()}_{name.upper().replace("-", "_")}"'


def _body(told: Told, uses: Mapping[str, str]) -> list[str]:
    if "multipart" in told.headers.get("content-type", ""):
        return ["-F", "file=@a-file"]
    try:
        text = told.body.decode()
    except UnicodeDecodeError:
        return ["--data-binary", f"@{len(told.body)}-bytes"]
    return ["-d", _quoted(text, uses)]


def _quoted(text: str, uses: Mapping[str, str]) -> str:
    """Quoted for a shell, with variables where values are remembered."""
    if not uses:
        return shlex.quote(text)
    pattern = re.compile("|".join(re.escape(value) for value in sorted(uses, key=len, reverse=True)))
    parts, at = [], 0
    for match in pattern.finditer(text):
        parts += [
            shlex.quote(text[at : match.start()]) if match.start() > at else "",
            f'"${uses[match.group()]}"',
        ]
        at = match.end()
    return "".join([*parts, shlex.quote(text[at:]) if at < len(text) else ""])


def _texts(node: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _texts(value, (*path, index))
    elif isinstance(node, str):
        yield path, node
