"""Show what newsloc says when a model cannot be loaded: each fault there is, made on purpose.

    python -m evaluations.loading [--case NAME] [--json FILE]

The models are a few dozen subwords large and made here; the hub is a server on this machine, so that nothing is asked
of any other. Each case runs ``newsloc`` as a user does, in a process, a project and a cache of its own. The exit code
is 0 if every case ended as it should.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap

from tests.translate.engines import tiny_models
from tests.translate.engines.fake_hub import COMMIT, MODEL, FakeHub, fill_cache, serve

RESULTS = Path(__file__).parent / "results" / "loading.json"
NEWSLOC = "from pipeline.cli import main; main()"
CLOSED_PORT = "http://127.0.0.1:9"
FINE, MUST_ACT = 0, 2
CARD = "---\nlicense: {}\n---\n# A tiny model\n"
WIDTH = 100


@dataclass(slots=True, kw_only=True)
class Bench:
    """What a case may spoil: a folder with a model, a hub's cache, the hub, the environment and the settings."""

    folder: Path
    cache: Path
    hub: FakeHub
    project: Path
    environment: dict[str, str] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One fault, or none; ``code`` is the exit code it must end with, ``runs`` how often newsloc is run."""

    name: str
    make: Callable[[Bench], object]
    code: int = MUST_ACT
    runs: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a case ended."""

    case: str
    says: str
    seconds: float
    code: int
    expected: int
    one_line: bool


def _cut_weights(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])


def _use_folder(bench: Bench) -> Path:
    bench.settings["model"] = str(bench.folder)
    return bench.folder


def _use_cache(bench: Bench, *, revision: str | None = None, spoil: Callable[[Path], object] = lambda _: None) -> None:
    spoil(fill_cache(bench.cache, bench.folder))
    bench.environment["HF_HUB_OFFLINE"] = "1"
    bench.settings.update({"revision": revision} if revision else {})


def _cut_blob(snapshot: Path) -> None:
    blob = (snapshot / "model.safetensors").resolve()
    blob.write_bytes(blob.read_bytes()[:-1000])


