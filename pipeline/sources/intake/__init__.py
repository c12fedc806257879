"""Intake: bring web pages, files and feeds into source/."""
