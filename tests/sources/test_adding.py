"""Adding articles: pages, files and feeds, from a real server with real faults; nothing is overwritten."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.add import command, describe
from pipeline.errors import FetchError
from pipeline.model import Role
from pipeline.sources.article import read_article
from pipeline.sources.intake import connections
from pipeline.sources.intake.adding import (
    AddedArticle,
    AddRequest,
    FailedAddition,
    KnownArticle,
    ListedItem,
    Outcome,
    add,
    slug_of_address,
)
from pipeline.sources.intake.connections import is_public
from pipeline.sources.intake.feeds import read_feed
from pipeline.sources.intake.fetching import AGENT, FetchedPage, Fetcher, FetchLimits
from tests.patience import PATIENCE

SOURCE = Path(__file__).parents[2] / "source"
PAGE = (SOURCE / "ferry-line-reopens.html").read_bytes()
ITEM = (SOURCE / "orchard-prices.json").read_bytes()
BOMB = gzip.compress(b"a" * 20_000_000, 1)
ARABIC = (
    "<html lang=ar><head><meta charset=utf-8><title>المحكمة تفتح أبوابها</title></head><body><article><h1>المحكمة تفتح"
    " أبوابها</h1>" + "<p>قال الوزير إن المحكمة تفتح أبوابها يوم الاثنين في جنيف، وتنظر في عشر قضايا هذا العام.</p>" * 3
)
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><title>One &amp; two</title><link>{base}/ferry</link><guid isPermaLink="false">tag:1</guid></item>
<item><title>Gone</title><link>{base}/missing</link></item>
<item><title>Mail</title><link>mailto:a@example.org</link></item>
<item><title>Three</title><link>{base}/arabic</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><title>One</title><id>{base}/ferry</id><link href="{base}/ferry"/></entry></feed>"""
# Each case: a path of the server below, and what the message must say.
FAULTS = [
    ("/missing", "404"),
    ("/broken", "500"),
    ("/loop", "redirected more than 5 times"),
    ("/huge", "200,000 bytes"),
    ("/bomb", "200,000 bytes"),
    ("/brotli", '"br"'),
    ("/badgzip", "compression"),
    ("/shortgzip", "compressed"),
    ("/nowhere", "redirects"),
    ("/pdf", "application/pdf"),
    ("/untyped", "no type"),
    ("/empty", "no article"),
    ("/private", "robots.txt"),
    ("/ftp", "ftp://example.org/x"),
    ("/cut", "cannot be reached"),
]
LIMITS = FetchLimits(private=True, max_bytes=200_000, pause=0)
SLOW = ["/slow", "/trickle", "/headers", "/interim"]
PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.1.2.3", "100.64.0.1", "224.0.0.1"),
    *("::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "nonsense", "::"),
    *("::127.0.0.1", "fec0::1", "64:ff9b:1::a00:1", "::ffff:0:127.0.0.1"),
]
SLUGS = [
    ("https://a.example/2026/04/ferry-line-reopens/", "x", "ferry-line-reopens"),
    ("https://a.example/News_Item.One.html?id=1", "x", "news-item-one"),
    ("https://a.example/?p=12", "Ferry line reopens", "ferry-line-reopens"),
    ("https://a.example/12345", "Ferry Line", "ferry-line"),
    ("https://www.a.example/12345", "خبر", "a-example-1d2e2f7b"),
    ("https://a.example/" + "long-" * 40, "", ("long-" * 16).rstrip("-")),
]


