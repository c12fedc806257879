"""Boilerplate: what scraped articles carry besides the article, by word rules, and the record of what is left out."""
