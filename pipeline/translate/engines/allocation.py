"""Keep memory that a search frees, instead of giving it back to the kernel and asking for it again."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

# Parameters of glibc's mallopt (malloc.h).
_TRIM_THRESHOLD = -1
_MMAP_MAX = -4
_NEVER = 2**31 - 1


def keep_freed_memory() -> None:
    """Let this process keep what it frees, for its next use; where its C library cannot be told, nothing happens.

    At each token CTranslate2 copies what it keeps of the texts of a batch into new arrays of megabytes. With glibc's
    own settings the kernel hands out and clears their pages each time, which is a seventh of a search.
    """
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):
            library = ctypes.CDLL(None)
            library.mallopt(_TRIM_THRESHOLD, _NEVER)
            library.mallopt(_MMAP_MAX, 0)
