"""Servers with OpenAI's interface, against a real one on this machine that fails in every way we could think of."""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from pipeline.errors import ConfigError, EngineError
from pipeline.model import Candidate, Direction, Request, Rule, Term
from pipeline.translate.engines import make_engine
from pipeline.translate.engines.endpoint import EndpointSettings, responses
from pipeline.translate.engines.endpoint import server as endpoint_server
from pipeline.translate.engines.endpoint.address import find_address, parse_address, trust, trusted_file
from pipeline.translate.engines.endpoint.engine import EndpointEngine
from pipeline.translate.engines.endpoint.prompt import sign, translation_prompt
from tests.patience import PATIENCE
from tests.translate.engines.language_server import Asked, LanguageServer, Reply, Script, answer_well, translation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

EN_AR = Direction(source="en", target="ar")
KEY = "sk-very-secret-0123456789"
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SOURCES = [f"Sentence {word} fell." for word in WORDS]
TOO_LONG = "سقطت " + "الجملة الطويلة جدًا التي لا تنتهي أبدًا ".join(map(str, range(9)))

ONCE = {  # what goes wrong with the first attempt, or the first two; then all is well
    "429 with Retry-After": (Reply(status=429, headers={"Retry-After": "0.05"}),),
    "500 twice": (Reply(status=500), Reply(status=500, body=b"<html>Internal Server Error</html>", kind="text/html")),
    "503": (Reply(status=503, body=b'{"error": {"message": "Loading model"}}'),),
    "dropped connection": (Reply(drop=True),),
    "malformed JSON": (Reply(body=b'{"choices": [{"mess'),),
    "JSON of another shape": (Reply(body=b'{"choices": "none"}'), Reply(body=b'{"choices": []}')),
    "an error with status 200": (Reply(body=b'{"error": {"message": "overloaded"}}'),),
    "wrong content type": (Reply(body=b"<html>hello</html>", kind="text/html"),),
    "slow": (Reply(drop=True, hold=True),),
    "in drops": (Reply(text="سقطت.", drip=0.1),),
    "not what its encoding says": (Reply(body=b"plain", headers={"Content-Encoding": "gzip"}),),
    "truncated": (Reply(text="سقطت الجم", finish="length"),),
    "looping": (Reply(text="سقطت الجملة " * 9),),
    "far too long": (Reply(text=TOO_LONG),),
    "empty": (Reply(text=""),),
}
STAYS = {  # what goes wrong with every attempt, and whether it is asked again
    "500": (Reply(status=500), True),
    "dropped connection": (Reply(drop=True), True),
    "slow": (Reply(drop=True, hold=True), True),
    "truncated": (Reply(text="سقطت الجم", finish="length"), True),
    "empty": (Reply(text=""), True),
    "refused": (Reply(status=400, body=b'{"error": {"message": "context length exceeded"}}'), False),
    "censored": (Reply(text="لا.", finish="content_filter"), False),
    "too large": (Reply(body=b" " * 2_000_000), True),
    "deep JSON": (Reply(body=b"[" * 200_000), True),
    "deep JSON in an answer": (Reply(body=b'{"choices": [{"message": ' + b'{"a":' * 100_000), True),
    "a number that is none": (Reply(body=b'{"choices": [{"message": {"content": NaN}}]}'), True),
}
TIMED = {"slow", "in drops"}
"""Faults that only a short time limit finds."""
FATAL = [  # reply to every request, what the message says
    (Reply(status=401), "it asks for a key .* environment variable NEWSLOC_API_KEY"),
    (Reply(status=403, body=b'{"message": "no rights"}'), "it asks for a key .HTTP 403 no rights."),
    (
        Reply(status=404, body=b'{"error": {"message": "model not found"}}'),
        'no model "tiny" there, or no API .*; it has tiny',
    ),
    (Reply(status=402), "no credit left"),
    (Reply(status=429, body=b'{"error": {"code": "insufficient_quota"}}'), "no credit left"),
    (Reply(status=429, headers={"Retry-After": "3600"}), "left alone for 3600 s .* run again after that"),
    (Reply(status=307, headers={"Location": "http://elsewhere.example/v1"}), "sends requests on to .*elsewhere"),
    (Reply(status=500, body=b"boom"), "it failed 4 times running .HTTP 500 boom.; .* check the server and run again"),
    (Reply(drop=True), "it failed 4 times running .no connection, or it broke off"),
    (Reply(body=b"<html>", kind="text/html"), r"something else than was asked for .text/html.; does url end in /v1"),
    (Reply(status=400, body=b'{"error": "bad prompt"}'), "it failed 4 times running .it refuses: HTTP 400: bad prompt"),
]
ADDRESSES = [
    ("http://localhost:11434", "http://localhost:11434/v1"),
    ("http://localhost:11434/", "http://localhost:11434/v1"),
    (" https://api.example.org/v1/ ", "https://api.example.org/v1"),
    ("https://api.example.org/openai/v1/chat/completions", "https://api.example.org/openai/v1"),
]
WRONG_ADDRESSES = [
    ("localhost:11434/v1", "it must begin with http"),
    ("ftp://example.org", "it must begin with http"),
    ("http://", "it must begin with http"),
    ("http://[::1", "not a web address"),
    ("https://me:secret@example.org/v1", "leave out user, password"),
    ("https://example.org/v1?key=secret", "leave out user, password"),
]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(endpoint_server, "FIRST_PAUSE", 0.005)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("NEWSLOC_API_KEY", "NEWSLOC_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[LanguageServer]:
    with LanguageServer().running() as server:
        yield server


def _engine(server: LanguageServer, **changes: Any) -> EndpointEngine:
    given = {"engine": "endpoint", "url": server.url, "model": "tiny", "timeout": 20.0, "concurrency": 4}
    return EndpointEngine(EndpointSettings(**{**given, **changes}))


def _hurry(monkeypatch: pytest.MonkeyPatch, attempts: int) -> None:
    """Give the first attempts at the third sentence little time; a busy machine needs longer for the others."""
    attempt, left = endpoint_server.Server._attempt, iter(range(attempts))

    def hurry(server: endpoint_server.Server, method: str, path: str, body: Any, read: Callable[[Any], Any]) -> Any:
        if SOURCES[2] in str(body) and next(left, None) is not None:
            server = endpoint_server.Server(server.address, timeout=0.4)
        return attempt(server, method, path, body, read)

    monkeypatch.setattr(endpoint_server.Server, "_attempt", hurry)


def _translate(engine: EndpointEngine, sources: list[str]) -> dict[int, tuple[Candidate, ...]]:
    found = list(engine.translate([Request(source=source) for source in sources], EN_AR))
    assert sorted(index for index, _ in found) == list(range(len(sources))), "one lost, or one twice"
    return dict(found)


def _texts(found: dict[int, tuple[Candidate, ...]]) -> list[str | None]:
    return [found[index][0].text if found[index] else None for index in sorted(found)]


def _first(*replies: Reply) -> Script:
    """Give these replies to the third sentence, and good ones after them and to all others."""

    def script(asked: Asked, before: int) -> Reply:
        return replies[before] if asked.source == SOURCES[2] and before < len(replies) else answer_well(asked, before)

    return script


def test_every_unit_is_translated_once(server: LanguageServer) -> None:
    def answer_together(asked: Asked, before: int) -> Reply:
        """Wait for another request, so that a busy machine does not hide that they are sent at once."""
        for _ in range(1000):
            if server.most_at_once > 1:
                break
            time.sleep(0.01)
        return answer_well(asked, before)

    server.script = answer_together
    assert _texts(_translate(_engine(server), SOURCES)) == [translation(source) for source in SOURCES]
    assert len(server.posts) == len(SOURCES)
    assert 1 < server.most_at_once <= 4


@pytest.mark.parametrize("fault", ONCE)
def test_a_fault_that_passes_costs_nothing(server: LanguageServer, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    replies = ONCE[fault]
    server.script = _first(*replies)
    if fault in TIMED:
        _hurry(monkeypatch, len(replies))
    assert _texts(_translate(_engine(server), SOURCES)) == [translation(source) for source in SOURCES]
    assert sum(post.source == SOURCES[2] for post in server.posts) == 1 + len(replies)


@pytest.mark.parametrize(("reply", "again"), STAYS.values(), ids=list(STAYS))
def test_a_fault_that_stays_costs_its_own_unit_only(
    server: LanguageServer, reply: Reply, monkeypatch: pytest.MonkeyPatch, *, again: bool
) -> None:
    monkeypatch.setattr(responses, "LARGEST", 1_000_000)
    server.script = _first(*[reply] * 9)
    if reply.hold:
        _hurry(monkeypatch, 9)
    expected = [None if source == SOURCES[2] else translation(source) for source in SOURCES]
    assert _texts(_translate(_engine(server), SOURCES)) == expected
    assert (sum(post.source == SOURCES[2] for post in server.posts) > 1) is again


def test_half_a_character_stops_nothing(server: LanguageServer) -> None:
    server.script = _first(
        Reply(body=b'{"choices": [{"message": {"content": "\\ud800 \\u0000"}, "finish_reason": "stop"}]}')
    )
    assert None not in _texts(_translate(_engine(server), SOURCES))


@pytest.mark.parametrize(("reply", "message"), FATAL)
def test_a_server_that_answers_nobody_stops_the_engine_early(
    server: LanguageServer, reply: Reply, message: str
) -> None:
    server.script = lambda *_: reply
    with pytest.raises(EngineError, match=message) as caught:
        _translate(_engine(server), SOURCES * 80)
    assert str(caught.value).startswith(server.url)
    assert "\n" not in str(caught.value)
    assert len(server.posts) < 60


@pytest.mark.parametrize("status", [429, 500])
def test_a_failing_server_is_said_at_once_and_ends_a_small_job(server: LanguageServer, status: int) -> None:
    server.script = lambda *_: Reply(status=status, body=b'{"error": {"message": "\\ud800 overloaded"}}')
    said: list[str] = []
    engine = EndpointEngine(EndpointSettings(url=server.url, model="tiny"), said.append)
    with pytest.raises(EngineError, match=f"it failed 1 time and never answered .HTTP {status} overloaded.; .* check"):
        _translate(engine, SOURCES[:1])
    assert said[1:] == [f"{server.url}: HTTP {status} overloaded; trying again"]


def test_what_was_translated_before_a_server_went_down_is_kept(server: LanguageServer) -> None:
    server.script = lambda asked, before: answer_well(asked, before) if len(server.posts) <= 5 else Reply(status=502)
    found: list[tuple[int, tuple[Candidate, ...]]] = []
    with pytest.raises(EngineError, match="what was translated before is kept"):
        found.extend(_engine(server, concurrency=1).translate([Request(source=text) for text in SOURCES], EN_AR))
    assert [index for index, _ in found[:5]] == list(range(5))


def test_a_server_that_is_not_there_is_noticed_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    engine = EndpointEngine(EndpointSettings(url=url, model="tiny"))
    with pytest.raises(EngineError, match=r"no connection, or it broke off: .*; check that the server runs"):
        engine.load(EN_AR)


def test_answers_are_handed_on_as_they_come(server: LanguageServer) -> None:
    go_on = threading.Event()

    def hold_the_third(asked: Asked, before: int) -> Reply:
        came = asked.source != SOURCES[2] or go_on.wait(PATIENCE)
        return answer_well(asked, before) if came else Reply(status=400)

    server.script = hold_the_third
    found: dict[int, tuple[Candidate, ...]] = {}
    for index, candidates in _engine(server).translate([Request(source=text) for text in SOURCES], EN_AR):
        found[index] = candidates
        if len(found) == len(SOURCES) - 1:
            go_on.set()
    assert _texts(found) == [translation(source) for source in SOURCES]


def test_retry_after_is_honoured(server: LanguageServer) -> None:
    times: list[float] = []
    refuse_once = _first(Reply(status=429, headers={"Retry-After": "0.5"}))

    def note_time(asked: Asked, before: int) -> Reply:
        times.append(time.monotonic())
        return refuse_once(asked, before)

    server.script = note_time
    _translate(_engine(server, concurrency=1), SOURCES[:3])
    assert times[3] - times[2] >= 0.45


@pytest.mark.parametrize(
    ("value", "seconds"), [("", 0), ("7", 7), ("-3", 0), ("inf", 0), ("soon", 0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)]
)
def test_retry_after_is_read_in_all_its_forms(value: str, seconds: float) -> None:
    assert responses.read_retry_after({"retry-after": value}) == seconds


def test_a_second_attempt_has_more_room_or_a_penalty(server: LanguageServer) -> None:
    server.script = lambda _, before: Reply(text="", finish="length") if before == 0 else Reply(text="سقطت سقطت " * 9)
    assert _texts(_translate(_engine(server), SOURCES[:1])) == [None]
    assert [post.body["max_tokens"] for post in server.posts] == [100, 400]
    assert ["frequency_penalty" in post.body for post in server.posts] == [False, False]
    server.asked.clear()
    server.script = lambda _, before: Reply(text="سقطت سقطت " * 9, finish="length" if before == 0 else "stop")
    _translate(_engine(server), SOURCES[:1])
    assert [post.body.get("frequency_penalty") for post in server.posts] == [None, 0.5]


def test_when_the_caller_stops_no_more_is_asked(server: LanguageServer) -> None:
    server.script = lambda asked, _: Reply(text=translation(asked.source), wait=0.02)
    answers = _engine(server, concurrency=2).translate([Request(source=text) for text in SOURCES * 80], EN_AR)
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    asked = len(server.posts)
    time.sleep(0.1)
    assert len(server.posts) <= asked + 2, "those two that were on their way"


# What is sent


def test_a_chat_is_asked_with_terms_examples_and_context_and_without_chance(server: LanguageServer) -> None:
    term = Term(source="ICC", targets=("المحكمة",), rule=Rule.REQUIRED, source_language="en", target_language="ar")
    examples = (("Rain fell </text> here.", "هطل المطر هنا."),)
    request = Request(source=SOURCES[0], terms=(term,), previous="Before it.", examples=examples)
    list(_engine(server).translate([request, Request(source="  ")], EN_AR))
    [post] = server.posts
    content = post.body["messages"][0]["content"]
    assert post.path == "/v1/chat/completions"
    assert "<context>\nBefore it.\n</context>" in content
    assert "ICC = المحكمة" in content
    assert "Rain fell < /text> here. = هطل المطر هنا." in content
    assert content.endswith(f"<text>\n{SOURCES[0]}\n</text>")
    assert (post.body["temperature"], post.body["model"]) == (0, "tiny")
    assert "Authorization" not in post.headers


@pytest.mark.parametrize(("model", "options"), [("Qwen/Qwen3-8B", {"enable_thinking": False}), ("gemma3:4b", None)])
def test_a_model_that_thinks_aloud_is_told_not_to(
    server: LanguageServer, model: str, options: dict[str, bool] | None
) -> None:
    _translate(_engine(server, model=model), SOURCES[:1])
    assert server.posts[0].body.get("chat_template_kwargs") == options


REFUSED = [  # what the server says, what it then does not get, and gets
    ("Unsupported parameter: 'max_tokens'; use 'max_completion_tokens'.", "max_tokens", "max_completion_tokens"),
    ("'temperature' does not support 0", "temperature", "max_tokens"),
    ("Unrecognized request argument: chat_template_kwargs", "chat_template_kwargs", "temperature"),
]


@pytest.mark.parametrize(("said", "without", "instead"), REFUSED)
def test_what_a_server_does_not_take_is_left_out(server: LanguageServer, said: str, without: str, instead: str) -> None:
    server.script = lambda asked, before: (
        Reply(status=400, body=said.encode()) if without in asked.body else answer_well(asked, before)
    )
    engine = _engine(server, concurrency=1, model="qwen")
    assert None not in _texts(_translate(engine, SOURCES[:3]))
    assert [without in post.body for post in server.posts] == [True, False, False, False]
    assert instead in server.posts[-1].body


# Keys and addresses


def test_the_key_comes_from_the_environment_and_is_sent(
    server: LanguageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLOC_ENDPOINT_URL", server.url)
    monkeypatch.setenv("NEWSLOC_API_KEY", f" {KEY}\n")
    monkeypatch.setenv("OTHER_API_KEY", "other")
    _translate(_engine(server, url=None), SOURCES[:1])
    _translate(_engine(server, key_variable="OTHER_API_KEY"), SOURCES[:1])
    assert [post.headers["Authorization"] for post in server.posts] == [f"Bearer {KEY}", "Bearer other"]


def test_no_message_holds_the_key(
    server: LanguageServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    monkeypatch.setenv("NEWSLOC_ENDPOINT_URL", server.url)
    monkeypatch.setenv("NEWSLOC_API_KEY", KEY)
    said: list[str] = []
    for status in (401, 400, 429, 500):
        server.script = lambda asked, _, status=status: Reply(  # type: ignore[misc]
            status=status, body=f'{{"error": "not your key: {asked.headers["Authorization"]}"}}'.encode()
        )
        engine = _engine(server)
        with pytest.raises(EngineError) as caught:
            _translate(engine, SOURCES)
        said += [str(caught.value), repr(engine.settings)]
    assert "it does not accept the key in NEWSLOC_API_KEY (HTTP 401 not your key: Bearer ***)" in said[0]
    assert KEY not in "".join(said) + caplog.text


def test_a_redirect_takes_the_key_nowhere(server: LanguageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSLOC_ENDPOINT_URL", server.url)
    monkeypatch.setenv("NEWSLOC_API_KEY", KEY)
    with LanguageServer().running() as other:
        moved = Reply(status=307, headers={"Location": f"{other.url}/chat/completions"})
        server.script = lambda *_: moved
        with pytest.raises(EngineError, match="set url to the address itself"):
            _translate(_engine(server), SOURCES)
        server.listing = moved
        with pytest.raises(EngineError, match="set url to the address itself"):
            _engine(server).load(EN_AR)
        assert other.asked == []


def test_a_server_that_only_the_project_names_gets_no_key(
    server: LanguageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLOC_API_KEY", KEY)
    monkeypatch.setenv("NEWSLOC_ENDPOINT_URL", "https://api.example.org/v1")
    said: list[str] = []
    engine = EndpointEngine(EndpointSettings(url=server.url, model="tiny"), said.append)
    assert _texts(_translate(engine, SOURCES[:1])) == [translation(SOURCES[0])]
    assert all("Authorization" not in asked.headers for asked in server.asked)
    origin = server.url.removesuffix("/v1")
    assert f"newsloc models trust {origin}" in "".join(said)
    server.script = lambda *_: Reply(status=401, body=b"")
    with pytest.raises(
        EngineError, match=r"it asks for a key \(HTTP 401\), and the key in NEWSLOC_API_KEY is not sent"
    ):
        _translate(engine, SOURCES[:1])


def test_a_server_that_the_user_trusts_gets_this_key_and_no_other(
    server: LanguageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLOC_API_KEY", KEY)
    monkeypatch.setenv("OTHER_API_KEY", "other")
    trust(parse_address(server.url))
    trust(parse_address("http://127.0.0.1:1/v1"))
    assert trusted_file().read_text(encoding="utf-8").count("NEWSLOC_API_KEY\n") == 2
    assert find_address(EndpointSettings(url=server.url)).key == KEY
    assert find_address(EndpointSettings(url=server.url, key_variable="OTHER_API_KEY")).key is None
    other = server.url.replace("127.0.0.1", "localhost")
    assert find_address(EndpointSettings(url=other)).key is None
    _translate(_engine(server), SOURCES[:1])
    assert server.posts[0].headers["Authorization"] == f"Bearer {KEY}"


def test_a_folder_that_cannot_be_written_does_not_remember(tmp_path: Path) -> None:
    (tmp_path / "config").touch()
    with pytest.raises(ConfigError, match=r"cannot be written .*; or set NEWSLOC_ENDPOINT_URL instead"):
        trust(parse_address("https://api.example.org"))


def test_an_answer_that_repeats_the_key_is_dropped(server: LanguageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSLOC_ENDPOINT_URL", server.url)
    monkeypatch.setenv("NEWSLOC_API_KEY", KEY)
    server.script = _first(*[Reply(text=f"سقطت {KEY}.")] * 9)
    expected = [None if source == SOURCES[2] else translation(source) for source in SOURCES]
    assert _texts(_translate(_engine(server), SOURCES)) == expected


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "HOME", "api_key"])
def test_no_other_secret_can_be_named(server: LanguageServer, name: str) -> None:
    with pytest.raises(EngineError, match=f'key_variable: "{name}" must end in API_KEY'):
        _engine(server, key_variable=name).load(EN_AR)


def test_a_key_that_is_none_is_not_shown(server: LanguageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSLOC_API_KEY", "två words")
    with pytest.raises(EngineError, match="characters that no key has") as caught:
        _engine(server).load(EN_AR)
    assert "words" not in str(caught.value)


@pytest.mark.parametrize(("url", "base"), ADDRESSES)
def test_an_address_is_read_as_people_write_it(url: str, base: str) -> None:
    assert parse_address(url).url == base


@pytest.mark.parametrize(("url", "message"), WRONG_ADDRESSES)
def test_a_wrong_address_says_what_to_write_and_no_secret(url: str, message: str) -> None:
    with pytest.raises(EngineError, match=message) as caught:
        parse_address(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.0.0.1", True), ("[::1]", True), ("10.0.0.7", False), ("example.org", False)],
)
def test_this_machine_is_known(host: str, *, here: bool) -> None:
    assert parse_address(f"http://{host}:1/v1").is_here is here


def test_a_certificate_that_is_not_trusted_is_no_passing_fault(server: LanguageServer) -> None:
    engine = _engine(server)
    error = httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")
    assert "its certificate is not trusted here" in str(engine._connect()._explain_connection(error))


# Models


def test_the_label_names_model_and_prompt_and_no_server(server: LanguageServer) -> None:
    label = _engine(server, model="qwen3:8b").label(EN_AR)
    assert label == f"qwen3:8b+{sign(translation_prompt())}"


def test_the_only_model_of_a_server_need_not_be_named(server: LanguageServer) -> None:
    engine = _engine(server, model=None)
    assert engine.label(EN_AR).startswith("tiny+")
    assert _texts(_translate(engine, SOURCES[:1])) == [translation(SOURCES[0])]


@pytest.mark.parametrize(
    ("listing", "message"),
    [
        (b'{"data": [{"id": "a"}, {"id": "b"}, 7]}', "name one of its models: .*; it has a, b"),
        (b'{"models": []}', "it does not tell which it has"),
        (b"[]", "it does not tell which it has"),
    ],
)
def test_one_of_several_models_must_be_named(server: LanguageServer, listing: bytes, message: str) -> None:
    server.listing = Reply(body=listing)
    with pytest.raises(EngineError, match=message):
        _engine(server, model=None).load(EN_AR)


def test_what_is_asked_where_is_reported_once() -> None:
    said: list[str] = []
    with LanguageServer(models=tuple(f"m{number}" for number in range(10))).running() as server:
        engine = EndpointEngine(EndpointSettings(url=server.url, model="tiny"), said.append)
        engine.load(EN_AR)
        engine.load(EN_AR)
    assert said == [
        f"asking tiny at {server.url}, 8 requests at a time",
        f"{server.url}: it does not list tiny; it has m0, m1, m2, m3, m4, m5, m6, m7 and 2 more",
    ]


def test_an_open_connection_is_reported(server: LanguageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("pipeline.translate.engines.endpoint.address.Address.is_here", False)
    EndpointEngine(EndpointSettings(url=server.url, model="tiny"), said.append).load(EN_AR)
    assert "not encrypted: articles and key can be read on the way" in said[1]


def test_a_server_without_a_list_of_models_will_do(server: LanguageServer) -> None:
    server.listing = Reply(status=404)
    assert None not in _texts(_translate(_engine(server), SOURCES))


def test_without_an_address_the_message_says_what_to_set() -> None:
    with pytest.raises(EngineError, match="set url under"):
        list(make_engine(EndpointSettings(engine="endpoint", model="tiny")).translate([], EN_AR))


def test_it_supports_what_its_model_may_know(server: LanguageServer) -> None:
    engine = _engine(server)
    assert engine.supports(EN_AR)
    assert not engine.supports(Direction(source="ar", target="ar"))
    assert server.asked == []
