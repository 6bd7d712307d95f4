"""Where settings are found: the families of names, their order, and the messages about what is missing."""

from __future__ import annotations

import traceback
from itertools import combinations
from pathlib import Path

import httpx
import pytest

from kps_contract.spec import openapi
from kps_tasks import AccessKeyAuth, AsyncClient, AuthenticationError, Client, ConfigurationError, StaticToken
from kps_tasks._environment.settings import settings
from kps_tasks._settings import names

SPEC = openapi().document
PLACE = {"KPS_REGION": "cn-north-4"}

# The credential of each family, and its repr.
WAYS = {
    "KPS": [
        ({"KPS_TOKEN": "a-token"}, "StaticToken(…)"),
        ({"KPS_ACCESS_KEY": "kps", "KPS_SECRET_KEY": "secret"}, "AccessKeyAuth('kps', …)"),
        ({"KPS_USERNAME": "kps", "KPS_PASSWORD": "secret", "KPS_ACCOUNT": "a"}, "PasswordAuth('kps', …)"),
    ],
    "HUAWEICLOUD_SDK": [
        ({"HUAWEICLOUD_SDK_AK": "sdk", "HUAWEICLOUD_SDK_SK": "secret"}, "AccessKeyAuth('sdk', …)"),
    ],
    "CLOUD_SDK": [({"CLOUD_SDK_AK": "samples", "CLOUD_SDK_SK": "secret"}, "AccessKeyAuth('samples', …)")],
    "HW": [
        ({"HW_AUTH_TOKEN": "a-token"}, "StaticToken(…)"),
        ({"HW_ACCESS_KEY": "tf", "HW_SECRET_KEY": "secret"}, "AccessKeyAuth('tf', …)"),
        ({"HW_USER_NAME": "tf", "HW_USER_PASSWORD": "secret", "HW_DOMAIN_NAME": "a"}, "PasswordAuth('tf', …)"),
    ],
    "OS": [
        ({"OS_AUTH_TOKEN": "a-token"}, "StaticToken(…)"),
        ({"OS_ACCESS_KEY": "os", "OS_SECRET_KEY": "secret"}, "AccessKeyAuth('os', …)"),
        ({"OS_USERNAME": "os", "OS_PASSWORD": "secret", "OS_USER_DOMAIN_NAME": "a"}, "PasswordAuth('os', …)"),
        ({"OS_USERNAME": "os", "OS_PASSWORD": "secret", "OS_DOMAIN_NAME": "a"}, "PasswordAuth('os', …)"),
    ],
}
ALL = [way for ways in WAYS.values() for way in ways]


def found(environ: dict[str, str], **overrides: object) -> tuple[str, str]:
    made = settings({**PLACE, **environ}, overrides)
    return repr(made.arguments["auth"]), made.sources["auth"]


def test_each_family_alone():
    for environ, shown in ALL:
        assert found(environ) == (shown, ", ".join(environ))
        assert "secret" not in repr(settings({**PLACE, **environ}, {}))


def test_the_first_family_wins_whatever_the_second_has():
    for first, second in combinations(WAYS, 2):
        for environ, shown in WAYS[first]:
            for other, _ in WAYS[second]:
                assert found({**other, **environ})[0] == shown, f"{first} before {second}"


@pytest.mark.parametrize("family", ["KPS", "HW", "OS"])
def test_in_a_family_a_token_goes_first_then_an_access_key(family):
    for (environ, shown), (other, _) in combinations(WAYS[family][:3], 2):
        assert found({**other, **environ})[0] == shown


@pytest.mark.parametrize("family", WAYS)
def test_half_a_credential_names_both_halves(family):
    for environ, missing in ((way, name) for way, _ in WAYS[family] if len(way) > 1 for name in way):
        rest = {name: value for name, value in environ.items() if name != missing}
        if not any(name.endswith(("KEY", "AK", "SK", "NAME", "PASSWORD")) and "DOMAIN" not in name for name in rest):
            continue
        complete_elsewhere = {"OS_AUTH_TOKEN": "t"} if not missing.startswith("OS") else {}
        with pytest.raises(ConfigurationError, match=r"Incomplete credential: .* (is|are) set; missing: ") as caught:
            found({**rest, **complete_elsewhere})
        said = str(caught.value)
        assert missing.replace("OS_DOMAIN_NAME", "OS_USER_DOMAIN_NAME") in said.split("missing")[1]
        assert any(name in said.split("missing", maxsplit=1)[0] for name in rest)
        assert "secret" not in said.replace("SECRET", "")


def test_a_security_token_alone_is_half_a_credential():
    with pytest.raises(ConfigurationError, match=r"HW_SECURITY_TOKEN is set; missing: HW_ACCESS_KEY and HW_SECRET_KEY"):
        found({"HW_SECURITY_TOKEN": "t"})


