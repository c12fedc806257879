"""Safe: a test for each line of what keeps other pages and other machines out."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from starlette.routing import Route
from starlette.testclient import TestClient

from pipeline.cli import review
from pipeline.model import State
from pipeline.review import server
from pipeline.review.answers import static_address
from pipeline.review.safety import COOKIE, LARGEST_BODY, Place, comes_from_elsewhere, is_loopback
from tests.gate.gate_cases import write_article, write_states
from tests.review.review_cases import SLUG, catalog_of, entries_of, open_store, write_project
from tests.review.test_server import JSON, PAGE, open_client, unit_of

ANY = "0.0.0.0"  # noqa: S104 - what the tests are about
HOSTS = [
    ("127.0.0.1:8000", True),
    ("localhost:8000", True),
    ("LOCALHOST:8000", True),
    ("[::1]:8000", True),
    ("127.0.0.1:9000", False),
    ("127.0.0.1", False),
    ("evil.example:8000", False),
    ("127.0.0.1.evil.example:8000", False),
    ("localhost.evil.example:8000", False),
    ("me@localhost:8000", False),
    ("[::1", False),
    ("localhost:x", False),
    ("", False),
]
"""What a ``Host`` may say when the page listens on 127.0.0.1:8000."""
OPEN_HOSTS = [("192.0.2.7:8000", True), ("evil.example:8000", False), ("localhost:8000", True)]
"""The same where it listens on every address."""
WRITES: list[tuple[Mapping[str, str], bool]] = [
    ({"sec-fetch-site": "same-origin"}, False),
    ({"sec-fetch-site": "none"}, False),
    ({"sec-fetch-site": "same-site"}, True),
    ({"sec-fetch-site": "cross-site"}, True),
    ({"sec-fetch-site": "cross-site", "origin": "http://localhost:8000"}, True),
    ({"sec-fetch-site": "same-origin", "origin": "null"}, False),
    ({}, False),
    ({"origin": "http://localhost:8000"}, False),
    ({"origin": "http://localhost:9000"}, True),
    ({"origin": "http://evil.example"}, True),
    ({"origin": "null"}, True),
    ({"origin": ""}, True),
    ({"origin": "localhost:8000"}, True),
]
"""What the headers of a write say, and whether another site sent it; as Go's http.CrossOriginProtection decides."""


@pytest.mark.parametrize(("host", "ours"), HOSTS)
def test_only_its_own_names_are_answered(host: str, ours: bool) -> None:  # noqa: FBT001
    assert Place(host="127.0.0.1", port=8000).is_ours(host) is ours


@pytest.mark.parametrize(("host", "ours"), OPEN_HOSTS)
def test_on_every_address_only_addresses_are_answered(host: str, ours: bool) -> None:  # noqa: FBT001
    assert Place(host=ANY, port=8000, token="t").is_ours(host) is ours  # noqa: S106


def test_a_rebound_name_gets_nothing(tmp_path: Path) -> None:
    write_project(tmp_path)
    answer = open_client(tmp_path).get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert SLUG not in answer.text


@pytest.mark.parametrize(("headers", "elsewhere"), WRITES)
def test_a_write_of_another_site_is_told_from_our_own(headers: Mapping[str, str], elsewhere: bool) -> None:  # noqa: FBT001
    assert comes_from_elsewhere("POST", {"host": "localhost:8000", **headers}) is elsewhere
    assert not comes_from_elsewhere("GET", {"host": "localhost:8000", **headers})


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}, {"Origin": "http://a.b"}])
def test_a_write_of_another_site_changes_nothing(tmp_path: Path, headers: Mapping[str, str]) -> None:
    write_project(tmp_path)
    before, client = entries_of(tmp_path), open_client(tmp_path)
    form = {"act": "approve", "unit": unit_of(tmp_path, 0)}
    assert client.post(PAGE, data=form, headers=headers).status_code == 403
    for path in ("check", "candidates"):
        assert client.post(f"/{path}/ar/{SLUG}", data=form, headers=headers).status_code == 403
    assert entries_of(tmp_path) == before


def addresses(project: Path) -> list[str]:
    """Return an address of each route that answers to a browser's look."""
    app = server.make_app(open_store(project), Place())
    paths = [route.path for route in app.routes if isinstance(route, Route) and "GET" in (route.methods or ())]
    values = {"{language}": "ar", "{slug:path}": SLUG, "{digest}/{name}": static_address("review.js")[8:]}
    filled = []
    for path in paths:
        for field, value in values.items():
            path = path.replace(field, value)  # noqa: PLW2901 - field by field
        filled.append(path)
    name = unit_of(project, 0).partition(":")[0]
    return [f"{path}?name={name}" for path in filled if path != "/events"]


