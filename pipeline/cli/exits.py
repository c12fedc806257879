"""How commands end: the exit codes that CI jobs rely on. 0 is fine."""

from __future__ import annotations

GATE_FAILED = 1
"""The gate is closed, or an edition was refused: coverage is too low, a catalog is stale, a check finds an error."""
USER_MUST_ACT = 2
"""Something is to be mended first; what could be done was done."""
STOPPED = 130
"""Ctrl-C stopped the command, as shells have it: 128 and the signal's number."""
TERMINATED = 143
"""SIGTERM stopped it."""
