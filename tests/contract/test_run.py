"""The contract run: what it sends, what makes it fail, and that a broken service fails it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree as ET

import pytest
import requests

from kps_contract.__main__ import main
from kps_contract.started import started
from kps_contract.tool import _findings
from kps_tasks_mock import MockKps

RUN = [sys.executable, "-m", "kps_contract", "run"]


def session() -> requests.Session:
    """Connect to this machine, whatever proxies are in the environment."""
    http = requests.Session()
    http.trust_env = False
    return http


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that starts a run with its own output folder."""
    return lambda *arguments, **environment: _run("--output", str(tmp_path), *arguments, **environment)


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KPS_")}
    return subprocess.run([*RUN, *arguments], env=clean | environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "Not set: KPS_PROJECT_ID"),
        ({"KPS_PROJECT_ID": "0123456789abcdef0123456789abcdef"}, "No credential. Searched"),
        ({"KPS_PROJECT_ID": "0123456789abcdef0123456789abcdef", "KPS_TOKEN": "wrong"}, "APIGW.0301"),
        ({"KPS_PROJECT_ID": "f" * 32, "KPS_TOKEN": "contract-token"}, "APIGW.0302"),
    ],
)
def test_a_run_that_could_prove_nothing_fails(run, environment, message):
    mock = MockKps.from_seed("contract")
    with mock.serve() as url:
        done = run("--target", url, **environment)
    assert done.returncode == 1
    assert message in done.stderr
    assert len(mock.requests) <= 1


def test_the_command_alone_lists_its_subcommands(capsys):
    assert main([]) == 2
    assert "mutants" in capsys.readouterr().err


def test_a_file_that_cannot_be_used_is_named(capsys):
    assert main(["mutants", "--file", "none.py"]) == 1
    assert capsys.readouterr().err.endswith("none.py: No such file or directory\n")


def test_a_target_that_is_not_there_fails(run):
    done = run("--target", "http://127.0.0.1:1", KPS_PROJECT_ID="f" * 32, KPS_TOKEN="t")
    assert done.returncode == 1
    assert "nothing is listening at http://127.0.0.1:1: start it first" in done.stderr


@contextmanager
def in_front_of(url: str, change: Callable[[str, int, bytes], tuple[int, bytes]]) -> Iterator[str]:
    """Serve what is at *url*, changed in transit."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self):
            token = {"X-Auth-Token": self.headers["X-Auth-Token"]} if "X-Auth-Token" in self.headers else {}
            answer = session().get(url + self.path, headers=token, timeout=10)
            status, body = change(self.path, answer.status_code, answer.content)
            self.send_response(status)
            self.send_header("X-Request-Id", answer.headers["X-Request-Id"])
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_broken_service_fails_and_the_reports_say_why(run, tmp_path):
    def change(path, status, body):
        return status, re.sub(rb'^{"task_id":"', b'{"task_id":"x', body)

    mock = MockKps.from_seed("contract")
    with mock.serve() as url, in_front_of(url, change) as broken:
        done = run("--target", broken, "--examples", "3", KPS_PROJECT_ID=mock.project_id, KPS_TOKEN=mock.token)
        assert done.returncode == 1, done.stdout + done.stderr
        summary = (tmp_path / "summary.md").read_text()
        assert "# Contract: FAILED" in summary
        assert f'curl -i -H "X-Auth-Token: $KPS_TOKEN" {broken}/v3/{mock.project_id}/tasks/' in summary
    assert "requested task" in done.stderr
    suites = {suite.get("name"): suite for suite in ET.parse(tmp_path / "junit.xml").getroot()}
    assert int(suites["survey"].get("failures")) > 0
    assert int(suites["schemathesis"].get("failures")) > 0
    kept = json.loads((tmp_path / "exchanges.har").read_text())["log"]["entries"]
    assert {entry["request"]["method"] for entry in kept} == {"GET"}
    assert mock.token not in "".join(path.read_text() for path in tmp_path.iterdir() if path.is_file())


def test_an_undocumented_status_is_not_reported_again_as_a_rejected_request(tmp_path):
    report = """<testsuite><testcase name="GET /x"><failure>1. Test Case ID: a
