"""The marks that sentences end with, of many scripts, and those that close after them."""

CLOSERS = "”’»)]}\"'›"
WIDE_CLOSERS = "」』）】》〉"
ENDS = ".!?؟…。！？।॥։۔"
NOTE = r"(?:\[\d{1,3}\](?![(:])|[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]++)"
"""The mark of a footnote, as a pattern: [12] in the digits of any language, but no link's text, or a raised number."""
