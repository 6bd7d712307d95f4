"""A release: what prevents it, what it contains, and that the same commit gives the same bytes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tools.release import build, prepare
from tools.release.artifacts import SUMS, listed_files, write_archive
from tools.release.checkout import must_be_clean
from tools.release.sbom import EXTRAS, LOCK, PROJECT, closure, locked
from tools.surface import check, last
from tools.surface.last import LAST
from tools.surface.spec import load
from tools.surface.version import PACKAGE, ROOT, SPEC, ReleaseError

NOT_COPIED = (".git", ".venv", "build", "dist", ".hypothesis", "*_cache", "__pycache__", "node_modules")
TAG = f"v{load(ROOT / SPEC)['info']['version']}"
Capture = pytest.CaptureFixture[str]
WITH_PYTHON_ONLY = ("--without", *build.PARTS)

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=A. Person", "-c", "user.email=person@example.invalid", "-c", "commit.gpgsign=false")
    times = {"GIT_AUTHOR_DATE": "2026-11-21T12:00:00Z", "GIT_COMMITTER_DATE": "2026-11-21T12:00:00Z"}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", *who, *words], cwd=folder, env=os.environ | times | settings, check=True, capture_output=True
    )


def checkout(folder: Path) -> Path:
    """A repository with one commit of this tree, including uncommitted changes."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "Begin")
    return folder


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


@pytest.fixture(autouse=True)
def no_type_checker(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes longest and has its own tests."""
    monkeypatch.setattr(last, "usage_changes", lambda usages: [])


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return checkout(tmp_path / "tree")


two_builds = pytest.mark.xdist_group("two builds")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two builds of the same commit, in two places and with different default permissions."""
    found = []
    for name, umask in (("one", 0o022), ("two", 0o077)):
        before = os.umask(umask)
        try:
            folder = checkout(tmp_path_factory.mktemp("release") / name)
            with pytest.MonkeyPatch.context() as patch:
                patch.delenv("SOURCE_DATE_EPOCH", raising=False)
                assert build.main(["--root", str(folder), *WITH_PYTHON_ONLY]) == 0
                patch.delenv("SOURCE_DATE_EPOCH")  # the build sets it for its child processes
        finally:
            os.umask(before)
        found.append(folder / "dist")
    return found[0], found[1]


@two_builds
def test_the_same_commit_gives_the_same_bytes(releases: tuple[Path, Path]) -> None:
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in releases)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


@two_builds
def test_what_it_consists_of(releases: tuple[Path, Path]) -> None:
    dist, version = releases[0], load(ROOT / SPEC)["info"]["version"]
    names = {
        f"kps_tasks-{version}-py3-none-any.whl",
        f"kps_tasks-{version}.tar.gz",
        f"kps-tasks-openapi-{version}.yaml",
        f"kps-tasks-openapi-{version}.json",
    }
    assert {path.name for path in dist.iterdir()} == {*names, SUMS}
    sums = dict(line.split()[::-1] for line in (dist / SUMS).read_text().splitlines())
    assert sums == {name: hashlib.sha256((dist / name).read_bytes()).hexdigest() for name in names}


@two_builds
def test_the_spec_is_the_same_in_both_forms(releases: tuple[Path, Path]) -> None:
    (yaml,), (json,) = releases[0].glob("*.yaml"), releases[0].glob("*.json")
    assert yaml.read_bytes() == (ROOT / SPEC).read_bytes()
    assert load(json) == load(yaml)
    assert "参数错误" in json.read_text(encoding="utf-8")


@two_builds
def test_the_source_distribution_has_what_its_tests_compare_with(releases: tuple[Path, Path]) -> None:
    (source,) = releases[0].glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {str(LAST / "spec.txt"), "tools/surface/check.py", ".spectral.yaml", "Makefile"} <= names