- ST202 Schema-valid request rejected
    Valid data should have been accepted
- ST103 Undocumented status code
    Received: 500
</failure></testcase></testsuite>"""
    (tmp_path / "schemathesis.xml").write_text(report)
    (finding,) = _findings(tmp_path / "schemathesis.xml")
    assert str(finding) == "documented status, GET /x: Undocumented status code: Received: 500"


def test_responses_that_break_off_are_counted_and_reported_for_the_right_operation(run, tmp_path):
    mock = MockKps.from_seed("contract")
    mock.fail("ListFailedTask", body="cut", times=None, after=1)
    with mock.serve() as url:
        done = run(url, "--only", "relations", KPS_PROJECT_ID=mock.project_id, KPS_TOKEN=mock.token)
    assert done.returncode == 1
    assert "contract: answered, GET /v3/{project_id}/failed-tasks: no response" in done.stderr
    printed = re.findall(r"^contract: GET /\S+: peer closed", done.stdout, re.MULTILINE)
    (count,) = re.findall(r"contract: (\d+) requests got no complete response; the first 5", done.stdout)
    assert len(printed) == 5 < int(count)
    assert "FAILED, 1 new finding;" in done.stdout


def test_reports_of_an_earlier_run_are_not_taken_for_those_of_this_one(run, tmp_path):
    for name in ("summary.md", "report.html", "junit.xml", "exchanges.har", "mine.txt"):
        (tmp_path / name).write_text("of an earlier run")
    assert run("http://127.0.0.1:1", KPS_PROJECT_ID="f" * 32, KPS_TOKEN="t").returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_known_differences_are_told_and_do_not_fail(run, tmp_path):
    def change(path, status, body):
        return status, body.replace(b'"keypair_name"', b'"keypair"')

    known = tmp_path / "known.yaml"
    mock = MockKps.from_seed("contract")
    with mock.serve() as url, in_front_of(url, change) as differing:
        words = ("--target", differing, "--kind", "live", "--examples", "1", "--known", str(known))
        environment = {"KPS_PROJECT_ID": mock.project_id, "KPS_TOKEN": mock.token}
        assert run(*words, "--accept", **environment).returncode == 1
        assert "keypair_name" in known.read_text()
        done = run(*words, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "contract: known: schema" in done.stdout


def test_names_of_a_live_service_are_in_no_report(run, tmp_path):
    mock = MockKps.from_seed("contract")
    with (
        mock.serve() as url,
        in_front_of(url, lambda path, status, body: (status, body.replace(b"32", b"33"))) as other,
    ):
        words = ("--target", other, "--kind", "live", "--examples", "1")
        done = run(*words, KPS_PROJECT_ID=mock.project_id, KPS_TOKEN=mock.token)
    assert done.returncode == 1
    reports = "".join(path.read_text() for path in tmp_path.iterdir() if path.is_file()) + done.stdout + done.stderr
    assert "masked-server-1" in reports
    assert "数据库" not in reports
    assert r"\u6570\u636e\u5e93" not in reports
    assert not re.search(r"server-\d{3}\b|KeyPair-", reports)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--other-token"], "needs KPS_OTHER_PROJECT_ID"),
        (["--other-token", "--kind", "live"], "--other-token is for stand-ins"),
        (["--wrong-credentials", "--kind", "live"], "lock an access key"),
        (["--task-ids", "none.txt"], "none.txt: No such file"),
        (["--profile", "nobody"], "credentials"),
        (["--from", "x.har"], "not both"),
        (["--watch", "-1"], "'-1' is not a number of seconds"),
        (["--budget", "inf"], "'inf' is not a number of seconds"),
        (["--examples", "0"], "'0' is not a number from 1"),
        (["--known", "none.yaml"], "--known none.yaml: no such file; --accept writes one"),
        (["--known", __file__], "test_run.py: "),
        (["--output", __file__], f"kps-contract: {__file__}: File exists"),
    ],
)
def test_what_cannot_be_meant_is_said_before_anything_is_sent(run, words, message):
    mock = MockKps.from_seed("contract")
    with mock.serve() as url:
        done = run(url, *words, KPS_PROJECT_ID=mock.project_id, KPS_TOKEN=mock.token)
    assert done.returncode != 0
    assert message in done.stderr
    assert not mock.requests


@pytest.mark.parametrize("words", [("--start", "true"), ("--task-ids", "ids.txt"), ("--profile", "nobody")])
def test_what_the_built_in_mock_does_not_use_is_refused(capsys, words):
    with pytest.raises(SystemExit):
        main(["run", *words])
    assert f"{words[0]} needs the URL of a service" in capsys.readouterr().err


def test_what_starts_tasks_is_ended_with_the_run(tmp_path):
    """The command runs during the block, and none of its processes is left afterwards."""
    fifo = tmp_path / "alive"
    os.mkfifo(fifo)
    with started(f"(exec 3>{fifo}; echo begun >&3; exec sleep 1000) & wait"), fifo.open() as alive:
        assert alive.readline() == "begun\n"
        reading = os.dup(alive.fileno())
    assert os.read(reading, 1) == b""  # the last process that could write to it has ended
    os.close(reading)


def test_a_run_fails_if_what_starts_tasks_failed(run, tmp_path):
    mock = MockKps.from_seed("contract")
    with mock.serve() as url:
        words = (url, "--only", "relations", "--start", "exit 3")
        done = run(*words, KPS_PROJECT_ID=mock.project_id, KPS_TOKEN=mock.token)
    assert done.returncode == 1
    said = "the command of --start failed with exit code 3: exit 3"
    assert f"contract: {said}" in done.stderr
    assert f"## Why the run proves nothing\n\n- {said}" in (tmp_path / "summary.md").read_text()
    assert said in (tmp_path / "junit.xml").read_text()
    assert said in (tmp_path / "report.html").read_text()


def test_where_there_are_no_groups_of_processes_the_tree_is_ended(tmp_path, monkeypatch):
    """As on Windows, where `taskkill` does it."""
    taskkill = tmp_path / "taskkill"
    said = tmp_path / "said"
    words = f"import os, sys; open({str(said)!r}, 'w').write(' '.join(sys.argv[1:4]))"
    taskkill.write_text(f"#!{sys.executable}\n{words}; os.killpg(int(sys.argv[4]), 15)\n")
    taskkill.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delattr(os, "killpg")
    test_what_starts_tasks_is_ended_with_the_run(tmp_path)
    assert said.read_text() == "/F /T /PID"


def test_where_no_terminal_hangs_up_it_runs_as_well(tmp_path):
    """As on Windows, which has no SIGHUP."""
    program = "import signal, sys; del signal.SIGHUP; from kps_contract.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "drift", str(tmp_path / "none.har")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "none.har" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("only", "code", "said"), [("relations", 0, "passed"), ("relasions", 1, "no question has")])
def test_a_part_of_the_questions(run, tmp_path, only, code, said):
    done = run("--only", only)
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr
    if not code:
        names = [case.get("name") for case in ET.parse(tmp_path / "junit.xml").getroot().iter("testcase")]
        assert len(names) == 4
        assert sum(name.startswith("relations: ") for name in names) == 3


def test_a_time_limit_ends_the_run(run):
    mock = MockKps.from_seed("contract")
    with mock.serve() as url:
        words = ("--target", url, "--time-limit", "0.2")
        done = run(*words, KPS_PROJECT_ID=mock.project_id, KPS_TOKEN=mock.token)
    assert done.returncode == 1
    assert "time limit" in done.stdout + done.stderr


def test_a_run_that_is_ended_leaves_no_process_behind(tmp_path):
    mock = MockKps.from_seed("contract")
    environment = {"KPS_PROJECT_ID": mock.project_id, "KPS_TOKEN": mock.token}
    with mock.serve() as url:
        words = [*RUN, "--target", url, "--output", tmp_path]
        with subprocess.Popen(words, env=os.environ | environment, stdout=subprocess.PIPE, text=True) as process:
            process.stdout.readline()  # schemathesis has started
            process.terminate()
            process.stdout.read()  # until the last process has closed it
    assert process.returncode == 128 + signal.SIGTERM
