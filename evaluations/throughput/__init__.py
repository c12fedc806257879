"""Measure how fast newsloc translates, against what one would write by hand."""
