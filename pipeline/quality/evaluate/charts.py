"""Charts as plain SVG: shapes in one coordinate system, which a template writes down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.model import Verdict
from pipeline.quality.evaluate.evaluation import LengthClass, Result
from pipeline.quality.evaluate.standing import Point

WIDTH, HEIGHT = 360, 250
_LEFT, _TOP, _RIGHT, _BOTTOM = 40, 44, 350, 208
"""Where the plot lies in the drawing."""
_FULL = 100
_HALF_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle. ``style`` is its class in the style sheet; ``note`` is told on hovering."""

    left: float
    top: float
    width: float
    height: float
    style: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line."""

    left: float
    top: float
    right: float
    bottom: float
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A disc."""

    left: float
    top: float
    radius: float
    style: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A short text; ``anchor`` is SVG's."""

    left: float
    top: float
    text: str
    style: str = "tick"
    anchor: str = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing of WIDTH x HEIGHT. ``summary`` says in words what it shows, for those who do not see it."""

    title: str
    summary: str
    below: str
    """What stands below the horizontal axis."""
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    labels: tuple[Label, ...] = ()


def make_charts(result: Result) -> tuple[Chart, ...]:
    """Draw what there is to draw of one system."""
    points = result.standing.points
    scored = (_histogram(points), _reliability(points, result.standing.chrf_limit or 0.0)) if points else ()
    return (*scored, _lengths(result.lengths))


def _across(share: float) -> float:
    """Return the horizontal place of a share of the plot's width."""
    return round(_LEFT + share * (_RIGHT - _LEFT), 1)


def _up(share: float) -> float:
    """Return the vertical place of a share of the plot's height, from its foot."""
    return round(_BOTTOM - share * (_BOTTOM - _TOP), 1)


def _rule(share: float, text: str) -> tuple[Line, Label]:
    """Return a horizontal line of the grid and what stands beside it."""
    height = _up(share)
    return (
        Line(left=_LEFT, top=height, right=_RIGHT, bottom=height, style="grid" if share else "axis"),
        Label(left=_LEFT - 6, top=height + 4, text=text, anchor="end"),
    )


def _percent_rules() -> Iterator[tuple[Line, Label]]:
    for share in (0, 25, 50, 75, 100):
        yield _rule(share / _FULL, str(share))


def _score_ticks() -> Iterator[Label]:
    for score in range(0, 101, 20):
        yield Label(left=_across(score / _FULL), top=_BOTTOM + 16, text=str(score))


def _histogram(points: Iterable[Point]) -> Chart:
    """Stack the units of each ten points of score by verdict."""
    points = tuple(points)
    most = _round_up(max(point.units for point in points))
    rules = [_rule(step / 4, f"{most * step / 4:g}") for step in range(5)]
    totals = {verdict: sum(point.verdicts[verdict] for point in points) for verdict in Verdict}
    return Chart(
        title="Units by score",
        summary="; ".join(f"{count} units to {verdict}" for verdict, count in totals.items()),
        below="score",
        boxes=tuple(box for point in points for box in _stack(point, most)),
        lines=tuple(line for line, _ in rules),
        labels=(*(label for _, label in rules), *_score_ticks()),
    )


def _stack(point: Point, most: int) -> Iterator[Box]:
    done = 0
    for verdict in reversed(Verdict):
        count = point.verdicts[verdict]
        if count:
            top = _up((done + count) / most)
            yield Box(
                left=_across(point.start / _FULL) + 1,
                top=top,
                width=round((_RIGHT - _LEFT) / 10 - 2, 1),
                height=round(_up(done / most) - top, 1),
                style=verdict.value,
                note=f"score {point.start} and up: {count} to {verdict.value}",
            )
        done += count


def _round_up(count: int) -> int:
    """Return the end of an axis that holds a count: the next 4, 8, 20, 40, 80, 200 ..."""
    end, factors = 4, (2, 2.5, 2)
    number = 0
    while end < count:
        end = round(end * factors[number % 3])
        number += 1
    return end


def _reliability(points: Iterable[Point], limit: float) -> Chart:
    """Set the mean score of units against the share of good ones; on the diagonal the score says what is so."""
    points = tuple(points)
    rules = list(_percent_rules())
    most = max(point.units for point in points)
    certain = tuple(
        Line(
            left=_across(point.score / _FULL),
            top=_up(point.high / _FULL),
            right=_across(point.score / _FULL),
            bottom=_up(point.low / _FULL),
            style="range",
        )
        for point in points
    )
    return Chart(
        title=f"% with chrF of {limit:.0f} or more, by score",
        summary="; ".join(f"score {point.score:.0f}: {point.good:.0f} % of {point.units}" for point in points),
        below="mean score; bars: 95 %",
        lines=(
            *(line for line, _ in rules),
            Line(left=_across(0), top=_up(0), right=_across(1), bottom=_up(1), style="ideal"),
            *certain,
        ),
        dots=tuple(
            Dot(
                left=_across(point.score / _FULL),
                top=_up(point.good / _FULL),
                radius=round(3 + 5 * (point.units / most) ** _HALF_SHARE, 1),
                style="point",
                note=f"score {point.score:.0f}: {point.good:.0f} % of {point.units} units",
            )
            for point in points
        ),
        labels=(*(label for _, label in rules), *_score_ticks()),
    )


def _lengths(classes: tuple[LengthClass, ...]) -> Chart:
    """Draw a box from the first to the last quarter of chrF for each class of length, whiskers to 10 and 90 %."""
    rules = list(_percent_rules())
    step = 1 / len(classes)
    boxes, lines, labels = [], [], []
    for number, one in enumerate(classes):
        middle = _across((number + _HALF_SHARE) * step)
        low, first, median, last, high = (_up(value / _FULL) for value in one.quantiles)
        half = min(26.0, (_RIGHT - _LEFT) * step * 0.3)
        boxes.append(
            Box(
                left=round(middle - half, 1),
                top=last,
                width=round(2 * half, 1),
                height=round(first - last, 1),
                style="spread",
                note=f"{_name(one)} words: median chrF {one.quantiles[2]:.0f}, {one.units} units",
            )
        )
        lines += [
            Line(left=middle, top=high, right=middle, bottom=last, style="range"),
            Line(left=middle, top=first, right=middle, bottom=low, style="range"),
            Line(
                left=round(middle - half, 1), top=median, right=round(middle + half, 1), bottom=median, style="median"
            ),
        ]
        labels += [
            Label(left=middle, top=_BOTTOM + 16, text=_name(one)),
            Label(left=middle, top=_TOP - 8, text=f"n {one.units}"),
        ]
    return Chart(
        title="Sentence chrF by length of source",
        summary="; ".join(f"{_name(one)} words: median {one.quantiles[2]:.0f}" for one in classes),
        below="words; box: middle half, line: 10-90 %",
        boxes=tuple(boxes),
        lines=(*(line for line, _ in rules), *lines),
        labels=(*(label for _, label in rules), *labels),
    )


def _name(one: LengthClass) -> str:
    return f"{one.least}+" if one.most is None else f"{one.least}-{one.most}"