def _pickle(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def _refuse(bench: Bench, status: int, code: str = "") -> None:
    bench.hub.status, bench.hub.code = status, code


def _break(bench: Bench, times: int) -> None:
    bench.hub.cut, bench.hub.cuts = 2000, times


CASES = (
    Case(name="a folder", make=_use_folder, code=FINE),
    Case(name="a folder that is not there", make=lambda bench: shutil.rmtree(_use_folder(bench))),
    Case(name="a folder, weights cut off", make=lambda bench: _cut_weights(_use_folder(bench))),
    Case(name="a folder, source.spm missing", make=lambda bench: (_use_folder(bench) / "source.spm").unlink()),
    Case(name="a folder, vocab.json cut off", make=lambda bench: (_use_folder(bench) / "vocab.json").write_text("{")),
    Case(name="a folder, pickled weights", make=lambda bench: _pickle(_use_folder(bench))),
    Case(
        name="a folder, licence CC-BY-NC-4.0",
        make=lambda bench: (_use_folder(bench) / "README.md").write_text(CARD.format("cc-by-nc-4.0")),
    ),
    Case(name="the cache, offline", make=_use_cache, code=FINE),
    Case(
        name="the cache, offline, by commit",
        make=lambda bench: _use_cache(bench, revision=COMMIT),
        code=FINE,
    ),
    Case(name="the cache, offline, wrong revision", make=lambda bench: _use_cache(bench, revision="v9")),
    Case(name="the cache, offline, weights cut off", make=lambda bench: _use_cache(bench, spoil=_cut_blob)),
    Case(
        name="the cache, offline, source.spm missing",
        make=lambda bench: _use_cache(bench, spoil=lambda snapshot: (snapshot / "source.spm").unlink()),
    ),
    Case(name="no cache, offline", make=lambda bench: bench.environment.update(HF_HUB_OFFLINE="1")),
    Case(name="no network", make=lambda bench: bench.environment.update(HF_ENDPOINT=CLOSED_PORT)),
    Case(name="the hub, a download", make=lambda _: None, code=FINE),
    Case(name="the hub, the same a second time", make=lambda _: None, code=FINE, runs=2),
    Case(name="the hub, cached weights cut off", make=lambda b: _cut_blob(fill_cache(b.cache, b.folder)), code=FINE),
    Case(name="the hub, wrong revision", make=lambda bench: bench.settings.update(revision="v9")),
    Case(name="the hub, no such model (404)", make=lambda bench: bench.settings.update(model="owner/other")),
    Case(name="the hub, no name of a model", make=lambda bench: bench.settings.update(model="a/b/c d")),
    Case(name="the hub, gated (401)", make=lambda bench: _refuse(bench, 401, "GatedRepo")),
    Case(name="the hub, out of order (500)", make=lambda bench: _refuse(bench, 500)),
    Case(name="the hub, pickled weights", make=lambda bench: _pickle(bench.folder)),
    Case(
        name="the hub, licence CC-BY-NC-4.0",
        make=lambda bench: (bench.folder / "README.md").write_text(CARD.format("cc-by-nc-4.0")),
    ),
    Case(name="the hub, cut once in the weights", make=lambda bench: _break(bench, 1), code=FINE),
    Case(name="the hub, cut again and again", make=lambda bench: _break(bench, 99)),
    Case(name="the hub, cut for good, then run again", make=lambda bench: _break(bench, 6), code=FINE, runs=2),
)


def run_case(case: Case, model: Path, root: Path) -> Outcome:
    """Make the fault, run newsloc as often as the case wants, and return how the last run ended."""
    folder = Path(shutil.copytree(model, root / "model"))
    with serve(folder) as hub:
        bench = Bench(folder=folder, cache=root / "hub", hub=hub, project=root / "project")
        bench.settings.update(model=MODEL, smoke_test=True)
        bench.environment.update(HF_ENDPOINT=hub.address)
        case.make(bench)
        bench.project.mkdir()
        lines = [f"{key} = {json.dumps(value)}" for key, value in bench.settings.items()]
        (bench.project / "newsloc.toml").write_text("\n".join(["[engines]", *lines, ""]), encoding="utf-8")
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))},
            "HF_HUB_CACHE": str(bench.cache),
            "HF_HOME": str(root / "home"),
            "XDG_CACHE_HOME": str(root / "cache"),
            "no_proxy": "127.0.0.1",
            "NO_PROXY": "127.0.0.1",
            "PYTHONIOENCODING": "utf-8",
            **bench.environment,
        }
        for _ in range(case.runs):
            start = time.monotonic()
            result = subprocess.run(
                [sys.executable, "-c", NEWSLOC, "models", "--project", str(bench.project), "prepare", "en-ar"],
                capture_output=True,
                text=True,
                encoding="utf-8",
                env=environment,
                check=False,
            )
            seconds = round(time.monotonic() - start, 1)
    faults = [line for line in result.stderr.splitlines() if not line.startswith("  ")]
    says = (faults[-1:] or result.stdout.splitlines() or [""])[0].replace(str(root), "...")
    one_line = "Traceback" not in result.stderr and len(faults) <= (result.returncode != FINE)
    return Outcome(
        case=case.name, says=says, seconds=seconds, code=result.returncode, expected=case.code, one_line=one_line
    )


def show(outcome: Outcome) -> None:
    """Print one row of the table."""
    first, *more = wrap(outcome.says, WIDTH - 48) or [""]
    mark = "" if outcome.code == outcome.expected and outcome.one_line else "  <- not as it should be"
    print(f"{outcome.case:39} {outcome.seconds:5.1f} {outcome.code:>2}  {first}{mark}")
    for line in more:
        print(f"{'':49}{line}")


def main() -> None:
    """Run the cases and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--case", help="run only the cases with this in their name")
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the figures go")
    options = parser.parse_args()
    outcomes = []
    print(f"{'case':39} {'sec':>5} {'rc':>2}  what newsloc says")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        model = tiny_models.marian(root / "trained", targets=("ara",), kind="trained")
        for number, case in enumerate(case for case in CASES if not options.case or options.case in case.name):
            outcomes.append(run_case(case, model, root / f"case{number}"))
            show(outcomes[-1])
    if not options.case:
        rows = [{name: getattr(each, name) for name in ("case", "says", "seconds", "code")} for each in outcomes]
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if any(each.code != each.expected or not each.one_line for each in outcomes):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
