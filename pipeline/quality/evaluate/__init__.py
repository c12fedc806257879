"""Measure translations against references: any parallel set, any engines or files, with sacrebleu's signatures.

``sets`` reads what to measure with, ``systems`` gets what is measured, ``metrics`` and ``counts`` measure,
``evaluation`` puts it together, ``tables`` shows it. ``judgements`` measures the score.
"""
