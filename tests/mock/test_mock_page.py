"""The page at `/`: only for browsers, it shows what happens, and a name from a seed is never more than text."""

from __future__ import annotations

import shutil
import subprocess

import httpx
import pytest

from kps_tasks_mock import MockKps

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


def test_it_is_for_browsers_and_loads_nothing_from_elsewhere():
    mock = MockKps.documented()
    with httpx.Client(transport=mock.transport(), base_url="http://kps.test") as client:
        page = client.get("/", headers=BROWSER)
        assert client.get("/").json()["error_code"] == "APIGW.0101"
        assert client.post("/", headers=BROWSER).status_code == 404
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert [request.path for request in mock.requests] == ["/", "/"], "the page itself is not what is mocked"


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt install chromium)")
def test_chromium_shows_tasks_requests_and_faults(tmp_path):
    mock = MockKps.documented()
    mock.add_task(operation="bind", server_name="<img src=x onerror=document.title=1>", task_id="moving")
    mock.fail("ListFailedTask", 2, 503)
    with mock.serve() as url:
        httpx.get(f"{url}/v3/{mock.project_id}/failed-tasks?limit=0", trust_env=False)
        command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--dump-dom"]
        options = ["--virtual-time-budget=3000", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", url]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=True, timeout=120)
    page = done.stdout
    assert '<td class="READY">READY_BIND</td>' in page
    assert "&lt;img src=x" in page
    assert "<title>KPS mock</title>" in page
    assert '<td>1</td><td class="s5">503</td><td>1</td><td><code>GET /v3/' in page
    assert "failed-tasks?limit=0 (not in the spec: no credential" in page
    assert "<td>1 of 2</td>" in page
    assert [request.path for request in mock.requests] == [f"/v3/{mock.project_id}/failed-tasks"], "and nothing else"
    assert '<p id="trouble" role="alert"></p>' in page
