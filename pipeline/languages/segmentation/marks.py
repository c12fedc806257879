"""The marks that sentences end with, of many scripts, and those that close after them."""

CLOSERS = "”’»)]}\"'›"
WIDE_CLOSERS = "」』）】》〉"
ENDS = ".!?؟…。！？।॥։۔"
