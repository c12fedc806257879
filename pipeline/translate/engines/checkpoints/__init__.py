"""Checkpoints of models: in folders, in the hub's cache, or still to be downloaded; their licences; loading them."""
