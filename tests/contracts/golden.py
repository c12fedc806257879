"""The golden case of every plug-in: what it is given, and what it must make of it. A new plug-in adds one.

Reports and writers are compared with the files of ``tests/golden/reports`` and ``tests/golden/editions``, which
``pytest tests/contracts --write-golden`` writes anew: read the difference before you commit it.
"""

from __future__ import annotations

from pipeline.model import JudgedError, Judgement, Likelihood, Misreading

CHECKS = {
    # name: a source and a target in which it finds something
    "wrong-language": (
        "The port of Hamburg reopened on Monday after a long strike.",
        "بندر هامبورگ روز دوشنبه پس از اعتصاب طولانی کارگران بازگشایی شد و کشتی‌ها پهلو گرفتند.",
    ),
    "untranslated": ("The council met on Monday to vote.", "The council met on Monday to vote."),
    "script": ("The council met.", "اجتمع المجлис."),
    "repetition": ("The council met.", "اجتمع المجلس المجلس المجلس المجلس."),
    "length": ("The council met on Monday to vote on the new budget of the city and its schools.", "اجتمع."),
    "numbers": ("They counted 37 votes.", "أحصوا 73 صوتا."),
    "months": ("It began on 3 May.", "بدأ في 3 آذار."),
    "dates": ("The council met on Monday.", "اجتمع المجلس يوم الثلاثاء."),
    "amounts": ("It costs $5.", "ثمنه 5 يورو."),
    "negation": ("The minister did not resign.", "استقال الوزير."),
    "reads-as": ("The port reopened on Monday.", "أُغلق الميناء يوم الاثنين."),
    "terms": ("The International Criminal Court ruled.", "حكمت محكمة الجنايات العالمية."),
    "names": ("She met him in Norway.", "التقت به في السويد."),
    "acronyms": ("The council of the town met.", "اجتمع مجلس CNN."),
    "quotes": ("“We will not leave our land,” he said.", "قال إننا لن نغادر أرضنا."),
    "brackets": ("The council (of 31) met.", "اجتمع المجلس (المؤلف من 31."),
    "punctuation": ("Did the council meet?", "اجتمع المجلس."),
    "spacing": ("The council met.", "اجتمع  المجلس ."),
    "orthography": ("The council met.", "اجتمع المجـلس."),
    "bidi": ("The council met.", "اجتمع \u202eالمجلس\u202c."),
    "hygiene": ("اجتمع المجلس،ثم انفض بعد ساعة من الوقت.",) * 2,
    "placeholders": ("See https://example.org/a for more.", "للمزيد انظر الموقع."),
    "judge": ("The port reopened on Monday.", "أُغلق الميناء يوم الاثنين."),
}

JUDGEMENTS = {
    # name: what a model said of its case
    "judge": Judgement(
        judge="it",
        score=20,
        errors=(JudgedError(category="mistranslation", severity="major", source_span=(9, 17), target_span=(0, 5)),),
    ),
}

MISREADINGS = {
    # name: what a model found in its case
    "reads-as": (Misreading(in_target=False, span=(9, 17), text="The port closed on Monday."),),
}

READERS = {
    # name: a file, and the role and text of each of its units
    "text": (
        "Ice closes the port\n\nShips wait outside. Nobody was hurt.\n",
        ["headline: Ice closes the port", "body: Ships wait outside.", "body: Nobody was hurt."],
    ),
    "markdown": (
        "---\ntitle: Ice closes the port\n---\n\n## Ships\n\n- They *wait*.\n\n> Nobody leaves.\n",
        ["headline: Ice closes the port", "heading: Ships", "list: They *wait*.", "quote: Nobody leaves."],
    ),
    "html": (
        (
            "<html><head><title>Ice closes the port</title></head><body><article><h1>Ice closes the port</h1>"
            "<p>Ships wait outside the port, since the ice is two metres thick and the pilots stay ashore.</p>"
            "<p>Nobody was hurt, said the <a href='/office'>harbour office</a> on Friday, and no ship has called for "
            "help.</p></article></body></html>"
        ),
        [
            "headline: Ice closes the port",
            "body: Ships wait outside the port, since the ice is two metres thick and the pilots stay ashore.",
            "body: Nobody was hurt, said the <a>harbour office</a> on Friday, and no ship has called for help.",
        ],
    ),
    "ninjs": (
        '{"uri": "urn:a", "headline": "Ice closes the port", "body_text": "Ships wait outside. Nobody was hurt."}',
        ["headline: Ice closes the port", "body: Ships wait outside.", "body: Nobody was hurt."],
    ),
}

ENGINES = {
    # name: settings, and the label that stands in catalogs and memory keys, or how it says that its model is missing
    "seq2seq": ({"model": "owner/name", "revision": "0123456789"}, "owner/name@0123456789+int8"),
    "endpoint": ({"url": "http://localhost/v1", "model": "qwen3:8b"}, "qwen3:8b+cf310e"),
    "draft": ({}, "newsloc-draft-gemma3-270m@db1c3bfb35+beam2"),
    "pseudo": ({}, "pseudo@1"),
}

SIGNALS_PAIR = {
    "source": "The council voted 31 to 9 on Thursday to open new bus lines.",
    "target": "صوت المجلس يوم الخميس بأغلبية 31 صوتا مقابل 9 على فتح خطوط حافلات جديدة.",
    "log_probability": -0.5,
    "likelihood": Likelihood(target_given_source=-1.5, source_given_target=-2.5),
}
SIGNALS = {
    # name: what it measures of that pair
    "log_probability": -0.5,
    "similarity": 0.792,
    "both_ways": -2.0,
    "source_length": 4.094,
}
