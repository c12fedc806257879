"""Measure translations against references: any parallel set, any engines or files, with sacrebleu's signatures.

``sets`` and ``known_sets`` read what to measure with, ``systems`` gets what is measured, ``metrics``, ``significance``,
``check_counts`` and ``score_quality`` measure, ``evaluation`` puts it together, ``tables`` and ``report`` show it.
"""