def test_an_empty_variable_is_not_set():
    assert found({"KPS_TOKEN": "", "HW_AUTH_TOKEN": "a-token"})[1] == "HW_AUTH_TOKEN"


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_no_credential_lists_every_place(client, tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        client.from_env(PLACE | {"HOME": str(tmp_path)})
    for environ, _ in ALL:
        for name in environ:
            assert name.replace("OS_DOMAIN_NAME", "OS_USER_DOMAIN_NAME") in str(caught.value)
    assert f"{tmp_path}/.huaweicloud/credentials (not found)" in str(caught.value)
    assert "metadata: used only with KPS_METADATA=1" in str(caught.value)


class TestFile:
    @pytest.fixture
    def home(self, tmp_path: Path) -> dict[str, str]:
        (tmp_path / ".huaweicloud").mkdir()
        return {"HOME": str(tmp_path)}

    def write(self, home: dict[str, str], text: str) -> Path:
        path = Path(home["HOME"], ".huaweicloud", "credentials")
        path.write_text(text)
        return path

    def test_it_is_the_last_place(self, home):
        path = self.write(home, "[basic]\nak = file\nsk = %secret%\nproject_id = p1\niam_endpoint = iam.test\n")
        made = settings(PLACE | home, {})
        assert repr(made.arguments["auth"]) == "AccessKeyAuth('file', …)"
        assert made.sources["auth"] == f"{path}: ak, {path}: sk"
        assert (made.arguments["project_id"], made.arguments["iam_endpoint"]) == ("p1", "https://iam.test")
        assert found({**home, "OS_AUTH_TOKEN": "t"})[1] == "OS_AUTH_TOKEN"

    def test_it_may_be_elsewhere(self, home, tmp_path):
        self.write(home, "[basic]\nak = file\nsk = s\n")
        (tmp_path / "mine").write_text("[basic]\nak = mine\nsk = s\nsecurity_token = t\n")
        environ = home | {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(tmp_path / "mine")}
        assert found(environ)[0] == "AccessKeyAuth('mine', …)"

    @pytest.mark.parametrize("text", ["", "[global]\ndomain_id = d\n", "[basic]\nproject_id = p\n"])
    def test_nothing_of_use_in_it(self, home, text):
        self.write(home, text)
        with pytest.raises(ConfigurationError, match=r"credentials \(no access key in it\)"):
            found(home)

    @pytest.mark.parametrize("text", ["k4n4ry", "[basic\nak=k4n4ry", b"[basic]\nak=k4n4ry\xff".decode("latin-1")])
    def test_it_is_neither_ini_nor_utf8(self, home, text):
        self.write(home, "").write_bytes(text.encode("latin-1"))
        with pytest.raises(ConfigurationError, match=r"it is not (an INI file|in UTF-8)") as caught:
            found(home)
        assert "k4n4ry" not in "".join(traceback.format_exception(caught.value)).replace(home["HOME"], "")

    def test_half_a_credential_in_a_profile(self, home):
        path = self.write(home, "[basic]\nak = a\n")
        with pytest.raises(ConfigurationError, match=f"{path}: ak is set; missing: secret key"):
            found(home)

    def test_it_cannot_be_read(self, home):
        with pytest.raises(ConfigurationError, match="cannot be read: there is no such file"):
            found(home | {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "/nowhere"})


class TestProfile:
    TEXT = (
        "[basic]\nak = basic\nsk = s\n"
        "[prod]\nak = prod\nsk = s\nproject_id = p\nregion = la-south-2\niam_endpoint = iam.myhuaweicloud.com\n"
        "[half]\nak = a\n[global]\ndomain_id = d\n"
    )

    @pytest.fixture
    def home(self, tmp_path: Path) -> dict[str, str]:
        (tmp_path / "credentials").write_text(self.TEXT)
        return {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(tmp_path / "credentials")}

    def test_one_that_is_asked_for_goes_before_all_variables(self, home):
        made = settings(home | PLACE | {"KPS_TOKEN": "t", "KPS_PROJECT_ID": "other"}, {}, profile="prod")
        assert repr(made.arguments["auth"]) == "AccessKeyAuth('prod', …)"
        assert (made.arguments["region"], made.arguments["project_id"]) == ("la-south-2", "p")
        path = home["HUAWEICLOUD_SDK_CREDENTIALS_FILE"]
        assert made.sources["auth"] == f"{path} [prod]: ak, {path} [prod]: sk"
        assert made.sources["iam_endpoint"] == f"{path} [prod]: iam_endpoint"
        assert Client.from_env(home, profile="prod", region="cn-east-3").endpoint.endswith(
            "cn-east-3.myhuaweicloud.com"
        )
        assert repr(AccessKeyAuth.from_env(home | ALL[1][0], profile="prod")) == "AccessKeyAuth('prod', …)"

    def test_one_of_the_environment_comes_behind_ours_and_before_those_of_other_tools(self, home):
        home["KPS_PROFILE"] = "prod"
        for (environ, _), shown in zip(
            ALL[2:5], ("PasswordAuth('kps', …)", *["AccessKeyAuth('prod', …)"] * 2), strict=True
        ):
            assert repr(settings(home | environ, {}).arguments["auth"]) == shown
        assert settings(home | {"HW_REGION_NAME": "cn-north-4"}, {}).arguments["region"] == "la-south-2"
        assert settings(home | PLACE, {}).arguments["region"] == "cn-north-4"
        assert repr(AccessKeyAuth.from_env(home | ALL[3][0])) == "AccessKeyAuth('prod', …)"
        assert repr(AccessKeyAuth.from_env(home | ALL[1][0])) == "AccessKeyAuth('kps', …)"

    @pytest.mark.parametrize("client", [Client, AsyncClient])
    def test_one_that_cannot_be_used_is_named(self, client, home, tmp_path):
        for profile, said in (
            ("dev", r"no profile 'dev' in /.*/credentials; its profiles are: basic, prod, half\.$"),
            ("global", "profile 'global' in .* has no access key"),
            ("half", r"Incomplete credential: .* \[half\]: ak is set; missing: secret key"),
        ):
            with pytest.raises(ConfigurationError, match=said):
                client.from_env(home | PLACE, profile=profile)
        with pytest.raises(ConfigurationError, match=r"credentials cannot be read: there is no such file"):
            client.from_env(PLACE | {"HOME": str(tmp_path)}, profile="prod")
        with pytest.raises(ConfigurationError, match="cannot be read: HOME is not set"):
            client.from_env(PLACE | {"KPS_PROFILE": "prod"})

    def test_an_empty_name_counts_as_none(self, home):
        assert found(home | {"KPS_PROFILE": ""})[0] == "AccessKeyAuth('basic', …)"
        assert repr(settings(home | PLACE, {}, profile="").arguments["auth"]) == "AccessKeyAuth('basic', …)"


class TestMetadata:
    @pytest.mark.parametrize(
        ("environ", "asked"), [({"KPS_METADATA": "1"}, False), ({"KPS_METADATA": "true"}, False), ({}, True)]
    )
    def test_metadata_are_used_on_request(self, environ, asked):
        assert repr(settings(PLACE | environ, {}, asked).arguments["auth"]) == "MetadataAuth(…)"

    @pytest.mark.parametrize("value", ["", "false"])
    def test_metadata_are_not_used_otherwise(self, value):
        with pytest.raises(ConfigurationError, match="No credential"):
            found({"KPS_METADATA": value})

    def test_metadata_come_last(self):
        assert repr(settings(PLACE | {"OS_AUTH_TOKEN": "t"}, {}, True).arguments["auth"]) == "StaticToken(…)"


class TestPlace:
    def test_each_setting_is_the_first_of_all_families(self):
        environ = {
            "OS_REGION_NAME": "la-south-2",
            "HW_REGION_NAME": "cn-east-3",
            "OS_TENANT_ID": "os",
            "KPS_TOKEN": "t",
        }
        made = settings(environ | {"HUAWEICLOUD_SDK_PROJECT_ID": "sdk", "HW_PROJECT_ID": "hw"}, {})
        assert (made.arguments["region"], made.arguments["project_id"]) == ("cn-east-3", "sdk")
        assert (made.sources["region"], made.sources["project_id"]) == ("HW_REGION_NAME", "HUAWEICLOUD_SDK_PROJECT_ID")

    def test_a_password_goes_to_the_iam_of_its_own_family_only(self):
        environ = PLACE | {"KPS_USERNAME": "u", "KPS_PASSWORD": "pass", "KPS_ACCOUNT": "a"}
        environ |= {"OS_AUTH_URL": "https://another.cloud/v3", "HW_AUTH_URL": "https://third.cloud/v3"}
        made = settings(environ, {})
        assert made.arguments["iam_endpoint"] == "https://iam.cn-north-4.myhuaweicloud.com"
        assert made.sources["iam_endpoint"] == "the endpoint's cloud (KPS_REGION)"

    @pytest.mark.parametrize("url", ["https://iam.test/v3/", "iam.test"])
    def test_the_address_of_iam(self, url):
        environ = PLACE | {"HW_USER_NAME": "u", "HW_USER_PASSWORD": "pass", "HW_DOMAIN_NAME": "a", "HW_AUTH_URL": url}
        made = settings(environ, {})
        assert made.arguments["iam_endpoint"] == "https://iam.test"
        asked = []
        with (
            httpx.Client(
                auth=made.arguments["auth"],
                transport=httpx.MockTransport(lambda request: asked.append(request.url) or httpx.Response(401)),
            ) as client,
            pytest.raises(AuthenticationError),
        ):
            client.get("https://kps.test")
        assert str(asked[0]).startswith("https://iam.test/v3/auth/tokens")

    @pytest.mark.parametrize("client", [Client, AsyncClient])
    def test_the_vendors_variable_moves_a_region(self, client, monkeypatch):
        environ = {"KPS_REGION": "mock-1", "KPS_TOKEN": "t", "HUAWEICLOUD_SDK_REGION_KPS_MOCK_1": "http://a:1,http://b"}
        assert client.from_env(environ).endpoint == "http://a:1"
        monkeypatch.setenv("HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4", "kms.test")
        assert client("cn-north-4", auth=StaticToken("t")).endpoint == "https://kms.test"

    def test_an_endpoint_by_hand_goes_before_it(self):
        environ = {"KPS_TOKEN": "t", "HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4": "http://moved"}
        assert Client.from_env(PLACE | environ | {"KPS_ENDPOINT": "http://mine"}).endpoint == "http://mine"
        assert Client.from_env(PLACE | environ, endpoint="http://mine").endpoint == "http://mine"

    def test_an_agency(self):
        environ = {"HW_ACCESS_KEY": "ak", "HW_SECRET_KEY": "secret", "HW_ASSUME_ROLE_AGENCY_NAME": "auditors"}
        with pytest.raises(ConfigurationError, match="HW_ASSUME_ROLE_DOMAIN_NAME is missing"):
            found(environ)
        shown, source = found(environ | {"HW_ASSUME_ROLE_DOMAIN_NAME": "them"})
        assert shown == "AgencyAuth(AccessKeyAuth('ak', …), 'auditors', …)"
        assert source == "HW_ACCESS_KEY, HW_SECRET_KEY, HW_ASSUME_ROLE_AGENCY_NAME"

    def test_our_own_agency_is_for_whatever_credential_there_is(self):
        agency = {"KPS_AGENCY": "auditors", "KPS_AGENCY_ACCOUNT": "them"}
        shown, _ = found({"HUAWEICLOUD_SDK_AK": "ak", "HUAWEICLOUD_SDK_SK": "secret", **agency})
        assert shown == "AgencyAuth(AccessKeyAuth('ak', …), 'auditors', …)"
        for half, value in agency.items():
            with pytest.raises(ConfigurationError, match=f"Incomplete agency: {half} is set"):
                found({"KPS_TOKEN": "t", half: value})

    def test_only_the_environment_that_is_given_counts(self, monkeypatch):
        monkeypatch.setenv("HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4", "http://elsewhere")
        assert Client.from_env(PLACE | {"KPS_TOKEN": "t"}).endpoint == "https://kms.cn-north-4.myhuaweicloud.com"

    def test_a_region_that_only_the_process_knows(self, monkeypatch):
        monkeypatch.setenv("HUAWEICLOUD_SDK_REGION_KPS_MOCK_1", "http://localhost:1")
        made = settings({"KPS_REGION": "mock-1", "KPS_TOKEN": "t"}, {})
        assert (made.arguments["endpoint"], made.sources["endpoint"]) == ("http://localhost:1", "KPS_REGION")

    def test_a_project_by_its_name(self):
        made = settings(PLACE | {"KPS_TOKEN": "t", "HW_PROJECT_NAME": "cn-north-4_dev"}, {})
        assert made.arguments["project_name"] == "cn-north-4_dev"

    @pytest.mark.parametrize("name", ["KPS_USERNAME", "KPS_PASSWORD"])
    def test_a_byte_that_is_no_utf8_is_refused(self, name):
        environ = {"KPS_USERNAME": "u", "KPS_PASSWORD": "pass", "KPS_ACCOUNT": "a"} | {name: "canary\udcff"}
        with pytest.raises(ConfigurationError) as caught:
            found(environ)
        assert "canary" not in str(caught.value) or name != "KPS_PASSWORD"


class TestRegions:
    @pytest.mark.parametrize("client", [Client, AsyncClient])
    def test_an_unknown_one_is_refused_with_the_nearest(self, client):
        with pytest.raises(ConfigurationError, match=r"did you mean cn-north-4\? .*give the endpoint"):
            client.from_env({"KPS_TOKEN": "t", "KPS_REGION": "cn-nort-4"})

    def test_a_region_without_an_iam_of_its_own_has_the_global_one(self):
        made = settings({"KPS_REGION": "cn-north-11", "KPS_TOKEN": "t"}, {})
        assert made.arguments["iam_endpoint"] == "https://iam.myhuaweicloud.com"


def test_every_variable_is_of_a_known_setting():
    known = set().union(*(family.values() for family in names.FAMILIES))
    assert known >= names.CREDENTIAL
    assert known == set(names.FAMILIES[0].values())
