"""What scraped pages carry besides the article goes; news about such things stays."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Block, Dropped, Skip, Translate
from pipeline.sources.boilerplate.rules import Place, _is_link, fold, match_rule, read_rules
from pipeline.sources.readers import reader_for

BOILERPLATE = [
    ("Leave a Comment", "comment-form"),
    ("Your email address will not be published. Required fields are marked *", "comment-form"),
    ("Leave a Reply\nYour email address will not be published.", "comment-form"),
    ("3 Comments", "comment-form"),
    ("اترك تعليقًا", "comment-form"),
    ("لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *", "comment-form"),
    ("التعليقات (12)", "comment-form"),
    ("**Share this article:**", "share-bar"),
    ("Share on Facebook", "share-bar"),
    ("Facebook | Twitter | WhatsApp | Email", "share-bar"),
    ("[Facebook](https://f.example) [Twitter](https://t.example)", "share-bar"),
    ("شارِك الخبر", "share-bar"),
    ("شارك على فيسبوك", "share-bar"),
    ("فيسبوك، تويتر، واتساب", "share-bar"),
    ("Follow us on Twitter, Facebook and Telegram", "follow-us"),
    ("تابعونا على فيسبوك وتويتر", "follow-us"),
    ("Read also: Families of the missing meet in Geneva", "read-also"),
    ("» See also: [Who are the Caesar families?](https://a.example/b)", "read-also"),
    ("اقرأ أيضا", "read-also"),
    ("إقرأ أيضاً: عائلات المفقودين تجتمع في جنيف", "read-also"),
    ("Related articles", "related-links"),
    ("list 2 of 4", "related-links"),
    ("مواضيع ذات صلة", "related-links"),
    ("Subscribe to our weekly newsletter and never miss a story.", "newsletter"),
    ("Sign up for the Morning Briefing newsletter", "newsletter"),
    ("اشترك في نشرتنا الإخبارية ليصلك كل جديد", "newsletter"),
    ("We use cookies to give you the best experience on our website.", "cookie-notice"),
    ("By continuing to use this site you agree to our use of cookies.", "cookie-notice"),
    ("نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا.", "cookie-notice"),
    ("— Advertisement —", "advertisement"),
    ("ADVERTISEMENT", "advertisement"),
    ("إعــلان", "advertisement"),
    ("Tags: Syria, justice, United Nations", "tags"),
    ("الوسوم: سوريا، العدالة، الأمم المتحدة", "tags"),
    ("#Syria #justice #IIIM", "tags"),
    ("© 2024 The Levant Post. All rights reserved.", "copyright"),
    ("Copyright 2023 Example Media", "copyright"),
    ("جميع الحقوق محفوظة لموقع الشام © 2024", "copyright"),
    ("4 min read", "reading-time"),
    ("This article is more than 2 years old", "reading-time"),
    ("You have 2 free articles remaining this month. Subscribe for unlimited access.", "paywall"),
    ("بقي لك مقال مجاني واحد هذا الشهر", "paywall"),
    ("Information from the Associated Wire was used in this report.", "credits"),
    ("Additional reporting by Inés Farro. Edited by Claire Holm.", "credits"),
    ("تصوير: زين مراد", "credits"),
    ("Printer-friendly version", "print"),
    ("Share  Print  Cite", "print"),
    ("IMG_2231.jpg", "file-name"),
    ("Like Loading...", "cms"),
    ("معجب بهذه:", "cms"),
    ("Sign up for our weekly briefing", "newsletter"),
    ("هل أعجبك المقال؟", "newsletter"),
    ("Download our app for free", "app"),
    ("تابعونا على غوغل نيوز", "app"),
    ("Table of contents", "contents"),
    ("View results", "poll"),
    ("41m ago", "timestamp"),
    ("17.20 BST", "timestamp"),
    ("قبل 3 ساعات", "timestamp"),
]
# What goes above the headline or below the end, and stays within the text.
EDGES = [
    ("Skip to content", "site-menu"),
    ("Home | World | Sport | Money", "site-menu"),
    ("Home > News > World", "site-menu"),
    ("English Français العربية", "site-menu"),
    ("الرئيسية", "site-menu"),
    ("الرئيسية / اقتصاد / محاكم", "site-menu"),
    ("سلة المشتريات (0)", "site-menu"),
    ("By Mona Aziz in Koblenz", "byline"),
    ("Justice correspondent", "byline"),
    ("كتبت: منى عزيز", "byline"),
    ("هيئة التحرير", "byline"),
    ("Posted on August 30, 2019 by mona", "date"),
    ("Wed 12 Oct 2022 06.00 BST", "date"),
    ("News · 22 March 2021 · Chad", "date"),
    ("الخميس، 02 نوفمبر 2023 09:17 م", "date"),
    ("آخر تحديث: 5 آذار 2024", "date"),
    ("214 views", "counts"),
    ("4 دقائق للقراءة", "counts"),
    ("Powered by WordPress", "cms"),
    ("£15 could buy a school bag", "appeal"),
    ("تبرع الآن", "site-menu"),
    ("Registered charity 1188123", "appeal"),
    ("From: Press office <press@a.example>", "mail"),
    ("You are receiving this because you signed up", "mail"),
    ("For immediate release", "press-head"),
    ("رقم الخبر: 4412", "press-head"),
    ("View all posts by mona", "rating"),
    ("Most viewed", "related-links"),
    ("موضوعات متعلقة", "related-links"),
    ("Email address", "newsletter"),
]
BELOW = [
    ("When we learn of a mistake, we correct it.", "correction"),
    ("If you spot a mistake, write to us.", "correction"),
    ("تنويه: هذا المقال لا يغني عن الطبيب.", "correction"),
    ("المصدر: وكالات", "credits"),
    ("دلالات", "tags"),
    ("For more information, write to press@a.example.", "contact"),
    ("هاتف: 0020-555-0133", "contact"),
    ("About the author", "about-publisher"),
    ("س.ع/م.ح", "initials"),
    ("Was this article helpful?", "feedback"),
    ("Karim says:", "comment"),
    ("Reply", "comment"),
]
# Last paragraphs that such rules may not take for what they know.
ENDINGS = [
    "A correction was made on Dec. 6, 2019: the street has 19 museums.",
    "تصحيح: عقدت الجلسة يوم الأربعاء.",
    "Today, nobody lives there.",
    "“I know,” she says.",
    "More news is expected on Monday.",
    "منذ عام 2011، لم يعد أحد.",
    "اليوم، لا أحد هناك.",
    "«لا أعرف»، تقول.",
    "شاركنا أبو محمد الغداء.",
    "أخبرنا الرجل أنه عائد.",
    "تصلك الرائحة قبل أن ترى الفرن.",
    "للحصول على رغيف، يقف الناس ساعات.",
    "المواد الغذائية تصل مساء.",
]
# Headlines and last paragraphs that resemble such things.
HEADLINES = [
    "Call for a ceasefire grows",
    "Court frees newspaper editor after a year",
    "Register to vote by Friday, officials urge",
    "Welcome to the age of drones",
    "Join the queue: why trials take years",
    "قراءة في نتائج الانتخابات",
    "كاتب يفوز بجائزة السلام",
    "إعداد ميزانية جديدة للمحكمة",
    "انضم إلى النادي لاعب جديد",
    "تابع الآلاف المحاكمة على فيسبوك",
    "“Home” opens in Koblenz",
    "Search for survivors enters third day",
    "Two deaths reported from flooded valley",
    "Is a journalist ever off duty?",
    "مصدر: الهدنة تبدأ غدا",
    "استمع القاضي إلى الشهود",
    "الطقس يعطل الملاحة",
    "ما معنى «الوصول» إلى العدالة",
]
NEWS = [
    "The ministry said websites that use cookies to follow visitors must ask for their consent.",
    "“We use cookies to improve your experience,” the company wrote to the court.",
    "«نستخدم ملفات تعريف الارتباط لتحسين تجربتك»، هكذا ردت الشركة.",
    "This website uses cookies to track you, a court in Berlin ruled, and you never gave consent.",
    "The minister refused to leave a comment on the report.",
    "Comments by the minister angered the families.",
    "Share prices fell by 3 percent.",
    "Facebook and Twitter removed the videos.",
    "Facebook",
    "Email",
    "X",
    "Read also in the hall were the names of the missing.",
    "Related crimes were tried in Koblenz.",
    "She asked readers to subscribe to the newsletter of the association.",
    "The advertisement was shown on state television.",
    "All rights reserved to the state were handed to the council.",
    "Copyright law changes next year.",
    "Tags were tied to each of the bodies. They bore numbers.",
    "رفض الوزير أن يترك تعليقا على التقرير.",
    "شارك الوزير في الاجتماع.",
    "شارك في الاجتماع وزراء من عشر دول.",
    "تعليقات الوزير أغضبت العائلات.",
    "إعلان الهدنة فاجأ السكان.",
    "جميع الحقوق محفوظة في الدستور الجديد للنساء والرجال على السواء.",
    "اقرأ البيان كاملا قبل التوقيع.",
    "#Caesar was the name he used.",
    "Name",
    "[Who are the Caesar families?](https://a.example/b)",
]


FETCHED = '---\nurl: "https://a.example/b"\n---\n\n'
"""What ``add`` writes above a text that it fetched."""


def rules_of(text: str, path: str) -> list[str | None]:
    """Show each block of a fetched text as its rule, or None where it is kept."""
    blocks = reader_for(path).parse(FETCHED + text, path).blocks
    return [block.rule if isinstance(block, Dropped) else None for block in blocks if not isinstance(block, Skip)]


def kept(text: str, path: str) -> list[str]:
    blocks: tuple[Block, ...] = reader_for(path).parse(text, path).blocks
    return [block.text for block in blocks if isinstance(block, Translate)]


@pytest.mark.parametrize(("text", "rule"), BOILERPLATE)
def test_boilerplate_is_dropped_by_the_rule_that_knows_it(text: str, rule: str) -> None:
    assert rules_of(f"It was signed on Monday.\n\n{text}\n\nIt was a good day.\n", "a.txt") == [None, rule, None]


@pytest.mark.parametrize("text", NEWS)
def test_news_that_mentions_such_things_stays(text: str) -> None:
    assert rules_of(f"It was signed on Monday.\n\n{text}\n\nIt was a good day.\n", "a.txt") == [None, None, None]


def test_every_rule_has_a_case() -> None:
    assert {rule.name for rule in read_rules().rules} == {name for _, name in BOILERPLATE + EDGES + BELOW}


@pytest.mark.parametrize(("text", "rule"), EDGES)
def test_around_the_article_more_is_boilerplate_than_within_it(text: str, rule: str) -> None:
    signed = "It was signed on Monday.\n\nIt was a good day."
    above = f"Menu\n\nSearch\n\n{text}\n\nCourt opens its doors in May\n\n{signed}\n"
    assert rules_of(above, "a.txt") == ["site-menu", "site-menu", rule, None, None, None]
    assert rules_of(f"It was signed on Monday.\n\n{text}\n\nIt was a good day.\n", "a.txt") == [None, None, None]


@pytest.mark.parametrize(("text", "rule"), BELOW)
def test_below_the_article_more_is_boilerplate_than_within_it(text: str, rule: str) -> None:
    signed = "It was signed on Monday.\n\nIt was a good day."
    assert rules_of(f"{signed}\n\n{text}\n", "a.txt") == [None, None, rule]
    assert rules_of(f"It was signed on Monday.\n\n{text}\n\nIt was a good day.\n", "a.txt") == [None, None, None]


@pytest.mark.parametrize("text", HEADLINES)
def test_headlines_stay(text: str) -> None:
    article = f"{text}\n\nIt was signed on Monday.\n\nIt was a good day.\n"
    assert rules_of(article, "a.txt") == [None, None, None]
    assert rules_of(f"Menu\n\nSearch\n\n{article}", "a.txt") == ["site-menu", "site-menu", None, None, None]


ENGLISH_PAGE = """Skip to content
The Levant Post
All the news
Menu
Search
JUSTICE
Court opens in Koblenz
Two men are charged with crimes in prisons
Mona Aziz
Justice correspondent
12 March 2024
The court in Koblenz opened its doors on Tuesday, and the families of the missing filled all of its benches.
Newsletter
The best of the week
Enter your email address
They waited outside for hours. “We have time,” said one of them.
Read also
The judge who never sleeps
The hearing
The families ask:
- for the names of those who gave the orders
- for a grave
The next hearing is in May.
Mona Aziz is the author of two books about courts.
Share this:
Facebook
Most viewed
1 The lawyer from Homs
© The Levant Post 2024
"""
ARABIC_PAGE = """تخطى إلى المحتوى
الشام اليوم
القائمة
تسجيل الدخول
عدالة
محكمة كوبلنتس تفتح أبوابها من جديد
كتبت: منى عزيز
الثلاثاء 12 آذار 2024
فتحت محكمة كوبلنتس أبوابها يوم الثلاثاء، وملأت عائلات المفقودين مقاعدها كلها منذ الصباح الباكر حتى المساء.
اقرأ أيضا: قاض لا ينام
انتظرت العائلات ساعات في الخارج. «معنا وقت»، قالت إحدى الأمهات.
هل تتابع المحاكمة؟
نعم
لا
تصويت
وتعقد الجلسة المقبلة في أيار.
شارك المقال
موضوعات متعلقة
المحامي القادم من حمص
جميع الحقوق محفوظة 2024
"""


def test_of_a_scraped_page_only_what_rules_know_goes() -> None:
    assert kept(ENGLISH_PAGE, "a.txt") == [
        "The Levant Post",
        "All the news",
        "JUSTICE",
        "Court opens in Koblenz",
        "Two men are charged with crimes in prisons",
        "Mona Aziz",
        "The court in Koblenz opened its doors on Tuesday, and the families of the missing filled all of its benches.",
        "The best of the week",
        "They waited outside for hours. “We have time,” said one of them.",
        "The judge who never sleeps",
        "The hearing",
        "The families ask:",
        "for the names of those who gave the orders",
        "for a grave",
        "The next hearing is in May.",
        "Mona Aziz is the author of two books about courts.",
        "1 The lawyer from Homs",
    ]
    assert kept(ARABIC_PAGE, "a.txt") == [
        "الشام اليوم",
        "عدالة",
        "محكمة كوبلنتس تفتح أبوابها من جديد",
        "فتحت محكمة كوبلنتس أبوابها يوم الثلاثاء، وملأت عائلات المفقودين مقاعدها كلها منذ الصباح الباكر حتى المساء.",
        "انتظرت العائلات ساعات في الخارج. «معنا وقت»، قالت إحدى الأمهات.",
        "هل تتابع المحاكمة؟",
        "نعم",
        "لا",
        "وتعقد الجلسة المقبلة في أيار.",
        "المحامي القادم من حمص",
    ]


HANDWRITTEN = """Court opens in Koblenz