def test_every_answer_forbids_scripts_and_styles_that_are_not_ours(tmp_path: Path) -> None:
    write_project(tmp_path)
    client, paths = open_client(tmp_path), addresses(tmp_path)
    assert len(paths) > 5
    for path in (*paths, "/nowhere", "/article/ar/nowhere"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        if "text/html" in answer.headers["content-type"] and not path.startswith("/preview"):
            assert not re.search(r"<style|<script(?! src)|\sstyle=|\son\w+=|javascript:", answer.text)


def test_all_text_is_escaped(tmp_path: Path) -> None:
    write_project(tmp_path)
    bad = '"><script>alert(1)</script>&<img src=x onerror=y>'
    write_article(tmp_path, "bad", ("A <script>alert(2)</script> title.", "Body <img src=x onerror=y> here."))
    write_states(tmp_path, "bad", (State.DRAFT, State.DRAFT))
    client = open_client(tmp_path)
    for index, fields in enumerate(({"act": "edit", "text": bad}, {"act": "comment", "comment": bad})):
        client.post(PAGE, data={**fields, "unit": unit_of(tmp_path, index)})
    client.post(PAGE, data={"act": "send-back", "reason": bad, "unit": unit_of(tmp_path, 0)})
    for path in (
        *addresses(tmp_path),
        "/article/ar/bad",
        f"/?words={bad}&language={bad}&show={bad}",
        f"/corpus?language={bad}",
        f"{PAGE}?show={bad}&sort={bad}",
        f"{PAGE}?show={bad}&approve=score",
        f"/memory/ar/{SLUG}?words={bad}",
        f"/article/{bad}/{bad}",
    ):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert entries_of(tmp_path)[0].target == bad


@pytest.mark.parametrize(
    "path",
    [
        "/article/ar/../../etc/passwd",
        "/article/ar/..%2f..%2fnewsloc",
        "/article/..%2f../lake",
        "/article/ar/%2fetc%2fpasswd",
        "/static/x/..%2fserver.py",
        "/static/x/server.py",
        "/article/ar/lake%00",
    ],
)
def test_no_path_of_an_address_is_followed(tmp_path: Path, path: str) -> None:
    write_project(tmp_path)
    answer = open_client(tmp_path).get(path)
    assert answer.status_code in {404, 422}
    assert "import" not in answer.text


def test_no_path_of_a_catalog_is_followed(tmp_path: Path) -> None:
    path = write_project(tmp_path)
    secret = tmp_path.parent / f"{tmp_path.name}-secret.md"
    secret.write_text("Nobody reads this line.\n", encoding="utf-8")
    reference = f"#: {secret} ../../{secret.name}\nmsgctxt"
    path.write_text(path.read_text(encoding="utf-8").replace("msgctxt", reference), encoding="utf-8")
    client = open_client(tmp_path)
    for address in addresses(tmp_path):
        assert "Nobody reads this line." not in client.get(address).text
    assert client.post(PAGE, data={"act": "approve", "unit": unit_of(tmp_path, 0)}).status_code == 303
    assert secret.read_text(encoding="utf-8") == "Nobody reads this line.\n"


def test_nothing_is_written_through_a_link_out_of_the_project(tmp_path: Path) -> None:
    path = write_project(tmp_path)
    outside = tmp_path.parent / f"{tmp_path.name}-outside.po"
    path.rename(outside)
    path.symlink_to(outside)
    before = outside.read_bytes()
    form = {"act": "approve", "unit": unit_of(tmp_path, 0)}
    answer = open_client(tmp_path).post(PAGE, data=form, headers=JSON)
    assert (answer.status_code, "out of the project" in answer.json()["said"]) == (422, True)
    assert outside.read_bytes() == before


def test_too_much_is_refused_before_it_is_read(tmp_path: Path) -> None:
    write_project(tmp_path)
    client = open_client(tmp_path)
    large = "text=" + "a" * LARGEST_BODY
    assert client.post(PAGE, content=large).status_code == 413
    assert client.post(PAGE, content=iter([large.encode()])).status_code == 413
    assert client.get("/?words=" + "a" * 9000).status_code == 414
    assert (
        client.post(PAGE, data={"act": "edit", "text": "a" * 30_000, "unit": unit_of(tmp_path, 0)}).status_code == 422
    )
    assert client.post(PAGE, content=b"\xff\xfe=1").status_code == 422
    assert client.post(PAGE, data={"act": "format-disk", "unit": unit_of(tmp_path, 0)}).status_code == 422
    assert client.post(PAGE, data={"act": "undo", "step": "x" * 50}).status_code == 422


def test_on_other_addresses_a_token_opens_the_page_once(tmp_path: Path) -> None:
    write_project(tmp_path)
    place = Place(host="192.0.2.7", port=8000, token="secret")  # noqa: S106 - a token of the test
    app = server.make_app(open_store(tmp_path), place)
    client = TestClient(app, base_url="http://192.0.2.7:8000", follow_redirects=False)
    assert client.get("/").status_code == 403
    assert client.get("/?token=wrong").status_code == 403
    assert client.post(f"{PAGE}?token=secret", data={}).status_code == 403
    answer = client.get("/?token=secret")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert client.cookies[COOKIE] == "secret"
    assert client.get("/").status_code == 303


def test_on_a_shared_page_each_says_once_who_they_are(tmp_path: Path) -> None:
    write_project(tmp_path)
    app = server.make_app(open_store(tmp_path), Place(host="192.0.2.7", port=8000, token="t"))  # noqa: S106
    names = {"هند علي": "", "Jo (Ed) Lee": "jo@example.org"}
    for index, (name, email) in enumerate(names.items()):
        client = TestClient(app, base_url="http://192.0.2.7:8000", follow_redirects=False)
        client.get("/?token=t")
        asked = client.get(f"{PAGE}?show=open")
        assert (asked.status_code, asked.headers["location"]) == (
            303,
            f"/who?next={quote(f'{PAGE}?show=open', safe='')}",
        )
        assert client.post(PAGE, data={"act": "approve", "unit": unit_of(tmp_path, 2 * index)}).status_code == 303
        assert entries_of(tmp_path)[2 * index].state is State.DRAFT
        page = client.get(asked.headers["location"])
        assert f'name="next" value="{PAGE}?show=open"' in page.text
        assert client.post("/who", data={"name": " "}).status_code == 422
        for wanted, led in (("//evil.example", "/"), (f"{PAGE}?show=open", f"{PAGE}?show=open")):
            answer = client.post("/who", data={"name": name, "email": email, "next": wanted})
            assert (answer.status_code, answer.headers["location"]) == (303, led)
        assert {"httponly", "samesite=strict"} <= set(answer.headers["set-cookie"].lower().split("; "))
        for act in ("approve", "comment"):
            client.post(PAGE, data={"act": act, "comment": "Fine.", "unit": unit_of(tmp_path, 2 * index)})
        shown = name.translate({ord(each): None for each in "()"})
        assert f"<bdi>{shown}</bdi>" in client.get(PAGE).text
        said = " ".join(entries_of(tmp_path)[2 * index].comments)
        assert said.count(f"{shown}, 2") == 2
        assert catalog_of(tmp_path).headers["Last-Translator"] == (f"{shown} <{email}>" if email else shown)


def test_alone_nobody_is_asked_who_they_are(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert open_client(tmp_path).get("/who").status_code == 404


@pytest.mark.parametrize(("host", "loopback"), [("127.0.0.1", True), ("::1", True), ("localhost", True), (ANY, False)])
def test_the_command_demands_a_token_beyond_loopback_and_says_so(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    loopback: bool,  # noqa: FBT001
) -> None:
    write_project(tmp_path)
    monkeypatch.setattr("uvicorn.Server.run", lambda *_, sockets: [each.close() for each in sockets])
    words = ["--project", str(tmp_path), "--host", host, "--no-browser", "--reviewer", "Mona Said <mona@example.org>"]
    result = CliRunner().invoke(review.command, words)
    assert result.exit_code == 0
    assert is_loopback(host) is loopback
    assert ("token=" in result.stdout) is not loopback
    assert ("can change the catalogs" in result.stderr) is not loopback


def test_the_command_listens_on_loopback_by_default() -> None:
    option = next(each for each in review.command.params if each.name == "host")
    assert option.default == "127.0.0.1"


def test_a_fault_of_the_server_is_told_in_the_language_of_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path)
    app = server.make_app(open_store(tmp_path), Place())
    client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    monkeypatch.setattr(server, "view_article", lambda *_: 1 / 0)
    answer = client.get(f"{PAGE}?ui=ar")
    assert (answer.status_code, '<html lang="ar"' in answer.text, 'href="/"' in answer.text) == (500, True, True)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_preview_shows_the_pictures_of_the_project_alone(tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/>{}</svg>'
    (tmp_path / "secret.png").write_bytes(b"secret")
    write_project(tmp_path)
    source = tmp_path / "source"
    (source / "map.png").write_bytes(b"picture")
    (source / "map.svg").write_text(drawing.format(""), encoding="utf-8")
    (source / "bad.svg").write_text(drawing.format("<script>alert(1)</script>"), encoding="utf-8")
    (source / "link.png").symlink_to(tmp_path / "secret.png")
    names = ("map.png", "map.svg", "bad.svg", "link.png", "../secret.png", "lake.md", "https://a.example/b.png")
    text = "\n\n".join(f"![Map]({name})" for name in names)
    (source / "pictures.md").write_text(f"---\nlanguage: en\n---\n\n{text}\n", encoding="utf-8")
    answer = open_client(tmp_path).get("/preview/ar/pictures")
    found = [b64decode(each) for each in re.findall(r'src="data:image/[a-z+]+;base64,([^"]*)"', answer.text)]
    assert found == [b"picture", drawing.format("").encode()]
    assert "img-src data:;" in answer.headers["content-security-policy"]
