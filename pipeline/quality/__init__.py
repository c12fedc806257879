"""Quality: what is wrong with a target, and how far to trust it: checks, signals, the score, and its evaluation."""