The court in Koblenz opened its doors on Tuesday. Read also in the hall were the names of the missing.

Read also: The judge who never sleeps

Photo: Ann Lee / The Levant Post

A boat is pulled to the quay, September 9, 2022. REUTERS/Omar Fares

The next hearing is in May.

Reporting by Mona Haddad; editing by Ali Saleh.

Additional reporting by Ines Farro. Edited by Claire Holm.

Subscribe to our weekly newsletter and never miss a story.

Tags: Syria, justice, United Nations

© 2024 The Levant Post. All rights reserved.

Leave a comment
"""
ARABIC_HANDWRITTEN = """محكمة كوبلنتس تفتح أبوابها

فتحت المحكمة أبوابها يوم الثلاثاء.

تصوير: زين مراد

إعداد: منى حداد. تحرير: علي صالح.

المصدر: وكالات

جميع الحقوق محفوظة لموقع الشام © 2024
"""


@pytest.mark.parametrize("text", [HANDWRITTEN, ARABIC_HANDWRITTEN])
@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_an_article_written_by_hand_loses_nothing(text: str, path: str) -> None:
    document = reader_for(path).parse(text, path)
    assert [block for block in document.blocks if isinstance(block, Dropped)] == []
    assert kept(text, path) == [line for line in text.splitlines() if line]


def test_a_ninjs_item_loses_nothing() -> None:
    bodies = [{"value": ENGLISH_PAGE, "contentType": "text/plain"}]
    page = f"<html><body><nav>Menu</nav><p>{ENGLISH_PAGE}</p><footer>Share</footer></body></html>"
    bodies.append({"value": page, "contentType": "text/html"})
    text = json.dumps({"uri": "a", "headlines": [{"value": "Share"}], "bodies": bodies})
    assert not any(isinstance(block, Dropped) for block in reader_for("a.json").parse(text, "a.json").blocks)


@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_two_traces_of_scraping_show_it_and_one_does_not(path: str) -> None:
    article = "Court opens in May\n\nIt was signed on Monday.\n\nBy Mona Aziz\n\n"
    credit = "Reporting by Mona Haddad; editing by Ali Saleh.\n\n"
    assert len(kept(f"{article}{credit}Share this article\n", path)) == 5
    assert kept(f"{article}{credit}Share this article\n\nLeave a comment\n", path) == [
        "Court opens in May",
        "It was signed on Monday.",
        "By Mona Aziz",
    ]


@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_rules_never_empty_an_article(path: str) -> None:
    cookies = "We use cookies to give you the best experience on our website.\n"
    text = f"Skip to content\n\nMenu\n\nShare this article\n\nLeave a comment\n\n{cookies}"
    assert len(kept(text, path)) == 5
    last = "The views expressed are those of the author.\n"
    assert kept(f"{FETCHED}The author speaks\n\n{last}", path)[1:] == [last.strip()]


def test_the_comments_below_an_article_stay_where_no_rule_knows_them() -> None:
    comment = "2 Comments\n\nKarim says:\n\nI was there. It rained.\n\nReply\n"
    text = f"It was signed on Monday.\n\nIt was a good day.\n\n{comment}"
    assert rules_of(text, "a.txt") == [None, None, "comment-form", None, None, "comment"]


def test_a_list_at_the_end_of_an_article_stays() -> None:
    text = "Court opens in May\n\nThe families ask for two things.\n\n- Names\n- Graves\n\nShare this:\n\nFacebook\n"
    assert rules_of(text, "a.txt") == [None, None, None, None, "share-bar", "share-bar"]
    text = "Court opens in May\n\nThe families ask for two things.\n\nRead also: A judge\n\n- Names\n- Graves\n"
    assert rules_of(text, "a.txt") == [None, None, "read-also", None, None]


def test_the_fields_after_a_comment_form_go_with_it() -> None:
    text = "It ended.\n\nLeave a comment\n\nName *\n\nYour city\n\nEmail *\n\nPost Comment\n"
    assert rules_of(text, "a.txt") == [None, *["comment-form"] * 5]


def test_paragraphs_after_a_comment_form_stay_and_so_do_short_ones_between() -> None:
    text = "It ended.\n\nLeave a comment\n\nOur city\n\nThe court will meet again in May.\n"
    assert rules_of(text, "a.txt") == [None, "comment-form", None, None]


def test_a_network_s_name_is_boilerplate_only_in_a_share_bar() -> None:
    text = "- Facebook\n- Telegram\n\nThey met.\n\nShare\n- Facebook\n- Telegram\n"
    assert kept(FETCHED + text, "a.md") == ["Facebook", "Telegram", "They met."]


def test_links_below_related_articles_go_and_other_links_stay() -> None:
    text = "- [Law](a.html)\n\nIt sits.\n\n## Related articles\n\n- [One](b.html)\n- [Two](c.html)\n"
    assert rules_of(text, "a.md") == [None, None, "related-links", "related-links", "related-links"]


def test_a_heading_goes_only_when_nothing_is_kept_below_it() -> None:
    assert kept(f"{FETCHED}## Comments\n\nThe minister's comments angered many.\n\n## Comments\n", "a.md") == [
        "Comments",
        "The minister's comments angered many.",
    ]


def test_code_below_a_heading_keeps_it() -> None:
    assert kept(f"{FETCHED}It ended.\n\n## Share\n\n```\nx\n```\n", "a.md") == ["It ended.", "Share"]


def test_blank_lines_do_not_gather_where_boilerplate_stood() -> None:
    reader = reader_for("a.txt")
    document = reader.parse("One is here.\n\nShare\n\n\nAdvertisement\n\nTwo is here.\n", "a.txt")
    assert reader.render(document, {}) == "One is here.\n\nTwo is here.\n"


def test_a_dropped_list_item_leaves_the_blank_line_that_ends_its_list() -> None:
    reader = reader_for("a.md")
    document = reader.parse("- One\n- Share\n- Advertisement\n\nIt sits.\n", "a.md")
    assert reader.render(document, {}) == "- One\n\nIt sits.\n"


PHRASES = sorted({phrase for rule in read_rules().rules for phrase in rule.phrases})
LINES = [text for text, _ in BOILERPLATE + EDGES + BELOW if "\n" not in text]


@given(
    st.sampled_from(LINES) | st.sampled_from(PHRASES) | st.sampled_from(["[A](b)", "She said so.", "Tags: said, ice"]),
    st.sampled_from(["", *sorted({rule.name for rule in read_rules().rules})]),
    st.sampled_from(["", "top", "bottom"]),
)
def test_the_first_rule_that_holds_and_covers_a_text_is_found(text: str, previous: str, place: Place) -> None:
    key = fold(text)
    report = len(key) > 400 or read_rules().reports.search(key)
    wanted = (
        rule
        for rule in read_rules().rules
        if (not rule.place or rule.place == place or (rule.place == "edge" and place))
        and (not rule.after or previous in rule.after)
        and (
            key in rule.phrases
            or (rule.links and _is_link(text))
            or (rule.either and (rule.reported or not report) and rule.either.fullmatch(key))
        )
    )
    assert match_rule(text, previous, place) is next(wanted, None)


@given(st.text(st.sampled_from("tags: a,|#/تعليق©20 .\n"), max_size=80))
def test_no_text_takes_the_rules_long(text: str) -> None:
    rule = match_rule(text)
    assert rule is None or rule in read_rules().rules


def test_a_long_row_of_separators_is_answered_at_once() -> None:
    assert match_rule("tags: " + "a|" * 190 + ":b") is None


@pytest.mark.parametrize("text", ENDINGS)
def test_a_last_paragraph_stays_that_resembles_boilerplate(text: str) -> None:
    article = (
        f"Court opens in May\n\nIt was signed on Monday.\n\nIt was a good day.\n\n{text}\n\nShare this:\n\nFacebook\n"
    )
    assert rules_of(article, "a.txt") == [None, None, None, None, "share-bar", "share-bar"]


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("A boat is pulled to the quay, September 9, 2022.", " REUTERS/Omar Fares"),
        ("The lamp has stood there since 1924.", " Photo: Ann Lee / Post"),
        ("Hana Babić in her museum of clocks.", "Credit...Ivo Marić for The Post"),
        ("Hana Babić in her museum of clocks", " (Photo by Ivo Marić/AFP)"),
        ("هدى سليم وسط ساعاتها في بيتها", " (تصوير: إيفو ماريتش)"),
        ("Hana Babić in her museum of clocks, May 2, 2022", " [Ivo Marić/The Post]"),
        ("هدى سليم وسط ساعاتها في بيتها.", " تصوير: إيفو ماريتش"),
    ],
)
def test_in_a_scraped_text_the_credit_behind_a_caption_goes_and_the_caption_stays(caption: str, credit: str) -> None:
    text = f"Court opens in May\n\n{caption}{credit}\n\nIt was signed on Monday.\n"
    assert kept(text, "a.txt")[1] == caption + credit
    text = FETCHED + text
    document = reader_for("a.txt").parse(text, "a.txt")
    assert kept(text, "a.txt")[1] == caption
    assert [(block.raw.strip(), block.rule) for block in document.blocks if isinstance(block, Dropped)] == [
        (credit.strip(), "credits")
    ]
    assert "".join(block.raw for block in document.blocks) == text


@pytest.mark.parametrize(
    "text",
    ["He held up a sign that he had painted. It said PRESS/TV in red.", "There was only one picture: his mother."],
)
def test_a_sentence_with_a_slash_or_a_picture_is_no_credit(text: str) -> None:
    assert kept(f"{FETCHED}Court opens in May\n\n{text}\n", "a.txt")[1] == text
