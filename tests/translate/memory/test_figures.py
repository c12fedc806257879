"""A reviewed translation made that of a text with other figures, spacing or punctuation.

| the text differs in | the translation |
| --- | --- |
| figures alone, each once on both sides | has the new ones, in its own digits and grouping |
| spacing, punctuation or case alone | serves as it is |
| words too, or a figure that stands twice or nowhere | is left alone |
"""

from __future__ import annotations

import pytest

from pipeline.translate.memory.figures import adapt, exchange_figures

CASES = [
    # known, asked, its translation, the new translation
    ("It cut 4,000 homes off.", "It cut 6,500 homes off.", "قطع 4000 منزل.", "قطع 6500 منزل."),
    ("It cut 4,000 homes off.", "It cut 6,500 homes off.", "قطع ٤٬٠٠٠ منزل.", "قطع ٦٬٥٠٠ منزل."),
    ("It cut 4,000 homes off.", "It cut 650 homes off.", "قطع 4,000 منزل.", "قطع 650 منزل."),
    ("It cut 400 homes off.", "It cut 12,650 homes off.", "قطع 400 منزل.", "قطع 12650 منزل."),
    ("Prices rose 4.1 % in 2024.", "Prices rose 5.25 % in 2025.", "ارتفعت ٤٫١٪ في ٢٠٢٤.", "ارتفعت ٥٫٢٥٪ في ٢٠٢٥."),
    ("From 3 to 5 in 2024.", "From 5 to 3 in 2024.", "من 3 إلى 5 عام 2024.", "من 5 إلى 3 عام 2024."),
    ("It cut 4 homes off.", "It cut 6 houses off.", "قطع 4 منازل.", None),
    ("It cut 4 homes off.", "It cut 6 homes off.", "قطع أربعة منازل.", None),
    ("From 3 to 3.", "From 3 to 5.", "من 3 إلى 3.", None),
    ("It cut 4 homes off.", "It cut 4 homes off.", "قطع 4 منازل.", None),
    ("It rose 12.5 %.", "It rose 13.5 %.", "Cela a augmenté de 12,5 %.", None),
]


ADAPTED = [
    ("It cut 4 homes off.", "It cut 6 homes off.", "قطع 4 منازل.", "قطع 6 منازل."),
    ("It cut 4 homes, off.", "It cut 6 homes off", "قطع 4 منازل.", "قطع 6 منازل."),
    ("Ice closes the port", "“Ice closes  the port.”", "الجليد يغلق الميناء", "الجليد يغلق الميناء"),
    ("He was acquitted on Monday.", "He was convicted on Monday.", "بُرّئ يوم الاثنين.", None),
    ("The bridge is now open.", "The bridge is not open.", "الجسر مفتوح الآن.", None),
    ("Is the bridge open?", "Is the bridge open.", "هل الجسر مفتوح؟", None),
    ("Nobody was hurt.", "Nobody was hurt!", "لم يُصب أحد.", "لم يُصب أحد."),
    ("It was -5 degrees.", "It was 5 degrees.", "كانت الحرارة -5 درجات.", None),
    ("It cost $5.", "It cost €6.", "كلفت 5 دولارات.", None),
    ("US aid arrived.", "Us aid arrived.", "وصلت المساعدات الأمريكية.", None),
]


@pytest.mark.parametrize(("known", "asked", "target", "expected"), ADAPTED)
def test_a_translation_serves_a_text_with_the_same_words_alone(
    known: str, asked: str, target: str, expected: str | None
) -> None:
    assert adapt(known, asked, target) == expected


@pytest.mark.parametrize(("known", "asked", "target", "expected"), CASES)
def test_figures_are_exchanged_where_nothing_else_differs(
    known: str, asked: str, target: str, expected: str | None
) -> None:
    assert exchange_figures(known, asked, target) == expected
