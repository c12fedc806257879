"""Where sentences end: exact match on rules and fixtures that others wrote, beside other splitters."""
