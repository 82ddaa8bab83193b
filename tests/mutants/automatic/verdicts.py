"""What became of the mutants of one file, read from what mutmut leaves behind."""

import ast
import difflib
import io
import json
import re
import subprocess
import sys
import tokenize
from dataclasses import dataclass
from pathlib import Path

SAID = "_spelled_out"
"""How the copy calls the body of a property: mutmut leaves decorated functions alone."""

_NO_TEST = (5, 33)
_TIMED_OUT = (-24, 24, 36, 152, 255)
_NOT_OURS = {"unused-ignore", "untyped-decorator", "import-not-found", "import-untyped", "no-any-return"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    line: int
    before: str
    after: str
    reached: bool
    refused_by_types: bool
    wording: bool
    """Only the words of a message to a person differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    file: str
    mutants: int
    survivors: tuple[Survivor, ...]
    timed_out: int
    seconds: float

    def row(self) -> str:
        left = [one for one in self.survivors if not one.refused_by_types]
        wording = sum(one.wording for one in left)
        typed = len(self.survivors) - len(left)
        killed = self.mutants - len(self.survivors)
        return (
            f"| {self.file} | {self.mutants} | {killed} | {self.timed_out} | {typed} | {wording} "
            f"| {len(left) - wording} | {self.seconds:.0f} |"
        )


def read(root: Path, copy: Path, file: str, seconds: float) -> Verdict:
    mutated = copy / "mutants" / file
    codes = json.loads(Path(f"{mutated}.meta").read_text())["exit_code_by_key"]
    spans = json.loads(Path(f"{mutated}.spans").read_text())["spans"]
    text = mutated.read_text().splitlines()
    refused = _refused_by_types(copy / "mutants", file, spans)
    places = _places((root / file).read_text())
    found = []
    for name, code in codes.items():
        if code not in (0, None, *_NO_TEST):
            continue
        function = name.rpartition(".")[2]
        original = re.sub(r"__mutmut_\d+$", "__mutmut_orig", function)
        old, new = (_source(text, spans[key]) for key in (original, function))
        at, before, after = _difference(old, new)
        found.append(
            Survivor(
                line=places[_plain(original)] + at,
                before=before,
                after=after,
                reached=code == 0,
                refused_by_types=function in refused,
                wording=_only_words_differ(old, new),
            )
        )
    return Verdict(
        file=file,
        mutants=len(codes),
        survivors=tuple(sorted(found, key=lambda one: (one.line, one.after))),
        timed_out=sum(code in _TIMED_OUT for code in codes.values()),
        seconds=seconds,
    )


def _source(text: list[str], span: list[int]) -> list[str]:
    """The function from its `def` on, under its own name."""
    lines = text[span[0] - 1 : span[1]]
    start = next(i for i, line in enumerate(lines) if re.match(r"\s*(async )?def ", line))
    return [re.sub(r"x\S*?__mutmut_(\d+|orig)\(", "it(", lines[start], count=1), *lines[start + 1 :]]


def _difference(old: list[str], new: list[str]) -> tuple[int, str, str]:
    changes = [
        change for change in difflib.SequenceMatcher(a=old, b=new).get_opcodes() if change[0] != "equal"
    ]
    if not changes:
        return 0, "", ""
    _, a0, a1, b0, b1 = changes[0]
    joined = (" ".join(line.strip() for line in lines) for lines in (old[a0:a1], new[b0:b1]))
    before, after = joined
    return a0, before, after


def _plain(original: str) -> str:
    name = original.removesuffix("__mutmut_orig").removesuffix(SAID)
    return name.removeprefix("x_") if name.startswith("x_") else ".".join(name.split("ǁ")[1:])


def _places(source: str) -> dict[str, int]:
    """Where every function of the file begins, by its name."""
    found: dict[str, int] = {}
    for node in ast.parse(source).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for member in members:
            if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef):
                found[prefix + member.name] = member.lineno
    return found


def _only_words_differ(old: list[str], new: list[str]) -> bool:
    before, after = _tokens(old), _tokens(new)
    if len(before) != len(after):
        return False
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    return all(a[0] == tokenize.STRING and " " in a[1] for a, _ in changed)


def _tokens(lines: list[str]) -> list[tuple[int, str]]:
    source = "if True:\n" + "\n".join(f"    {line}" for line in lines) + "\n"
    return [(token.type, token.string) for token in tokenize.generate_tokens(io.StringIO(source).readline)]


def _refused_by_types(folder: Path, file: str, spans: dict[str, list[int]]) -> set[str]:
    """The mutants that mypy, which every check runs, does not let through."""
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--output", "json", "--cache-dir", "../.types", file],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    by_function: dict[str, set[str]] = {}
    for line in ran.stdout.splitlines():
        if (
            line.startswith("{")
            and (error := json.loads(line))["code"] not in _NOT_OURS
            and error["file"] == file
        ):
            for name, (start, end) in spans.items():
                if error["severity"] == "error" and start <= error["line"] <= end:
                    by_function.setdefault(name, set()).add(error["message"])
    known = {name: said for name, said in by_function.items() if name.endswith("__mutmut_orig")}
    return {
        name
        for name, said in by_function.items()
        if said - known.get(re.sub(r"__mutmut_\d+$", "__mutmut_orig", name), set())
    }
