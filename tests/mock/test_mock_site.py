"""The documentation site in front of the mock: its files, nothing else, and the mock behind it as usual."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys

import httpx
import pytest

from kps_tasks_mock import MockKps
from kps_tasks_mock._docs import with_docs
from kps_tasks_mock._messages import Response


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    (folder / "zh").mkdir(parents=True)
    (folder / "index.html").write_text("<h1>Start</h1>")
    (folder / "zh" / "index.html").write_text("<h1>开始</h1>")
    (folder / "page one.html").write_text("one")
    (folder / "empty").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "way-out.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
def ask(site):
    response = with_docs(lambda *_: Response(418, (), b"the mock"), site, lambda: {"project_id": "p", "token": "t"})
    return lambda path, method="GET": response(method, path, "", (), b"")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/docs/index.html", "<h1>Start</h1>"),
        ("/docs/zh/index.html", "<h1>开始</h1>"),
        ("/docs/page%20one.html", "one"),
        ("/docs/zh/../index.html", "<h1>Start</h1>"),
    ],
)
def test_a_file_of_the_site_is_given(ask, path, body):
    response = ask(path)
    assert (response.status, response.body.decode()) == (200, body)
    headers = dict(response.headers)
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(("path", "first"), [("/docs", "/docs/index.html"), ("/docs/zh/", "/docs/zh/index.html")])
def test_a_folder_leads_to_its_first_page(ask, path, first):
    response = ask(path)
    assert (response.status, dict(response.headers)["Location"]) == (307, first)


@pytest.mark.parametrize(
    "path",
    [
        "/docs/nothing.html",
        "/docs/empty/",
        "/docs/../secret.txt",
        "/docs/%2e%2e/secret.txt",
        "/docs/..%2fsecret.txt",
        "/docs/way-out.txt",
        "/docs//etc/passwd",
        "/docs/%2fetc/passwd",
        "/docs/a%00b",
        "/docs/" + "a" * 5000,
    ],
)
def test_nothing_outside_the_site_is_served(ask, path):
    response = ask(path)
    assert response.status == 404
    assert b"secret" not in response.body


def test_only_reading_is_possible(ask):
    assert ask("/docs/index.html", "POST").status == 405
    head = ask("/docs/index.html", "HEAD")
    assert (head.status, head.body, dict(head.headers)["Content-Length"]) == (200, b"", "14")


@pytest.mark.parametrize("path", ["/", "/docsx", "/v3/p/running-tasks"])
def test_the_mock_responds_to_the_rest(ask, path):
    assert ask(path).body == b"the mock"


def test_the_forms_learn_whom_to_ask(ask):
    assert json.loads(ask("/docs/mock.json").body) == {"project_id": "p", "token": "t"}


def test_the_command_serves_both(site):
    command = [sys.executable, "-m", "kps_tasks_mock", "--seed", "documented", "--docs", str(site)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert select.select([process.stdout], [], [], 30)[0]
            url = process.stdout.readline().strip()
            with httpx.Client(base_url=url, follow_redirects=True) as client:
                assert client.get("/docs").text == "<h1>Start</h1>"
                settings = client.get("/docs/mock.json").json()
                mock = MockKps.documented()
                assert settings == {"project_id": mock.project_id, "token": mock.token}
                headers = {"X-Auth-Token": settings["token"]}
                assert client.get(f"/v3/{settings['project_id']}/running-tasks", headers=headers).json()["total"] == 1
        finally:
            process.terminate()
        assert re.search(rf"documentation: {url}/docs/index.html", process.stderr.read())


def test_a_folder_without_a_site_is_refused(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "kps_tasks_mock", "--docs", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "200"},
    )
    assert done.returncode == 2
    assert "has no index.html; `make docs` builds the site" in done.stderr
