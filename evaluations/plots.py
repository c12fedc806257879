"""Draw how the main job grows: units a second, memory, and time by stage over the number of articles.

    python -m evaluations.plots

Reads ``evaluations/results/scale.json``, and writes ``scale.svg`` beside it.
"""

from __future__ import annotations

import json
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evaluations.scale import RESULT

PLOT = RESULT.with_suffix(".svg")
MOST_MEGABYTES = 600
"""The goal for the memory of a run, whatever its size."""


def draw(result: dict[str, Any]) -> Figure:
    """Return the three plots side by side."""
    figure = Figure(figsize=(12, 3.6), layout="constrained")
    speed, memory, stages = figure.subplots(1, 3)
    sizes = result["sizes"]
    articles = [size["articles"] for size in sizes]
    for name in ("units a processor second", "units a second"):
        speed.plot(articles, [size[name] for size in sizes], marker="o", label=name)
    _finish(speed, "Units a second")
    for run in ("first", "nothing changed", "one sentence edited"):
        memory.plot(articles, [size[run]["megabytes"] for size in sizes], marker="o", label=f"run: {run}")
    memory.axhline(MOST_MEGABYTES, color="grey", linestyle="--", label="goal")
    _finish(memory, "Most megabytes, all processes")
    timed = result["stages"]
    milliseconds = {
        name: [1000 * run["seconds"][name] / run["articles"] for run in timed] for name in timed[0]["seconds"]
    }
    stages.stackplot([run["articles"] for run in timed], milliseconds.values(), labels=milliseconds)
    _finish(stages, "Processor ms an article, by stage")
    return figure


def _finish(plot: Axes, title: str) -> None:
    plot.set(title=title, xlabel="articles of 30 units", xscale="log")
    plot.set_ylim(0, 1.35 * plot.get_ylim()[1])  # with room for the legend
    plot.legend(fontsize="x-small", loc="upper left", ncols=2)


def main() -> None:
    """Write the drawing; the same figures give the same bytes."""
    mpl.rcParams.update({"svg.hashsalt": PLOT.name, "svg.fonttype": "none"})
    figure = draw(json.loads(RESULT.read_text(encoding="utf-8")))
    figure.savefig(PLOT, metadata={"Date": None})


if __name__ == "__main__":
    main()
