"""Who may use the mock: tokens, signatures, permissions; and its parts of IAM and the metadata service."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from kps_tasks_mock import MockKps, SeedError

TWO_PROJECTS = {
    "projects": {
        "p1": {
            "tokens": [
                "all",
                {"token": "reader", "permissions": ["gettask"]},
                {"token": "short", "expires_seconds": 60},
            ],
            "tasks": [{"status": "RUNNING_BIND", "task_id": "t1"}],
        },
        "p2": {"name": "cn-east-3"},
    },
    "users": [{"name": "u", "password": "p", "account": "a", "projects": ["p1"], "permissions": ["getrunningtask"]}],
    "access_keys": [{"access_key": "AK", "secret_key": "SK", "projects": ["p2"]}],
    "agencies": [{"name": "ag", "account": "other", "account_id": "o" * 32}],
}


@pytest.fixture
def two() -> MockKps:
    return MockKps.from_dict(TWO_PROJECTS)


@pytest.mark.parametrize(
    ("rest", "status"), [("tasks/t1", 200), ("running-tasks", 403), ("failed-tasks", 403), ("tasks/unknown", 400)]
)
def test_a_permission_is_for_one_operation(ask, two, rest, status):
    response = ask(two, rest, headers={"X-Auth-Token": "reader"})
    assert response.status_code == status
    if status == 403:
        assert response.json() == {"error_code": "KPS.9003", "error_msg": "No operation permission"}


def test_a_token_expires_on_the_mocks_clock(ask, two):
    assert ask(two, "running-tasks", headers={"X-Auth-Token": "short"}).status_code == 200
    two.advance(60)
    response = ask(two, "running-tasks", headers={"X-Auth-Token": "short"})
    assert response.status_code == 401
    assert "token expires, expires_at: " in response.json()["error_msg"]
    assert ask(two, "running-tasks", headers={"X-Auth-Token": "all"}).status_code == 200


def test_a_revoked_token_must_be_updated(ask, two):
    two.revoke("all")
    assert ask(two, "running-tasks", headers={"X-Auth-Token": "all"}).json()["error_code"] == "APIGW.0307"
    assert ask(two, "running-tasks", headers={"X-Auth-Token": "short"}).status_code == 200
    two.revoke()
    assert ask(two, "running-tasks", headers={"X-Auth-Token": "short"}).json()["error_code"] == "APIGW.0307"


SIGNED = "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=" + "0" * 64


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({"Authorization": "SDK-HMAC-SHA256 nonsense"}, "authorization header is illegal"),
        ({"Authorization": SIGNED}, "x-sdk-date not found"),
        ({"Authorization": SIGNED, "X-Sdk-Date": "now"}, "x-sdk-date is illegal"),
        (
            {"Authorization": SIGNED, "X-Sdk-Date": "20200101T000000Z"},
            "signature expired, signature time:20200101T000000Z,",
        ),
        ({"Authorization": SIGNED.replace("AK", "OTHER")}, "ak OTHER not exist"),
        ({"Authorization": "Basic dTpw"}, "x-auth-token not found"),
    ],
)
def test_signatures_that_are_refused(ask, two, headers, text):
    response = ask(two, "running-tasks", headers=headers)
    assert (response.status_code, response.json()["error_code"]) == (401, "APIGW.0301")
    assert f"Incorrect IAM authentication information: {text}" in response.json()["error_msg"]


@pytest.mark.parametrize("names", ["host", "content-type;host;x-sdk-date"])
def test_what_must_be_signed(ask, two, monkeypatch, names):
    """The date must be signed, and signed headers must be present."""
    from kps_tasks._auth.signing import canonical_request, signature

    headers = {"X-Sdk-Date": "20260101T000000Z", "Host": "kps.test"}
    monkeypatch.setattr("time.time", lambda: 1767225600.0)
    signed = {name: headers.get(name.title(), "") for name in names.split(";")}
    text = canonical_request("GET", "/v3/p1/running-tasks", "", signed)
    proof = signature("SK", headers["X-Sdk-Date"], text)
    headers["Authorization"] = f"SDK-HMAC-SHA256 Access=AK, SignedHeaders={names}, Signature={proof}"
    response = ask(two, "running-tasks", headers=headers)
    assert response.status_code == 401
    assert "verify aksk signature fail, canonicalRequest:GET|/v3/p1/running-tasks/||" in response.json()["error_msg"]


def post(mock: MockKps, body: object, headers: dict[str, str] | None = None) -> httpx.Response:
    with httpx.Client(transport=mock.transport(), base_url="http://iam.test", headers=headers) as client:
        return client.post(
            "/v3/auth/tokens?nocatalog=true", content=body if isinstance(body, bytes) else json.dumps(body)
        )


def password(user: str = "u", secret: str = "p", account: str = "a", **scope: str) -> dict[str, object]:
    user_part = {"name": user, "password": secret, "domain": {"name": account}}
    identity = {"methods": ["password"], "password": {"user": user_part}}
    return {"auth": {"identity": identity, "scope": {"project": scope or {"name": "cn-north-4"}}}}


def test_a_token_for_a_password(ask, two):
    response = post(two, password())
    assert response.status_code == 201
    said = response.json()["token"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", said["expires_at"])
    assert said["project"] == {"id": "p1", "name": "cn-north-4", "domain": {"id": "d" * 32, "name": "a"}}
    token = response.headers["X-Subject-Token"]
    assert token.startswith("MII")
    assert ask(two, "running-tasks", headers={"X-Auth-Token": token}).status_code == 200
    assert ask(two, "failed-tasks", headers={"X-Auth-Token": token}).status_code == 403, (
        "more than the user's permissions"
    )
    assert post(two, password()).headers["X-Subject-Token"] != token
    two.advance(24 * 3600)
    assert ask(two, "running-tasks", headers={"X-Auth-Token": token}).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (password(secret="wrong"), 401, "The username or password is wrong."),
        (password(user="other"), 401, "The username or password is wrong."),
        (password(account="other"), 401, "The username or password is wrong."),
        (password(name="cn-east-3"), 404, "Could not find project: cn-east-3."),
        (password(id="p2"), 404, "Could not find project: p2."),
        (b"no JSON", 400, "The request body is invalid"),
        ({"auth": {"identity": {"methods": ["totp"], "totp": {}}, "scope": {"project": {}}}}, 400, "The request body"),
        (
            {"auth": {"identity": {"methods": ["password"], "password": {}}, "scope": {"project": {}}}},
            400,
            "The request",
        ),
    ],
)
def test_iam_refuses_in_its_own_form(two, body, status, message):
    response = post(two, body)
    assert response.status_code == status
    error = response.json()["error"]
    assert error["code"] == status
    assert error["message"].startswith(message)
    assert "X-Subject-Token" not in response.headers


def test_an_agency_is_for_who_has_a_credential(two):
    role = {"agency_name": "ag", "domain_id": "o" * 32}
    body = {"auth": {"identity": {"methods": ["assume_role"], "assume_role": role}, "scope": {"project": {"id": "p2"}}}}
    assert post(two, body).status_code == 401
    assert post(two, body, {"X-Auth-Token": "all"}).json()["token"]["project"]["id"] == "p2"
    role["domain_id"] = "x"
    assert post(two, body, {"X-Auth-Token": "all"}).status_code == 403


@pytest.mark.parametrize(("query", "ids"), [("", ["p1"]), ("?name=cn-north-4", ["p1"]), ("?name=cn-east-3", [])])
def test_projects_are_those_of_the_credential(ask, two, query, ids):
    response = ask(two, f"/v3/projects{query}", headers={"X-Auth-Token": "all"})
    assert [project["id"] for project in response.json()["projects"]] == ids
    assert ask(two, f"/v3/projects{query}", headers={}).status_code == 401


def test_metadata_exist_only_if_a_key_is_the_servers(ask, two):
    assert ask(two, "/openstack/latest/securitykey", headers={}).status_code == 404
    mock = MockKps.documented()
    assert ask(mock, "/meta-data/latest/api/token", headers={}).status_code == 404
    ttl = {"X-Metadata-Token-Ttl-Seconds": "60"}
    token = ask(mock, "/meta-data/latest/api/token", "PUT", headers=ttl).text
    assert ask(mock, "/openstack/latest/securitykey", headers={"X-Metadata-Token": "wrong"}).status_code == 401
    key = ask(mock, "/openstack/latest/securitykey", headers={"X-Metadata-Token": token}).json()["credential"]
    assert set(key) == {"access", "secret", "securitytoken", "expires_at"}


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_iam_has_no_other_paths(ask, two, method):
    assert ask(two, "/v3/auth/tokens", method, headers={"X-Auth-Token": "all"}).status_code == 404


BAD = [
    ({"users": [{"name": "u"}]}, "seed: users[0].name: needs 'password' as well"),
    ({"users": [{"password": "p"}]}, "seed: users[0]: needs 'name'"),
    ({"access_keys": [{"access_key": "a", "secret_key": "s"}] * 2}, "seed: access_keys[1].access_key: is given twice"),
    ({"access_keys": [{"access_key": "a", "secret_key": "s", "projects": ["p9"]}]}, "access_keys[0].projects[0]: 'p9'"),
    ({"agencies": [{"name": "a", "account": "b", "permissions": ["gettasks"]}]}, "did you mean 'gettask'?"),
    ({"agencies": {}}, "seed: agencies: {} is not a list"),
    ({"projects": {"p1": {"tokens": [{"permissions": []}]}}}, "seed: projects.p1.tokens[0]: needs 'token'"),
    ({"projects": {"p1": {"tokens": [{"token": "t", "expires": 1}]}}}, "'expires' is not a known key"),
]


@pytest.mark.parametrize(("part", "said"), BAD, ids=[said for _, said in BAD])
def test_seeds_that_say_it_wrong(part, said):
    with pytest.raises(SeedError) as caught:
        MockKps.from_dict({"projects": {"p1": {}}, **part})
    assert said in str(caught.value)


def test_no_secret_in_a_repr(two):
    post(two, password())
    everything = repr(two.requests) + repr(two._state)
    assert not [secret for secret in ("'p'", "SK", "MII", "reader") if secret in everything]
