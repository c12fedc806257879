"""Numbers in texts: digits, number words and sums of them."""
