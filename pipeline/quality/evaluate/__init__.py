"""Measure translations against references: any parallel set, any engines or files, with sacrebleu's signatures.

``sets`` reads what to measure with, ``systems`` gets what is measured, ``metrics``, ``significance`` and ``standing``
measure, ``evaluation`` puts it together, ``charts`` and ``report`` show it.
"""
