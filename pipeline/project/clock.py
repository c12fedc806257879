"""What time it is: the only place that reads ``SOURCE_DATE_EPOCH``."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

from pipeline.errors import ConfigError, brief

VARIABLE = "SOURCE_DATE_EPOCH"
"""Sets the time, in whole seconds since 1970, for results to be repeatable."""


def current_time() -> datetime:
    """Return the time in UTC; ``SOURCE_DATE_EPOCH`` sets it.

    :raises ConfigError: if it is not a number of seconds, or outside the calendar
    """
    given = os.environ.get(VARIABLE, "")
    try:
        return datetime.fromtimestamp(int(given) if given else time.time(), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ConfigError(f'{VARIABLE} is "{brief(given)}"; set it to whole seconds since 1970, or unset it') from error
