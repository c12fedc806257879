"""Names of people and places in two scripts."""
