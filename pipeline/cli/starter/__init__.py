"""The files that ``newsloc init`` writes."""
