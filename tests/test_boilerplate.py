"""What scraped pages carry besides the article goes; news about such things stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Block, Dropped, Skip, Translate
from pipeline.readers import reader_for
from pipeline.readers.boilerplate import match_rule, read_rules

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


def rules_of(text: str, path: str) -> list[str | None]:
    """Show each block with words as its rule, or None where it is kept."""
    blocks = reader_for(path).parse(text, path).blocks
    return [block.rule if isinstance(block, Dropped) else None for block in blocks if not isinstance(block, Skip)]


def kept(text: str, path: str) -> list[str]:
    blocks: tuple[Block, ...] = reader_for(path).parse(text, path).blocks
    return [block.text for block in blocks if isinstance(block, Translate)]


@pytest.mark.parametrize("path", ["a.txt", "a.md"])
@pytest.mark.parametrize(("text", "rule"), BOILERPLATE)
def test_boilerplate_is_dropped_by_the_rule_that_knows_it(text: str, rule: str, path: str) -> None:
    assert rules_of(f"It was signed on Monday.\n\n{text}\n\nIt was a good day.\n", path) == [None, rule, None]


@pytest.mark.parametrize("path", ["a.txt", "a.md"])
@pytest.mark.parametrize("text", NEWS)
def test_news_that_mentions_such_things_stays(text: str, path: str) -> None:
    assert rules_of(f"It was signed on Monday.\n\n{text}\n\nIt was a good day.\n", path) == [None, None, None]


def test_every_rule_has_a_case() -> None:
    assert {rule.name for rule in read_rules().rules} == {name for _, name in BOILERPLATE}


def test_the_fields_after_a_comment_form_go_with_it() -> None:
    text = "It ended.\n\nLeave a comment\n\nName *\n\nYour city\n\nEmail *\n\nPost Comment\n"
    assert rules_of(text, "a.txt") == [None, *["comment-form"] * 5]


def test_paragraphs_after_a_comment_form_stay_and_so_do_short_ones_between() -> None:
    text = "It ended.\n\nLeave a comment\n\nOur city\n\nThe court will meet again in May.\n"
    assert rules_of(text, "a.txt") == [None, "comment-form", None, None]


def test_a_network_s_name_is_boilerplate_only_in_a_share_bar() -> None:
    assert kept("- Facebook\n- Telegram\n\nThey met.\n\nShare\n- Facebook\n- Telegram\n", "a.md") == [
        "Facebook",
        "Telegram",
        "They met.",
    ]


def test_links_below_related_articles_go_and_other_links_stay() -> None:
    text = "- [Law](a.html)\n\n## Related articles\n\n- [One](b.html)\n- [Two](c.html)\n"
    assert rules_of(text, "a.md") == [None, "related-links", "related-links", "related-links"]


def test_a_heading_goes_only_when_nothing_is_kept_below_it() -> None:
    assert kept("## Comments\n\nThe minister's comments angered many.\n\n## Comments\n", "a.md") == [
        "Comments",
        "The minister's comments angered many.",
    ]


def test_code_below_a_heading_keeps_it() -> None:
    assert kept("It ended.\n\n## Share\n\n```\nx\n```\n", "a.md") == ["It ended.", "Share"]


def test_blank_lines_do_not_gather_where_boilerplate_stood() -> None:
    reader = reader_for("a.txt")
    document = reader.parse("One is here.\n\nShare\n\n\nAdvertisement\n\nTwo is here.\n", "a.txt")
    assert reader.render(document, {}) == "One is here.\n\nTwo is here.\n"


def test_a_dropped_list_item_leaves_the_blank_line_that_ends_its_list() -> None:
    reader = reader_for("a.md")
    document = reader.parse("- One\n- Share\n\nTwo\n", "a.md")
    assert reader.render(document, {}) == "- One\n\nTwo\n"


@given(st.text(st.sampled_from("tags: a,|#/تعليق©20 .\n"), max_size=80))
def test_no_text_takes_the_rules_long(text: str) -> None:
    rule = match_rule(text)
    assert rule is None or rule in read_rules().rules


def test_a_long_row_of_separators_is_answered_at_once() -> None:
    assert match_rule("tags: " + "a|" * 190 + ":b") is None
