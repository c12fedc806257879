"""Languages: everything that depends on one, as data and as the code that reads the data."""
