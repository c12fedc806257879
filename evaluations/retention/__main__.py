"""Measure how many translations survive edits, and how many unrelated sentences are taken for edited ones.

    python -m evaluations.retention [--peers FOLDER]

Articles of our own sentences are edited in eight ways; newsloc, msgmerge, po4a and pot2po each bring the catalog up to
date. A translation is kept if it stands, reviewed or fuzzy, in the entry of the edited sentence: of either half of a
split one, and beside the other one in a joined one. Then 500 sentences are replaced by unrelated ones, which must get
none. Installs the peers it lacks. Writes ``evaluations/results/retention.json``; the exit code is 0 if newsloc reaches
every goal.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from evaluations.peers import PEERS
from evaluations.retention.corpus import Text, read_texts, reserve
from evaluations.retention.edits import EDITORS, Edited
from evaluations.retention.tools import Entries, Tool, make_tools, versions

RESULT = Path(__file__).parents[1] / "results" / "retention.json"
UNRELATED = 500
MOST_PAIRED = 5.0
"""Percent of unrelated sentences that may be taken for edited ones."""
SEED = 5


def count_kept(text: Text, edited: Edited, entries: Entries) -> int:
    """Count the edited units whose translation stands where it belongs."""
    found = dict(entries)
    return sum(
        any(text.targets[old] in found.get(edited.sources[place], "") for place in places)
        for old, places in edited.units
    )


def measure(texts: Sequence[Text], spare: Sequence[str], tools: dict[str, Tool]) -> list[dict[str, object]]:
    """Return a row for each kind of edit: how many units were edited, and how many percent each tool kept."""
    rows: list[dict[str, object]] = []
    print(f"{'edit':26}{'units':>6}" + "".join(f"{name[:10]:>12}" for name in tools))
    for name, edit, goal in EDITORS:
        chance = random.Random(SEED)
        edits = [(text, edit(text.sources, spare, chance)) for text in texts]
        units = sum(len(edited.units) for _, edited in edits)
        kept = {
            tool: sum(count_kept(text, edited, update(text, edited.sources)) for text, edited in edits if edited.units)
            for tool, update in tools.items()
        }
        shares = {tool: round(100 * count / units, 1) for tool, count in kept.items()}
        print(f"{name:26}{units:6}" + "".join(f"{share:11.1f}%" for share in shares.values()), flush=True)
        rows.append({"edit": name, "units": units, "goal": goal, "kept": shares})
    return rows


def measure_unrelated(pairs: Sequence[tuple[str, str]], tools: dict[str, Tool]) -> dict[str, float]:
    """Return how many percent of sentences got the translation of an unrelated one, by tool."""
    old, new = pairs[:UNRELATED], pairs[UNRELATED : 2 * UNRELATED]
    sources, targets = zip(*old, strict=True)
    text = Text(name="unrelated", sources=sources, targets=targets)
    after = [source for source, _ in new]
    shares = {
        name: round(100 * sum(bool(target) for _, target in update(text, after)) / len(after), 1)
        for name, update in tools.items()
    }
    print(f"{'replaced by unrelated':26}{len(after):6}" + "".join(f"{share:11.1f}%" for share in shares.values()))
    return shares


def main() -> None:
    """Print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, default=PEERS, help="folder for what is installed")
    options = parser.parse_args()
    tools = make_tools(options.peers)
    texts = read_texts()
    spare = reserve(10_000)
    print(f"{len(texts)} articles, {sum(len(text.sources) for text in texts)} sentences; % of translations kept")
    rows = measure(texts, [source for source, _ in spare], tools)
    paired = measure_unrelated(spare, tools)
    result = {
        "versions": versions(options.peers),
        "articles": len(texts),
        "sentences": sum(len(text.sources) for text in texts),
        "edits": rows,
        "unrelated": {"sentences": UNRELATED, "most": MOST_PAIRED, "paired": paired},
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    missed = [row["edit"] for row in rows if row["kept"]["newsloc"] < row["goal"]]  # type: ignore[index]
    missed += ["unrelated"] if paired["newsloc"] > MOST_PAIRED else []
    print("all goals reached" if not missed else f"below the goal: {', '.join(map(str, missed))}")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
