"""Editions: one article in one language, ready to publish, and the folder that a build writes."""
