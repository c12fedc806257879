"""The gate: whether what is reviewed is enough to ship, and no worse than it was."""
