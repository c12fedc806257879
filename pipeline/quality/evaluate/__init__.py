"""Measure engines and files against references: ``newsloc evaluate``.

``sets`` reads what is measured on, ``systems`` what is measured; ``metrics`` asks sacrebleu, ``evaluation`` adds what
the checks find, ``tables`` shows it.
"""
