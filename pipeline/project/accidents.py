"""Accidents: faults of newsloc that stop one article or language, and what its user is told of them."""

from __future__ import annotations

import os
import sys
import traceback

from pipeline.errors import NewslocError, brief

TRACEBACK = "NEWSLOC_TRACEBACK"
"""The environment variable that asks for the traceback of every accident, on stderr."""


def tell_accident(error: Exception, where: str) -> str:
    """Return what a user is told of an exception, on one line: our own message, or that newsloc has a fault.

    :param where: the file, or the command, that was worked on
    """
    if isinstance(error, NewslocError):
        return str(error)
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error, file=sys.stderr)
    reason = ": ".join(filter(None, (type(error).__name__, brief(str(error)))))
    return f"{where}: {reason}; this is a fault of newsloc: report it, with the file; {TRACEBACK}=1 shows the traceback"
