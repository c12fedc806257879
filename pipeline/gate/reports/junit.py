"""The gate as JUnit XML: a suite for each language and each article in it, a test for each thing asked of it.

Valid against both schemas in use, that of Ant (each suite with package, id, host and time) and that of Jenkins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pipeline.catalog.tally import States
from pipeline.gate.coverage import Coverage, language_totals, percent
from pipeline.gate.limits import NAMES, CoverageLimits, limited_shares
from pipeline.gate.problems import KINDS, Problem, ProblemKind
from pipeline.gate.reports.words import waive_lines
from pipeline.gate.result import GateResult

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, not even escaped."""
_CATALOG = (ProblemKind.UNREADABLE, ProblemKind.MISSING, ProblemKind.STALE)
_UNITS = (ProblemKind.LOST, ProblemKind.FINDING)


_Test = tuple[str, Problem | None]
"""What is asked, and the problem if it fails."""


def write(result: GateResult) -> str:
    """Write a gate's result as JUnit XML."""
    root = Element("testsuites")
    placed: set[int] = set()
    for total in language_totals(result.coverages):
        language = total.language
        own = [p for p in result.failures if p.language == language and p.slug is None]
        placed.update(map(id, own))
        limits = result.limits.get(language, CoverageLimits())
        _append(root, language, list(_limit_tests(limits, own)), _counts(total), result.time)
        for coverage in (each for each in result.coverages if each.language == language):
            found = [p for p in result.failures if p.language == language and p.slug == coverage.slug]
            placed.update(map(id, found))
            warned = [p for p in result.warnings if p.language == language and p.slug == coverage.slug]
            if found or coverage.gated:
                name = f"{language}/{coverage.slug}"
                output = _counts(coverage) + "".join(f"warning: {p.message}\n" for p in warned)
                _append(root, name, _unit_tests(found), output, result.time)
    others = [problem for problem in result.failures if id(problem) not in placed]
    if others:
        _append(root, "project", [(f"{p.path or p.language}: {p.rule}", p) for p in others], "", result.time)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _limit_tests(limits: CoverageLimits, problems: Sequence[Problem]) -> Iterator[_Test]:
    """Yield a test for each limit that is set on a whole language, and for each other problem of it."""
    for share, _ in limited_shares(limits):
        yield f"{share.name} reviewed", next((p for p in problems if p.limit == share.name), None)
    yield from ((problem.title, problem) for problem in problems if problem.limit not in NAMES)


def _unit_tests(problems: Sequence[Problem]) -> list[_Test]:
    """Return the tests of an article: its catalog, its share, and one for each unit with a problem."""
    units: list[_Test] = [(f"{p.context} {p.rule}", p) for p in problems if p.kind in _UNITS]
    return [
        ("catalog is in step", next((p for p in problems if p.kind in _CATALOG), None)),
        ("enough is reviewed", next((p for p in problems if p.limit == "article"), None)),
        *(units or [("reviewed units are sound", None)]),
    ]


def _append(root: Element, name: str, tests: Sequence[_Test], output: str, time: datetime) -> None:
    """Add a suite of tests."""
    errors = sum(problem is not None and problem.kind is ProblemKind.UNREADABLE for _, problem in tests)
    suite = SubElement(
        root,
        "testsuite",
        name=_clean(name),
        package="newsloc",
        id=str(len(root)),
        timestamp=time.strftime("%Y-%m-%dT%H:%M:%S"),
        hostname="localhost",
        tests=str(len(tests)),
        failures=str(sum(problem is not None for _, problem in tests) - errors),
        errors=str(errors),
        time="0",
    )
    SubElement(suite, "properties")
    for asked, problem in tests:
        class_name = _clean(f"newsloc.{name.replace('/', '.')}")
        case = SubElement(suite, "testcase", name=_clean(asked), classname=class_name, time="0")
        if problem:
            tag = "error" if problem.kind is ProblemKind.UNREADABLE else "failure"
            mark = SubElement(case, tag, type=problem.rule, message=_clean(problem.explanation))
            mark.text = _clean(problem.explanation)
    problems = [problem for _, problem in tests if problem]
    helps = dict.fromkeys((*(KINDS[problem.kind].help for problem in problems), *waive_lines(problems)))
    SubElement(suite, "system-out").text = _clean(output + "".join(f"{line}\n" for line in helps))
    SubElement(suite, "system-err")


def _counts(states: States) -> str:
    if not states.total.units:
        return "nothing to review\n"
    begun = "not begun: " if isinstance(states, Coverage) and states.waits else ""
    parts = (("reviewed", states.reviewed), ("draft", states.draft), ("missing", states.missing))
    counts = ", ".join(f"{part.units} units ({part.words} words) {name}" for name, part in parts)
    return f"{begun}{counts}; {percent(states.share)} % of units\n"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
