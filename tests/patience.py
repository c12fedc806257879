"""How long tests wait: they fail when something does not happen, and not when a busy machine does it late."""

PATIENCE = 300
"""Seconds after which something is broken, not slow."""
