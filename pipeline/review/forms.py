"""What a form of the page asks for: the act, and the units that it is done to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pipeline.editions.labels import Labels, message
from pipeline.errors import ReviewError
from pipeline.model import State
from pipeline.quality.inspection import Inspection
from pipeline.review.acts import (
    Act,
    Signature,
    approve,
    clean,
    comment,
    edit,
    send_back,
    unwaive,
    version_of,
    waive,
)
from pipeline.review.opened import OpenArticle, Row
from pipeline.review.steps import Change, Step
from pipeline.review.unit import has_error

_MOST_FIELDS = 20_000
"""Fields of a form: a name and a version for each unit of a long article."""

DONE = {
    "approve": message("approved, unit {number} of {units}"),
    "edit": message("saved as a draft, unit {number} of {units}"),
    "send-back": message("sent back, unit {number} of {units}"),
    "comment": message("comment saved, unit {number} of {units}"),
    "waive": message("finding waived, unit {number} of {units}"),
    "unwaive": message("waiver taken back, unit {number} of {units}"),
    "redraft": message("drafted anew, unit {number} of {units}"),
    "undo": message("undone, unit {number} of {units}"),
}
"""What is said when an act is done to one unit."""
UNDONE = message("undone")
"""What is said when several units, or lines, are as before again."""
OFFERED = message("what the engine says is beside the unit")
UNCHANGED = message("nothing to change, unit {number} of {units}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields of a form, each once, and the units it names: ``name:version``, in order."""

    fields: Mapping[str, str]
    units: tuple[str, ...]

    def text(self, name: str) -> str:
        """Return a field; empty where it is not there."""
        return self.fields.get(name, "")

    @property
    def step(self) -> int:
        """Return the step that is to be undone.

        :raises ReviewError: if that is no number
        """
        number = self.text("step")
        if not (number.isdecimal() and number.isascii() and len(number) < 10):  # noqa: PLR2004 - a number of steps
            raise ReviewError(message("This step can no longer be undone."))
        return int(number)


NOTHING = Form(fields={}, units=())


def parse_form(body: bytes) -> Form:
    """Read the body of a form.

    :raises ReviewError: if it is none
    """
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise ReviewError(message("The form cannot be read.")) from error
    units = tuple(value for name, value in pairs if name == "unit")
    return Form(fields={name: value for name, value in pairs if name != "unit"}, units=units)


def changes_of(form: Form, signature: Signature) -> list[Change]:
    """Return what a form asks to be done to its units.

    :raises ReviewError: if it asks for nothing that there is
    """
    act = _act(form, signature)
    split = (unit.partition(":") for unit in form.units)
    over = form.text("over") if len(form.units) == 1 else ""
    changes = [Change(name=name, version=over or version, act=act) for name, _, version in split]
    if not changes:
        raise ReviewError(message("No unit was named."))
    return changes


def _act(form: Form, signature: Signature) -> Act:
    text = form.fields.get("text")
    match form.text("act"):
        case "approve":
            return approve(signature, text if len(form.units) == 1 else None)
        case "edit":
            return edit(text or "")
        case "send-back":
            return send_back(signature, form.text("reason"))
        case "comment":
            return comment(signature, form.text("comment"))
        case "waive":
            return waive(signature, form.text("check"), form.text("reason"))
        case "unwaive":
            return unwaive(form.text("check"))
    raise ReviewError(message("There is no such act."))


class Unconfirmed(ReviewError):  # noqa: N818 - what happened, and no fault of anybody's
    """A text that is to be approved has errors, and nobody confirmed that it is right all the same."""

    def __init__(self, name: str) -> None:
        super().__init__(message("The checks find an error in it. Approve it again if it is right all the same."))
        self.name = name


def hold_errors(form: Form, opened: OpenArticle, inspect: Callable[[Row, str | None], Inspection]) -> None:
    """Refuse an approval over an error, unless its form confirms that very text.

    :raises Unconfirmed: for the first unit with an error
    """
    text = clean(form.fields["text"]) if "text" in form.fields and len(form.units) == 1 else None
    for unit in form.units if form.text("act") == "approve" else ():
        name, _, version = unit.partition(":")
        row = opened.row_named(name)
        if row is None or row.entry is None or version_of(row.entry) != (form.text("over") or version):
            continue  # a conflict, which is told first
        target = row.entry.target if text is None else text
        if not target or ("confirmed" in form.fields and clean(form.text("confirmed")) == target):
            continue
        stands = row.entry.state is State.REVIEWED and target == row.entry.target
        if not stands and has_error(inspect(row, text)):
            raise Unconfirmed(name)


def announce(speech: Labels, act: str, opened: OpenArticle, names: Sequence[str], step: Step | None) -> str:
    """Say what was done, in the language of the interface."""
    row = opened.row_named(names[0]) if names else None
    number, units = str(opened.number_of(row) if row else 0), str(len(opened.rows))
    if step is None:
        said = OFFERED if act == "redraft" else UNCHANGED
        return speech.say(said, number=number, units=units)
    if act == "approve" and len(names) > 1:
        return speech.say(message("approved {count} of {units} units"), count=str(len(names)), units=units)
    if act == "undo" and len(names) > 1:
        return speech.say(UNDONE)
    return speech.say(DONE[act], number=number, units=units)
