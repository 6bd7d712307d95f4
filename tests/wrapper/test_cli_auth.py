"""`kps-tasks auth check`, run against the mock as from a user's shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from kps_tasks_mock import MockKps

from .command import main

KEYS = {"HUAWEICLOUD_SDK_AK": "DEMOACCESSKEY", "HUAWEICLOUD_SDK_SK": "demo-secret-key"}
USER = {"HW_USER_NAME": "demo-user", "HW_USER_PASSWORD": "demo-password", "HW_DOMAIN_NAME": "demo-account"}
Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def check(monkeypatch, capsys, tmp_path) -> Iterator[Check]:
    mock = MockKps.documented()
    with mock.serve() as url:
        for name in ("HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4", "HUAWEICLOUD_SDK_IAM_ENDPOINT"):
            monkeypatch.setenv(name, url)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("HW_REGION_NAME", "cn-north-4")

        def run(*options: str, **environ: str) -> tuple[int, str, str]:
            for name, value in environ.items():
                monkeypatch.setenv(name, value)
            code = main(["auth", "check", *options])
            return (code, *capsys.readouterr())

        yield run


def test_it_tells_where_everything_is_from(check):
    code, out, err = check(**KEYS)
    assert (code, err) == (0, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[0] == "credential AccessKeyAuth('DEMOACCESSKEY', …) from HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK"
    assert lines[1].endswith("from HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4")
    assert lines[2].endswith("from HUAWEICLOUD_SDK_IAM_ENDPOINT")
    assert lines[3] == "project id 0123456789abcdef0123456789abcdef from a look-up by its name"
    assert lines[4] == "response ok; 1 running, 1 failed"
    assert "secret" not in out


@pytest.mark.parametrize(
    ("environ", "from_where"),
    [
        ({}, "the endpoint itself (HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4)"),
        ({"KPS_IAM_ENDPOINT": "{url}"}, "KPS_IAM_ENDPOINT"),
        ({"HW_AUTH_URL": "{url}/v3"}, "HW_AUTH_URL"),
        ({"OS_AUTH_URL": "{url}/v3"}, "the endpoint itself (HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4)"),
    ],
)
def test_where_iam_is_from(check, monkeypatch, environ, from_where):
    url = os.environ["HUAWEICLOUD_SDK_IAM_ENDPOINT"]
    monkeypatch.delenv("HUAWEICLOUD_SDK_IAM_ENDPOINT")
    code, out, _ = check(**USER | {name: value.format(url=url) for name, value in environ.items()})
    assert code == 0
    assert " ".join(out.splitlines()[2].split()) == f"iam endpoint {url} from {from_where}"


def test_a_profile(check, tmp_path):
    (tmp_path / ".huaweicloud").mkdir()
    (tmp_path / ".huaweicloud" / "credentials").write_text("[mine]\nak = DEMOACCESSKEY\nsk = demo-secret-key\n")
    for words in (["--profile", "mine"], []):
        code, out, err = check(*words, **{} if words else {"KPS_PROFILE": "mine"}, HW_AUTH_TOKEN="wrong")
        assert (code, err) == (0, "")
        assert "credentials [mine]: ak" in out
    code, out, err = check("--profile", "other")
    assert (code, out) == (4, "")
    assert "There is no profile 'other' in" in err
    assert "its profiles are: mine" in err.replace("\n", " ")
    assert "demo-secret-key" not in err


def test_as_json(check):
    code, out, _ = check("-o", "json", "--project-id", "0123456789abcdef0123456789abcdef", **USER)
    said = json.loads(out)
    assert code == 0
    assert said["credential"] == "PasswordAuth('demo-user', …)"
    assert said["sources"]["credential"] == "HW_USER_NAME, HW_USER_PASSWORD, HW_DOMAIN_NAME"
    assert said["sources"]["project_id"] == "argument"
    assert (said["running"], said["failed"]) == (1, 1)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (KEYS | {"HUAWEICLOUD_SDK_SK": "wrong-secret"}, "hint: The secret key does not belong to the access key"),
        (USER | {"HW_USER_PASSWORD": "wrong-secret"}, "hint: Check user name, password and account"),
        ({"KPS_TOKEN": "wrong-secret"}, "hint: The token is damaged"),
        (
            {"KPS_ACCESS_KEY": "DEMOACCESSKEY"},
            "error: Incomplete credential: KPS_ACCESS_KEY is set; missing: KPS_SECRET_KEY",
        ),
        ({}, "the server's metadata: used only with KPS_METADATA=1"),
    ],
)
def test_what_is_wrong_is_explained(check, environ, said):
    code, out, err = check(**environ)
    assert code == 4
    assert said in err
    assert "wrong-secret" not in out + err


def test_with_a_token_for_a_known_project_iam_is_not_mentioned(check):
    code, out, _ = check(KPS_TOKEN="wrong-secret", KPS_PROJECT_ID="p")
    assert code == 4
    assert [line.split()[0] for line in out.splitlines()] == ["credential", "endpoint", "project"]
    assert "iam" not in out


def test_no_file_is_written(check, tmp_path):
    assert check(**USER)[0] == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("flag", "environ"),
    [("-v", USER), ("-vv", KEYS), ("-vv", USER), ("-vv", {"KPS_TOKEN": "demo-token"})],
    ids=["user", "keys, all", "user, all", "token, all"],
)
def test_no_secret_in_what_verbose_logs(check, flag, environ):
    """In a separate process, because logging can be configured only once per process."""
    done = subprocess.run(
        [sys.executable, "-m", "kps_tasks", "auth", "check", flag],
        env=os.environ | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "kps_tasks: GET http://127.0.0.1" in done.stderr
    assert ("httpcore.http11: receive_response_headers.complete" in done.stderr) is (flag == "-vv")
    secrets = ("demo-secret-key", "demo-password", "demo-token", "MII")
    assert [secret for secret in secrets if secret in done.stdout + done.stderr] == []