def refused(capsys: Capture, folder: Path, *options: str) -> str:
    """Return the line that says why there is no release."""
    assert build.main(["--root", str(folder), *options]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert not (folder / "dist").exists()
    return line


@pytest.mark.parametrize(
    ("name", "content", "options", "said"),
    [
        (f"{LAST}/commands.txt", "kps-tasks show: a command\n", (), "This change breaks users of "),
        (str(PACKAGE), '__version__ = "9.0.0"\n', (), "says version 9.0.0, openapi.yaml (info.version) says"),
        ("README.md", "", ("--tag", "v7.0.0"), "the tag is v7.0.0, but this tree has version"),
        ("CHANGELOG.md", "# Changelog\n", ("--tag", TAG), "this tree was not prepared"),
        ("README.md", "", ("--tag", TAG, "--without", "sbom"), "needs all its parts, including sbom"),
    ],
    ids=["break", "two versions", "tag of another version", "not prepared", "published in part"],
)
def test_what_is_not_released(
    tree: Path, name: str, content: str, options: tuple[str, ...], said: str, capsys: Capture
) -> None:
    (tree / name).write_text(content)
    commit(tree, "Spoil")
    assert said in refused(capsys, tree, *options)


def test_a_tree_that_is_not_clean_is_not_released(tree: Path, capsys: Capture) -> None:
    (tree / "README.md").write_text("")
    (tree / "new.txt").touch()
    assert refused(capsys, tree).startswith(
        "release: not everything is committed: README.md and 1 more; commit or stash"
    )


def test_a_version_is_released_once(tree: Path, capsys: Capture) -> None:
    version = load(tree / SPEC)["info"]["version"]
    git(tree, "tag", f"v{version}")
    (tree / "README.md").write_text("")
    commit(tree, "Go on")
    assert f"{version} was released from another commit" in refused(capsys, tree)
    assert prepare.main([version, "--root", str(tree)]) == 1
    assert f"{version} is too low after {version}" in capsys.readouterr().err


def test_outside_of_git(tmp_path: Path, capsys: Capture) -> None:
    shutil.copytree(ROOT, tmp_path / "tree", ignore=shutil.ignore_patterns(*NOT_COPIED))
    assert "a release is made from a git checkout" in refused(capsys, tmp_path / "tree")


def test_preparing_makes_a_tree_that_is_published(tree: Path, capsys: Capture) -> None:
    (tree / "changelog.d" / "+thing.fixed.md").write_text("A thing that did not work.\n")
    commit(tree, "Fix")
    assert prepare.main(["9.8.7", "--root", str(tree)]) == 0
    assert capsys.readouterr().out.endswith("git commit -am 'Release 9.8.7' && git tag v9.8.7\n")
    commit(tree, "Release")
    assert str(build.may_be_released(tree, "v9.8.7")) == "9.8.7"
    changelog = (tree / "CHANGELOG.md").read_text()
    assert changelog.index("## 9.8.7 (") < changelog.index("- A thing that did not work.")
    assert [path.name for path in (tree / "changelog.d").iterdir()] == ["README.md"]
    assert check.main(["--root", str(tree)]) == 0
    assert capsys.readouterr().out == "Nothing changed since 9.8.7.\n"


@pytest.mark.parametrize("version", ["0.0.9", "1.0", "next"])
def test_a_version_that_cannot_be_prepared(tree: Path, version: str, capsys: Capture) -> None:
    assert prepare.main([version, "--root", str(tree)]) == 1
    assert capsys.readouterr().err.startswith("prepare-release: ")
    must_be_clean(tree)


def test_a_release_of_which_nothing_is_said(tree: Path, capsys: Capture) -> None:
    for path in (tree / "changelog.d").glob("+*"):
        path.unlink()
    commit(tree, "Say nothing")
    assert prepare.main(["9.8.7", "--root", str(tree)]) == 1
    assert "changelog.d/ is empty" in capsys.readouterr().err


def test_a_client_is_packed_without_what_was_built_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "go"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "example").touch()
    (folder / "main.go").write_text("package main\n")
    (folder / SUMS).write_text("0000  main.go\n")
    target = tmp_path / "kps-tasks-client-go-1.0.0.tar.gz"
    write_archive(folder, listed_files(folder), target, 1_700_000_000)
    with tarfile.open(target) as archive:
        assert archive.getnames() == [f"kps-tasks-client-go-1.0.0/{name}" for name in (SUMS, "main.go")]
        assert {(entry.mtime, entry.uid, oct(entry.mode)) for entry in archive} == {(1_700_000_000, 0, "0o644")}
    assert build.clients(tmp_path) == [folder]


def test_the_bill_of_materials_has_what_users_install_and_no_tool() -> None:
    names = closure(PROJECT, EXTRAS)
    assert {"httpx", "attrs", "click", "pyyaml", "certifi"} <= names
    assert names.isdisjoint({"pytest", "hatchling", "schemathesis"})
    assert all("--hash=sha256:" in entry for entry in locked(ROOT / LOCK, names))
    with pytest.raises(ReleaseError, match=r"demo\.txt lacks no-such-thing: run make lock"):
        locked(ROOT / LOCK, {canonicalize_name("no-such-thing")})
