"""Training and measuring the embedded draft engine."""
