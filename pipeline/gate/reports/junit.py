"""The gate as JUnit XML: a suite for each language and each article in it, a test for each thing asked of it.

Valid against both schemas in use, that of Ant (each suite with package, id, host and time) and that of Jenkins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pipeline.gate.coverage import language_totals, percent
from pipeline.gate.limits import NAMES, SHARES, CoverageLimits, least_of
from pipeline.gate.problems import KINDS, ProblemKind

if TYPE_CHECKING:
    from pipeline.gate.coverage import States
    from pipeline.gate.problems import Problem
    from pipeline.gate.result import GateResult

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, not even escaped."""
_CATALOG = (ProblemKind.UNREADABLE, ProblemKind.MISSING, ProblemKind.STALE)
_UNITS = (ProblemKind.LOST, ProblemKind.FINDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    name: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suite:
    name: str
    package: str
    tests: tuple[_Test, ...]
    output: str


def write(result: GateResult) -> str:
    """Write a gate's result as JUnit XML."""
    root = Element("testsuites")
    for number, suite in enumerate(_suites(result)):
        _append(root, suite, number, result)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suites(result: GateResult) -> Iterator[_Suite]:
    placed: set[int] = set()
    for total in language_totals(result.coverages):
        language = total.language or ""
        own = [p for p in result.failures if p.language == language and p.slug is None]
        placed.update(map(id, own))
        tests = (*_limit_tests(result.limits.get(language, CoverageLimits()), own), *_rest(own))
        yield _Suite(name=language, package="newsloc", tests=tests, output=_counts(total))
        for coverage in result.coverages:
            if coverage.language == language:
                found = [p for p in result.failures if p.language == language and p.slug == coverage.slug]
                placed.update(map(id, found))
                if not found and not coverage.gated:
                    continue
                yield _Suite(
                    name=f"{language}/{coverage.slug}",
                    package="newsloc",
                    tests=_unit_tests(found),
                    output=_counts(coverage),
                )
    others = [problem for problem in result.failures if id(problem) not in placed]
    if others:
        tests = tuple(_Test(name=f"{p.path or p.language}: {p.rule}", problem=p) for p in others)
        yield _Suite(name="project", package="newsloc", tests=tests, output="")


def _limit_tests(limits: CoverageLimits, problems: Sequence[Problem]) -> Iterator[_Test]:
    """Yield a test for each limit that is set on a whole language, and for each missed on what changed."""
    for share in SHARES:
        if least_of(limits, share.name) is not None:
            problem = next((p for p in problems if p.limit == share.name), None)
            yield _Test(name=f"{share.name} reviewed", problem=problem)


def _rest(problems: Sequence[Problem]) -> Iterator[_Test]:
    for problem in problems:
        if problem.limit not in NAMES:
            yield _Test(name=problem.title, problem=problem)


def _unit_tests(problems: Sequence[Problem]) -> tuple[_Test, ...]:
    """Return the tests of an article: its catalog, its share, and one for each unit with a problem."""
    catalog = next((p for p in problems if p.kind in _CATALOG), None)
    share = next((p for p in problems if p.limit == "article"), None)
    units = [p for p in problems if p.kind in _UNITS]
    tests = [_Test(name="catalog is in step", problem=catalog), _Test(name="enough is reviewed", problem=share)]
    tests += [_Test(name=f"{p.context} {p.rule}", problem=p) for p in units] or [_Test(name="reviewed units are sound")]
    return tuple(tests)


def _append(root: Element, suite: _Suite, number: int, result: GateResult) -> None:
    failed = [test for test in suite.tests if test.problem and test.problem.kind is not ProblemKind.UNREADABLE]
    errors = [test for test in suite.tests if test.problem and test.problem.kind is ProblemKind.UNREADABLE]
    element = SubElement(
        root,
        "testsuite",
        name=_clean(suite.name),
        package=_clean(suite.package),
        id=str(number),
        timestamp=result.time.strftime("%Y-%m-%dT%H:%M:%S"),
        hostname="localhost",
        tests=str(len(suite.tests)),
        failures=str(len(failed)),
        errors=str(len(errors)),
        time="0",
    )
    SubElement(element, "properties")
    for test in suite.tests:
        case = SubElement(
            element,
            "testcase",
            name=_clean(test.name),
            classname=_clean(f"{suite.package}.{suite.name.replace('/', '.')}"),
            time="0",
        )
        if test.problem:
            problem = test.problem
            tag = "error" if problem.kind is ProblemKind.UNREADABLE else "failure"
            mark = SubElement(case, tag, type=problem.rule, message=_clean(problem.explanation))
            mark.text = _clean(f"{problem.explanation}\n\n{KINDS[problem.kind].help}")
    SubElement(element, "system-out").text = _clean(suite.output)
    SubElement(element, "system-err")


def _counts(states: States) -> str:
    if not states.total.units:
        return "nothing to review\n"
    parts = (("reviewed", states.reviewed), ("draft", states.draft), ("missing", states.missing))
    counts = ", ".join(f"{part.units} units ({part.words} words) {name}" for name, part in parts)
    return f"{counts}; {percent(states.share)} % of units, {percent(states.weighted_share)} % by risk\n"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
