"""The gate as SARIF 2.1.0: what code scanning reads. Each problem is a result; each kind, and each check, a rule."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from pipeline import __version__
from pipeline.gate.problems import FOUND, KINDS, LEVELS, WAIVE, Problem, ProblemKind
from pipeline.gate.result import GateResult
from pipeline.project.settings import FILE as SETTINGS
from pipeline.quality.checks import CHECKS

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "newslocProblem/v1"


def write(result: GateResult) -> str:
    """Write a gate's result as one SARIF log with one run."""
    problems = list(result.levels())
    rules = _rules([problem for _, problem in problems])
    places = {rule["id"]: index for index, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "newsloc", "semanticVersion": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top folder of the repository."}}},
        "automationDetails": {"id": f"newsloc/{result.folder}"},
        "invocations": [
            {
                "executionSuccessful": not result.unreadable,
                "endTimeUtc": result.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
        ],
        "results": list(_results(problems, places, result.folder)),
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rules(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return a rule for every kind, met or not, and for every check that found something."""
    found = {(problem.kind, problem.check) for problem in problems if problem.check}
    rules = [_rule(kind.value, KINDS[kind].title, _help(kind), LEVELS.get(kind, "error")) for kind in ProblemKind]
    rules += [
        _rule(
            f"{kind}/{check.name}",
            f"{KINDS[kind].title}: {check.title}",
            f"{check.explanation} {_help(kind).replace('CHECK', check.name)}",
            LEVELS.get(kind, "error"),
        )
        for kind in FOUND
        for check in CHECKS
        if (kind, check.name) in found
    ]
    return rules


def _help(kind: ProblemKind) -> str:
    return f"{KINDS[kind].help} {WAIVE}" if kind in FOUND else KINDS[kind].help


def _rule(name: str, title: str, explanation: str, level: str) -> dict[str, Any]:
    return {
        "id": name,
        "name": "".join(word.title() for word in title.replace(":", "").split()),
        "shortDescription": {"text": title},
        "fullDescription": {"text": explanation},
        "help": {"text": explanation, "markdown": explanation},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["localization"]},
    }


def _results(problems: Iterable[tuple[str, Problem]], places: dict[str, int], folder: str) -> Iterator[dict[str, Any]]:
    """Yield each problem; of several with one fingerprint, the first, the second ... are told apart."""
    seen: Counter[str] = Counter()
    for level, problem in problems:
        seen[problem.fingerprint] += 1
        fingerprint = f"{problem.fingerprint}:{seen[problem.fingerprint]}"
        yield {**_result(level, problem, places, folder), "partialFingerprints": {_FINGERPRINT: fingerprint}}


def _result(level: str, problem: Problem, places: dict[str, int], folder: str) -> dict[str, Any]:
    rule = problem.rule if problem.rule in places else problem.kind.value
    # Code scanning drops results without a place; what lies in no file is a matter of the settings.
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(f"{folder}{problem.path or SETTINGS}"), "uriBaseId": _ROOT},
            "region": {"startLine": problem.line or 1},
        }
    }
    if problem.context:
        location["logicalLocations"] = [
            {"name": problem.context, "fullyQualifiedName": f"{problem.language}/{problem.slug}/{problem.context}"}
        ]
    return {
        "ruleId": rule,
        "ruleIndex": places[rule],
        "level": level,
        "message": {"text": problem.explanation},
        "locations": [location],
    }