class Server(BaseHTTPRequestHandler):
    """A site with articles and with faults."""

    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        getattr(self, f"show_{self.path.strip('/').split('?')[0].replace('.', '_')}", self.show_missing)()

    def answer(
        self, data: bytes, kind: str | None = "text/html; charset=utf-8", status: int = 200, **headers: str
    ) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": kind} if kind else {}).items():
            self.send_header(name, value)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]

    def show_robots_txt(self) -> None:
        assert self.headers["User-Agent"] == AGENT
        self.answer(b"User-agent: *\nDisallow: /private\n", "text/plain")

    def show_ferry(self) -> None:
        self.answer(PAGE)

    def show_gzip(self) -> None:
        self.answer(gzip.compress(PAGE), Content_Encoding="gzip")

    def show_arabic(self) -> None:
        self.answer(ARABIC.encode("cp1256"), "text/html; charset=windows-1256")

    def show_charset(self) -> None:
        self.answer(ARABIC.encode(), "text/html; charset=iso-8859-1")

    def show_moved(self) -> None:
        self.answer(b"", status=301, Location="/ferry")

    def show_item(self) -> None:
        self.answer(ITEM, "application/json")

    def show_text(self) -> None:
        self.answer(b"Court opens\n\nIt sits.\n", "text/plain")

    def show_rss(self) -> None:
        self.answer(RSS.format(base=self.base).encode(), "application/rss+xml")

    def show_atom(self) -> None:
        self.answer(ATOM.format(base=self.base).encode(), "application/atom+xml")

    def show_missing(self) -> None:
        self.answer(b"", status=404)

    def show_broken(self) -> None:
        self.answer(b"", status=500)

    def show_slow(self) -> None:
        """Say nothing until the client hangs up."""
        self.connection.settimeout(PATIENCE)
        self.rfile.read(1)

    def show_trickle(self) -> None:
        self.answer(b"<p>")
        self.drip(b"", b"a")

    def show_loop(self) -> None:
        self.answer(b"", status=302, Location="/loop")

    def show_huge(self) -> None:
        self.answer(b"a" * 300_000)

    def show_bomb(self) -> None:
        self.answer(BOMB, Content_Encoding="gzip")

    def show_brotli(self) -> None:
        self.answer(b"x", Content_Encoding="br")

    def show_badgzip(self) -> None:
        self.answer(b"not gzip", Content_Encoding="gzip")

    def show_shortgzip(self) -> None:
        self.answer(gzip.compress(PAGE)[:-200], Content_Encoding="gzip")

    def drip(self, start: bytes, again: bytes) -> None:
        """Send something again and again, each time sooner than a single read may take."""
        self.wfile.write(start)
        for _ in range(12):
            time.sleep(0.1)
            try:
                self.wfile.write(again)
                self.wfile.flush()
            except OSError:
                return

    def show_headers(self) -> None:
        self.drip(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n")

    def show_interim(self) -> None:
        self.drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n")

    def show_nowhere(self) -> None:
        self.answer(b"", status=302, Location="http://[")

    def show_surprise(self) -> None:
        self.answer(b"surprise")

    def show_wide(self) -> None:
        feed = RSS.replace("/missing", "/surprise").replace("<?xml", '<?xml encoding="utf-16"')
        self.answer(feed.format(base=self.base).encode("utf-16"), "application/rss+xml")

    def show_pdf(self) -> None:
        self.answer(b"%PDF", "application/pdf")

    def show_untyped(self) -> None:
        self.answer(b"what", None)

    def show_empty(self) -> None:
        self.answer(b"<html><body><div id=app></div><script>x</script></body></html>")

    def show_ftp(self) -> None:
        self.answer(b"", status=302, Location="ftp://example.org/x")

    def show_cut(self) -> None:
        self.answer(b"a", Content_Length="100")


class Site(ThreadingHTTPServer):
    """A server that does not mind when we hang up."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = Site(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def open_project(project: Path, limits: FetchLimits) -> Iterator[AddRequest]:
    (project / "source").mkdir()
    with Fetcher(limits) as fetcher:
        yield AddRequest(project=project, fetcher=fetcher)


@pytest.fixture
def adding(tmp_path: Path) -> Iterator[AddRequest]:
    with open_project(tmp_path, LIMITS) as adding:
        yield adding


def one(adding: AddRequest, place: str) -> Outcome:
    (outcome,) = add(adding, place)
    return outcome


@pytest.mark.parametrize("path", ["/ferry", "/moved", "/gzip"])
def test_a_page_becomes_a_clean_article_with_its_metadata(adding: AddRequest, base: str, path: str) -> None:
    outcome = one(adding, base + path)
    assert isinstance(outcome, AddedArticle)
    file = adding.project / outcome.path
    article = read_article(file, adding.project)
    metadata = article.document.metadata
    assert (article.language, metadata.title) == ("en-GB", "Ferry line to Arwad-Nour reopens after eleven years")
    assert (str(metadata.date), metadata.author) == ("2026-04-16", "Rania Saleh")
    assert metadata.url == base + ("/gzip" if path == "/gzip" else "/ferry")
    roles = [unit.role for unit in article.units]
    assert (roles.count(Role.HEADLINE), roles.count(Role.STANDFIRST), roles.count(Role.HEADING)) == (1, 1, 1)
    assert outcome.dropped > 5
    text = file.read_text(encoding="utf-8")
    for gone in ("<script", "class=", "<div", "cookie", "Share this", "onclick", "style"):
        assert gone not in text.replace('class="twitter-tweet"', "")
    assert f'src="{base}/images/ferry.svg"' in text


def test_a_page_in_another_encoding_is_written_as_utf_8(adding: AddRequest, base: str) -> None:
    for path in ("/arabic", "/charset"):
        outcome = one(adding, base + path)
        assert isinstance(outcome, AddedArticle)
        assert "قال الوزير" in (adding.project / outcome.path).read_text(encoding="utf-8")


def test_bytes_that_a_page_s_encoding_does_not_have_are_said(adding: AddRequest, tmp_path: Path) -> None:
    file = tmp_path / "bytes.html"
    file.write_bytes(ARABIC.encode().replace("الوزير".encode(), "الوزير".encode() + b"\xa0", 1))
    outcome = one(adding, str(file))
    assert isinstance(outcome, AddedArticle)
    assert outcome.note.startswith("1 byte is not utf-8")
    assert outcome.note in describe(outcome)


def test_texts_and_ninjs_are_added_as_they_are(adding: AddRequest, base: str) -> None:
    text, item = one(adding, f"{base}/text"), one(adding, f"{base}/item")
    assert isinstance(text, AddedArticle)
    assert isinstance(item, AddedArticle)
    assert (adding.project / text.path).read_text(encoding="utf-8").endswith("---\n\nCourt opens\n\nIt sits.\n")
    assert (adding.project / item.path).read_bytes() == ITEM
    assert item.title == "تعاونية وادي الزهر تبيع محصول المشمش قبل قطافه"


def test_what_is_there_already_is_skipped(adding: AddRequest, base: str) -> None:
    first = one(adding, f"{base}/ferry")
    assert isinstance(first, AddedArticle)
    for address, shown in (("/ferry", "/ferry"), ("/ferry/", "/ferry/"), ("/moved", "/ferry")):
        assert one(adding, base + address) == KnownArticle(address=base + shown, path=first.path)


@pytest.mark.parametrize(("path", "message"), FAULTS)
def test_a_fault_is_an_error_that_says_what_to_do(adding: AddRequest, base: str, path: str, message: str) -> None:
    outcome = one(adding, base + path)
    assert isinstance(outcome, FailedAddition)
    assert message in outcome.message
    assert path in outcome.message or path == "/ftp"
    assert not list((adding.project / "source").iterdir())


@pytest.mark.parametrize("path", SLOW)
def test_a_server_that_takes_too_long_is_not_waited_for(tmp_path: Path, base: str, path: str) -> None:
    with open_project(tmp_path, replace(LIMITS, read=0.3, whole=0.5)) as adding:
        adding.fetcher._robots[base] = None  # a busy machine may need longer to fetch it
        outcome = one(adding, base + path)
    assert isinstance(outcome, FailedAddition)
    assert f"{path}: " in outcome.message
    assert "too long" in outcome.message
    assert not list((tmp_path / "source").iterdir())


def test_an_address_inside_a_network_is_refused_and_so_is_a_redirect_to_one(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Fetcher(FetchLimits(pause=0)) as fetcher:
        with pytest.raises(FetchError, match=r"127\.0\.0\.1, an address inside a network"):
            fetcher.fetch(f"{base}/ferry")
        with pytest.raises(FetchError, match=r"localhost is (127\.0\.0\.1|::1)"):
            fetcher.fetch("http://localhost/")
        port = base.rpartition(":")[2]
        # As if it were public: each hop of a redirect is looked up and checked.
        seen: list[str] = []

        def allow(address: str) -> bool:
            seen.append(address)
            return address == "127.0.0.1"

        monkeypatch.setattr(connections, "is_public", allow)
        with pytest.raises(FetchError, match="5 times"):
            fetcher.fetch(f"http://127.0.0.1:{port}/loop")
        assert set(seen) == {"127.0.0.1"}


def test_a_name_s_address_is_checked_and_not_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: answers)
    with Fetcher(FetchLimits(pause=0)) as fetcher, pytest.raises(FetchError, match=r"news\.example is 10\.0\.0\.1"):
        fetcher.fetch("http://news.example/a")


def test_only_addresses_outside_of_networks_are_public() -> None:
    assert [address for address in (*PUBLIC, *PRIVATE) if is_public(address)] == PUBLIC


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "http://", "https://u:p@a.example/"])
def test_other_addresses_are_refused(adding: AddRequest, url: str) -> None:
    outcome = one(adding, url)
    assert isinstance(outcome, FailedAddition)
    assert "p@" not in outcome.message


def test_a_pause_is_left_between_pages_of_one_server(base: str) -> None:
    slept: list[float] = []
    with Fetcher(FetchLimits(private=True, pause=20), sleep=slept.append) as fetcher:
        fetcher.fetch(f"{base}/ferry")
        fetcher.fetch(f"{base}/text")
    assert len(slept) == 1
    assert 10 < slept[0] <= 20


@pytest.mark.parametrize("feed", ["/rss", "/atom"])
def test_a_feed_s_items_are_added_and_the_next_time_skipped(adding: AddRequest, base: str, feed: str) -> None:
    kinds = [type(outcome) for outcome in add(adding, base + feed)]
    assert kinds == ([AddedArticle, FailedAddition, AddedArticle] if feed == "/rss" else [AddedArticle])
    again = [type(outcome) for outcome in add(adding, base + feed)]
    assert again == ([KnownArticle, FailedAddition, KnownArticle] if feed == "/rss" else [KnownArticle])


def test_a_feed_s_items_are_listed_without_fetching(adding: AddRequest, base: str) -> None:
    adding.dry_run, adding.limit = True, 2
    assert list(add(adding, f"{base}/rss")) == [
        ListedItem(address=f"{base}/ferry", title="One & two"),
        ListedItem(address=f"{base}/missing", title="Gone"),
    ]


def test_a_feed_s_file_is_read_as_well(adding: AddRequest, base: str) -> None:
    file = adding.project / "feed.xml"
    file.write_text(ATOM.format(base=base), encoding="utf-8")
    assert isinstance(one(adding, str(file)), AddedArticle)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('<!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>', "declares entities"),
        ("<rss><channel></channel></rss>", "without items"),
        ("http://127.0.0.1/feed", "without items"),
        ("<rss " + " ".join(f"a{n}='>'" for n in range(300)) + "></rss>", "more than 200 attributes"),
    ],
)
def test_a_feed_that_is_none_is_an_error(data: str, message: str) -> None:
    with pytest.raises(FetchError, match=message):
        read_feed(data, "feed.xml")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_entities_are_refused_in_every_encoding(adding: AddRequest, encoding: str) -> None:
    file = adding.project / "feed.xml"
    file.write_bytes('<!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>'.encode(encoding))
    outcome = one(adding, str(file))
    assert isinstance(outcome, FailedAddition)
    assert "declares entities" in outcome.message


def test_entities_hidden_by_a_declared_encoding_are_not_read() -> None:
    # In UTF-7 these bytes would declare an entity; they are read as what they look like.
    hidden = '<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE rss [+ADwAIQ-ENTITY a "b">]><rss>&a;</rss>'
    with pytest.raises(FetchError, match="without items"):
        read_feed(hidden, "feed.xml")


def test_an_item_that_breaks_its_reader_does_not_stop_the_others(
    adding: AddRequest, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Fetcher.fetch

    def fetch(self: Fetcher, url: str) -> FetchedPage:
        if url.endswith("/surprise"):
            raise RecursionError("too deep")
        return whole(self, url)

    monkeypatch.setattr(Fetcher, "fetch", fetch)
    outcomes = list(add(adding, f"{base}/wide"))
    assert [type(outcome) for outcome in outcomes] == [AddedArticle, FailedAddition, AddedArticle]
    assert isinstance(outcomes[1], FailedAddition)
    assert "/surprise" in outcomes[1].message
    assert "RecursionError: too deep" in outcomes[1].message


@pytest.mark.parametrize(
    ("name", "data", "added"),
    [
        ("My News.txt", "Court opens\r\n\r\nIt sits.\r\n".encode("utf-16"), "source/my-news.txt"),
        ("a.markdown", b"# Court\n", "source/a.md"),
        ("a.htm", b"<p>Court sits.", "source/a.html"),
        ("saved page.html", PAGE, "source/saved-page.html"),
        ("item.json", ITEM, "source/item.json"),
    ],
)
def test_a_file_is_copied_as_utf_8(adding: AddRequest, name: str, data: bytes, added: str) -> None:
    file = adding.project / name
    file.write_bytes(data)
    outcome = one(adding, str(file))
    assert isinstance(outcome, AddedArticle)
    assert outcome.path == added
    text = (adding.project / added).read_bytes().decode()
    assert "<script" not in text
    assert "file:" not in text
    assert isinstance(one(adding, str(file)), KnownArticle)


@pytest.mark.parametrize("name", ["none.txt", "a.docx"])
def test_a_file_that_is_no_article_is_an_error(adding: AddRequest, name: str) -> None:
    (adding.project / "a.docx").write_bytes(b"x")
    assert isinstance(one(adding, str(adding.project / name)), FailedAddition)


def test_nothing_is_overwritten(adding: AddRequest) -> None:
    for text in ("One.", "Two."):
        (adding.project / "a.txt").write_text(text, encoding="utf-8")
        one(adding, str(adding.project / "a.txt"))
    (adding.project / "a.md").write_text("# Three", encoding="utf-8")
    one(adding, str(adding.project / "a.md"))
    assert sorted(path.name for path in (adding.project / "source").iterdir()) == ["a-2.txt", "a-3.md", "a.txt"]


@pytest.mark.parametrize(("url", "title", "slug"), SLUGS)
def test_an_article_is_named_by_its_address_or_title(url: str, title: str, slug: str) -> None:
    assert slug_of_address(url, title) == slug


def test_the_command_says_what_it_wrote_and_fails_where_something_did_not_come(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Court opens\n\nIt sits.\n", encoding="utf-8")
    run = CliRunner().invoke(command, [str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--project", str(tmp_path)])
    assert run.exit_code == 2
    assert run.stdout == "wrote source/a.txt\n"
    assert "b.txt: No such file" in run.stderr
    named = CliRunner().invoke(command, [str(tmp_path / "a.txt"), "--slug", "court", "--project", str(tmp_path)])
    assert named.stdout == "wrote source/court.txt\n"
    assert describe(AddedArticle(path="x", title="T", dropped=2), dry_run=True).startswith("would write x: T; 2 blocks")


def test_a_name_that_is_taken_or_for_several_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.", encoding="utf-8")
    arguments = [str(tmp_path / "a.txt"), "--project", str(tmp_path), "--slug", "court"]
    CliRunner().invoke(command, arguments)
    (tmp_path / "a.txt").write_text("Two.", encoding="utf-8")
    assert "choose another --slug" in CliRunner().invoke(command, arguments).stderr
    assert "--slug" in str(CliRunner().invoke(command, [*arguments, "b.txt"]).exception)
    assert CliRunner().invoke(command, [*arguments[:-1], "Bad Name"]).exit_code == 1
