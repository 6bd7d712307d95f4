"""A credential stays in its cloud: whatever is set, requests with it go only to hosts of the endpoint's domain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from kps_tasks import (
    AccessKeyAuth,
    AgencyAuth,
    AsyncClient,
    Client,
    ConfigurationError,
    MetadataAuth,
    PasswordAuth,
    StaticToken,
)
from kps_tasks._environment.settings import settings

from .iam import iam

COM, EU, SBER, HERE = "myhuaweicloud.com", "myhuaweicloud.eu", "hc.sbercloud.ru", "127.0.0.1"
METADATA = "169.254.169.254"
SECRETS = ("s3cret", "t0ken", "ACCESSKEY")


class Everywhere(httpx.MockTransport):
    """Stand in for every host; record the hosts of all requests, and of those with a credential."""

    def __init__(self) -> None:
        super().__init__(self.respond)
        self.endpoint = ""
        self.hosts: list[str] = []
        self.trusted: set[str] = set()

    def respond(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        self.hosts.append(host)
        sent = f"{request.url} {request.headers.raw} {request.content!r}"
        if any(secret in sent for secret in SECRETS):
            self.trusted.add(host)
        if request.url.path.endswith("/auth/tokens"):
            return iam(headers={"X-Subject-Token": "t0ken-of-iam"})
        if request.url.path == "/v3/projects":
            return httpx.Response(200, json={"projects": [{"id": "p"}]})
        if host == METADATA:
            key = {"access": "ACCESSKEY", "secret": "s3cret", "securitytoken": "t0ken"}
            return (
                httpx.Response(200, text="m")
                if request.method == "PUT"
                else httpx.Response(200, json={"credential": key})
            )
        return httpx.Response(200, json={"task_id": "t"})


# Settings for the address of the service, and the resulting addresses of it and IAM; None if IAM cannot be known.
PLACES: list[tuple[dict[str, str], str, str | None]] = [
    ({"KPS_REGION": "cn-north-4"}, f"kms.cn-north-4.{COM}", f"iam.cn-north-4.{COM}"),
    ({"HW_REGION_NAME": "cn-north-11"}, f"kms.cn-north-11.{COM}", f"iam.{COM}"),
    ({"OS_REGION_NAME": "ae-ad-1"}, f"kms.ae-ad-1.{COM}", f"iam.ae-ad-1.{COM}"),
    ({"KPS_REGION": "eu-west-101"}, f"kms.eu-west-101.{EU}", f"iam.eu-west-101.{EU}"),
    (
        {"KPS_REGION": "eu-west-101", "KPS_ENDPOINT": f"https://kms.eu-west-101.{EU}"},
        f"kms.eu-west-101.{EU}",
        f"iam.eu-west-101.{EU}",
    ),
    (
        {"KPS_REGION": "cn-north-4", "KPS_ENDPOINT": f"https://KMS.eu-west-200.{EU}."},
        f"kms.eu-west-200.{EU}.",
        f"iam.{EU}",
    ),
    (
        {"KPS_REGION": "cn-north-4", "HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4": f"kms.eu-west-101.{EU}"},
        f"kms.eu-west-101.{EU}",
        f"iam.eu-west-101.{EU}",
    ),
    ({"KPS_REGION": "ru-moscow-1", "KPS_CLOUD": SBER}, f"kms.ru-moscow-1.{SBER}", f"iam.ru-moscow-1.{SBER}"),
    ({"HW_REGION_NAME": "ru-moscow-1", "HW_CLOUD": SBER}, f"kms.ru-moscow-1.{SBER}", f"iam.ru-moscow-1.{SBER}"),
    (
        {"KPS_REGION": "ru-moscow-1", "KPS_ENDPOINT": f"https://kms.ru-moscow-1.{SBER}", "HW_CLOUD": SBER},
        f"kms.ru-moscow-1.{SBER}",
        f"iam.ru-moscow-1.{SBER}",
    ),
    ({"HW_REGION_NAME": "eu-west-101", "HW_CLOUD": EU}, f"kms.eu-west-101.{EU}", f"iam.eu-west-101.{EU}"),
    ({"KPS_REGION": "cn-north-4", "KPS_ENDPOINT": f"http://{HERE}:8080"}, HERE, HERE),
    ({"KPS_REGION": "cn-north-4", "KPS_ENDPOINT": "http://[::1]:8080"}, "::1", "::1"),
    (
        {"KPS_REGION": "ru-moscow-1", "KPS_ENDPOINT": f"https://kms.ru-moscow-1.{SBER}"},
        f"kms.ru-moscow-1.{SBER}",
        None,
    ),
    ({"KPS_REGION": "cn-north-4", "KPS_ENDPOINT": f"https://kms.evil{COM}"}, f"kms.evil{COM}", None),
    ({"KPS_REGION": "cn-north-4", "KPS_ENDPOINT": f"https://{COM}.example"}, f"{COM}.example", None),
    ({"KPS_REGION": "cn-north-4", "KPS_ENDPOINT": "http://10.0.0.1"}, "10.0.0.1", None),
]

# Credentials that use IAM, or look up the project there.
CREDENTIALS: dict[str, dict[str, str]] = {
    "KPS password": {"KPS_USERNAME": "u", "KPS_PASSWORD": "s3cret", "KPS_ACCOUNT": "a"},
    "KPS key": {"KPS_ACCESS_KEY": "ACCESSKEY", "KPS_SECRET_KEY": "s3cret"},
    "KPS token": {"KPS_TOKEN": "t0ken"},
    "KPS agency": {"KPS_TOKEN": "t0ken", "KPS_AGENCY": "g", "KPS_AGENCY_ACCOUNT": "b"},
    "SDK key": {"HUAWEICLOUD_SDK_AK": "ACCESSKEY", "HUAWEICLOUD_SDK_SK": "s3cret"},
    "samples' key": {"CLOUD_SDK_AK": "ACCESSKEY", "CLOUD_SDK_SK": "s3cret"},
    "HW password": {"HW_USER_NAME": "u", "HW_USER_PASSWORD": "s3cret", "HW_DOMAIN_NAME": "a"},
    "HW key": {"HW_ACCESS_KEY": "ACCESSKEY", "HW_SECRET_KEY": "s3cret"},
    "HW token": {"HW_AUTH_TOKEN": "t0ken"},
    "HW agency": {
        "HW_ACCESS_KEY": "ACCESSKEY",
        "HW_SECRET_KEY": "s3cret",
        "HW_ASSUME_ROLE_AGENCY_NAME": "g",
        "HW_ASSUME_ROLE_DOMAIN_NAME": "b",
    },
    "OS password": {"OS_USERNAME": "u", "OS_PASSWORD": "s3cret", "OS_USER_DOMAIN_NAME": "a"},
    "OS key": {"OS_ACCESS_KEY": "ACCESSKEY", "OS_SECRET_KEY": "s3cret"},
    "OS token": {"OS_AUTH_TOKEN": "t0ken"},
    "file": {},
    "profile": {"KPS_PROFILE": "other"},
    "metadata": {"KPS_METADATA": "1", "HOME": "/nowhere"},
}

# Addresses of another cloud that other tools' variables may contain.
STRAY: list[dict[str, str]] = [
    {},
    {"HUAWEICLOUD_SDK_IAM_ENDPOINT": "https://iam.another.example"},
    {"HUAWEICLOUD_SDK_IAM_ENDPOINT": f"https://iam.{COM}"},
    {"HW_AUTH_URL": f"https://iam.{COM}:443/v3", "OS_AUTH_URL": f"https://iam.{COM}/v3"},
    {"HW_AUTH_URL": "https://iam.another.example/v3", "OS_AUTH_URL": f"https://iam.{EU}/v3"},
    {"HW_CLOUD": "another.example"},
    {"HW_CLOUD": COM},
    {"HW_REGION_NAME": "cn-east-3", "HW_CLOUD": EU},
]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    (tmp_path / ".huaweicloud").mkdir()
    key = "ak = ACCESSKEY\nsk = s3cret\n"
    (tmp_path / ".huaweicloud" / "credentials").write_text(f"[basic]\n{key}[other]\n{key}iam_endpoint = iam.{EU}\n")
    return {"HOME": str(tmp_path)}


def ask(environ: dict[str, str], **options: Any) -> Everywhere:
    """Create a client from an environment and request a task."""
    everywhere = Everywhere()
    with Client.from_env(environ, transport=everywhere, retry=None, **options) as client:
        client.tasks.get("t")
        everywhere.endpoint = client.endpoint
    return everywhere


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_no_credential_goes_to_a_host_of_another_domain(home, credential):
    asked = 0
    for place, *_ in PLACES:
        for stray in STRAY:
            try:
                everywhere = ask(home | stray | CREDENTIALS[credential] | place)
            except ConfigurationError:
                continue
            asked += 1
            host = httpx.URL(everywhere.endpoint).host
            domain = host if ":" in host or host[-1].isdigit() else ".".join(host.rstrip(".").split(".")[-2:])
            assert {seen for seen in everywhere.trusted if not f".{seen.rstrip('.')}".endswith(f".{domain}")} == set()
            assert host in everywhere.trusted
    assert asked > 30


@pytest.mark.parametrize(("place", "host", "address"), PLACES)
@pytest.mark.parametrize("credential", ["KPS password", "HW password", "OS password", "SDK key", "file", "metadata"])
def test_iam_is_in_the_cloud_of_the_endpoint(home, credential, place, host, address):
    environ = home | CREDENTIALS[credential] | place
    if address is None:
        with pytest.raises(
            ConfigurationError, match=r"cannot be derived from the endpoint .* set iam_endpoint \(KPS_IAM"
        ):
            settings(environ, {})
        environ["KPS_IAM_ENDPOINT"] = f"https://{(address := 'iam.given.example')}"
    assert [seen for seen in ask(environ).hosts if seen != METADATA][-2:] == [address, host]


@pytest.mark.parametrize("client", [Client, AsyncClient])
@pytest.mark.parametrize(
    "auth",
    [
        lambda: PasswordAuth("u", "s3cret", "a", project_name="n"),
        lambda: AgencyAuth(StaticToken("t0ken"), "g", "b", project_name="n"),
        lambda: AccessKeyAuth("ACCESSKEY", "s3cret"),
        MetadataAuth,
    ],
)
def test_arguments_are_held_to_it_too(client, auth, monkeypatch):
    with pytest.raises(ConfigurationError, match="cannot be derived from the endpoint"):
        client("ru-moscow-1", endpoint=f"https://kms.ru-moscow-1.{SBER}", auth=auth())
    with pytest.raises(ConfigurationError, match="is in another cloud"):
        client("eu-west-101", auth=auth(), iam_endpoint=f"https://iam.{COM}")
    monkeypatch.setenv("HUAWEICLOUD_SDK_IAM_ENDPOINT", f"https://iam.{COM}")
    with pytest.raises(ConfigurationError, match=f"HUAWEICLOUD_SDK_IAM_ENDPOINT is https://iam.{COM}"):
        client("eu-west-101", auth=auth())


def test_a_token_is_refused_when_its_project_would_be_looked_up_elsewhere():
    everywhere = Everywhere()
    place = {"endpoint": f"https://kms.ru-moscow-1.{SBER}", "transport": everywhere}
    with (
        Client("ru-moscow-1", auth=StaticToken("t0ken"), **place) as client,
        pytest.raises(ConfigurationError, match="cannot be derived from the endpoint"),
    ):
        client.tasks.get("t")
    assert everywhere.hosts == []
    with Client("ru-moscow-1", auth=StaticToken("t0ken"), project_id="p", **place) as client:
        assert client.tasks.get("t").task_id == "t"


def test_a_password_of_one_cloud_is_not_taken_to_another():
    auth, everywhere = PasswordAuth("u", "s3cret", "a", project_name="n"), Everywhere()
    with Client("cn-north-4", project_id="p", auth=auth, transport=everywhere) as client:
        client.tasks.get("t")
        Client("cn-east-3", project_id="p", auth=auth).close()
    with pytest.raises(ConfigurationError, match=f"belongs to {COM}, and https://kms.eu-west-101.{EU} is elsewhere"):
        Client("eu-west-101", project_id="p", auth=auth)
    with httpx.Client(auth=auth, transport=everywhere) as other, pytest.raises(ConfigurationError, match="elsewhere"):
        other.get("https://another.example/")
    assert everywhere.trusted == {f"iam.cn-north-4.{COM}", f"kms.cn-north-4.{COM}"}


def test_the_source_of_an_agency_is_held_to_the_same_cloud():
    def agency(**source: str) -> AgencyAuth:
        password = PasswordAuth("u", "s3cret", "a", project_name="n", **source)
        return AgencyAuth(password, "g", "b", project_name="n")

    everywhere = Everywhere()
    place = {"endpoint": f"https://kms.ru-moscow-1.{SBER}", "iam_endpoint": f"https://iam.ru-moscow-1.{SBER}"}
    with Client(auth=agency(), project_id="p", transport=everywhere, **place) as client:
        client.tasks.get("t")
    assert everywhere.hosts == [f"iam.ru-moscow-1.{SBER}"] * 2 + [f"kms.ru-moscow-1.{SBER}"]
    with pytest.raises(ConfigurationError, match=f"https://iam.{COM}, and the endpoint .* is in another cloud"):
        Client("eu-west-101", project_id="p", auth=agency(iam_endpoint=f"https://iam.{COM}"))


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (
            {"KPS_REGION": "cn-north-4", "HW_CLOUD": EU},
            f"HW_CLOUD is {EU}, and the endpoint https://kms.cn-north-4.{COM}",
        ),
        (
            {"HW_REGION_NAME": "cn-north-4", "KPS_CLOUD": EU},
            rf"KPS_CLOUD is {EU}.*\(HW_REGION_NAME\) is in another cloud",
        ),
        (
            {"KPS_ENDPOINT": "https://kms.example", "KPS_CLOUD": EU},
            r"kms\.example \(KPS_ENDPOINT\) is in another cloud",
        ),
        ({"KPS_REGION": "cn-north-4", "KPS_CLOUD": "https://a.b"}, "'https://a.b' is not the domain of a cloud"),
        ({"KPS_REGION": "cn-north-4", "HW_AUTH_URL": f"https://iam.{EU}"}, f"HW_AUTH_URL is https://iam.{EU}"),
    ],
)
def test_settings_that_contradict_each_other_are_named(environ, said):
    with pytest.raises(ConfigurationError, match=said):
        ask(environ | CREDENTIALS["HW key"])


def test_the_cloud_is_named_among_the_sources():
    made = settings({"HW_REGION_NAME": "ru-moscow-1", "HW_CLOUD": SBER} | CREDENTIALS["HW password"], {})
    assert made.sources["endpoint"] == "HW_REGION_NAME, HW_CLOUD"
    assert made.sources["iam_endpoint"] == "the endpoint's cloud (HW_REGION_NAME, HW_CLOUD)"


def test_the_settings_of_a_partners_cloud_in_one_family_are_taken_at_their_word(home):
    path = Path(home["HOME"], ".huaweicloud", "credentials")
    path.write_text(
        "[basic]\n[sber]\nak = ACCESSKEY\nsk = s3cret\nregion = ru-moscow-1\n"
        "endpoint = https://kms.gateway.example\niam_endpoint = https://iam.login.example\n"
    )
    assert ask(home, profile="sber").hosts == ["iam.login.example", "kms.gateway.example"]
