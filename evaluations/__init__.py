"""What measures, calibrates and trains; run as ``python -m evaluations.<name>``. Not part of the package."""
