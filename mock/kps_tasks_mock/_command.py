"""The command `kps-tasks-mock`: serves a seed until it is interrupted."""

from __future__ import annotations

import argparse
import os
import sys

from ._seed_names import BUILT_IN

TYPE_CHECKING = False  # as in __init__
if TYPE_CHECKING:  # slow imports wait until they are needed; `--help` does without
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from ._mock import MockKps
    from ._state import State

LAST_PORT = 65535
MOST_SECONDS = 10**9
TICK_SECONDS = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Command line without the name of the program, by default that of the process.

    Returns:
        Exit status: 0 when it was interrupted, 2 if the mock could not start, 4 if a package is not installed.
    """
    options = _parser().parse_args(arguments)
    import signal

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        return _run(options)
    except KeyboardInterrupt:
        return 0
    except ModuleNotFoundError as error:
        from kps_tasks._extras import is_missing

        return is_missing("kps-tasks-mock", error.name, "mock")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kps-tasks-mock", description="Serve a mock of the Key Pair Service's task queries."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=0, help="port to listen on (default: any free port)")
    parser.add_argument(
        "--seed",
        default="demo",
        metavar="NAME|FILE",
        help=f"{', '.join(BUILT_IN)}, or a YAML or JSON file with data to serve (default: %(default)s)",
    )
    parser.add_argument("--schema", action=_PrintSchema, help="print a JSON Schema of seed files and exit")
    parser.add_argument("--token", help="the only valid token of the first project (default: the seed's)")
    parser.add_argument(
        "--secret", help="secret that lets other machines control the mock; they send it as X-Mock-Secret"
    )
    parser.add_argument("--still", action="store_true", help="keep the clock still until it is advanced")
    parser.add_argument(
        "--seconds-per-read",
        type=_seconds,
        metavar="S",
        help="advance the clock by S seconds with each request, and stop it otherwise",
    )
    parser.add_argument(
        "--log", action=argparse.BooleanOptionalAction, help="print a line for each request (default: on a terminal)"
    )
    parser.add_argument("--docs", type=_site, metavar="DIR", help="folder of the built documentation, served at /docs")
    return parser


class _PrintSchema(argparse.Action):
    """Print the schema of seed files, as `--version` prints a version elsewhere."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002 - argparse's names
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        import json

        from ._seed_schema import seed_schema

        print(json.dumps(seed_schema(), indent=2))
        parser.exit()


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number from 0 to {LAST_PORT}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0 to {MOST_SECONDS}")
    return seconds


def _site(text: str) -> Path:
    from pathlib import Path

    if not Path(text, "index.html").is_file():
        raise argparse.ArgumentTypeError(f"{text!r} has no index.html; `make docs` builds the site into build/docs")
    return Path(text)


def _run(options: argparse.Namespace) -> int:
    import errno
    from contextlib import ExitStack

    from ._docs import FIRST_PAGE
    from ._mock import MockKps
    from ._seed_parts import SeedError

    try:
        mock = MockKps(_state(options.seed, options.token))
    except SeedError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{options.seed}: {error.strerror}; built-in seeds are {', '.join(BUILT_IN)}")

    if options.seconds_per_read is not None:
        mock.advance_per_read(options.seconds_per_read)
    if options.log or (options.log is None and sys.stderr.isatty()):
        mock._on_exchange = _log
    with ExitStack() as stack:
        try:
            url = stack.enter_context(_serve(mock, options))
        except OSError as error:
            reason = "the port is in use" if error.errno == errno.EADDRINUSE else error.strerror
            return _fail(f"cannot listen on {options.host}, port {options.port}: {reason}")
        _announce(url, mock)
        if options.docs:
            print(f"The documentation: {url}{FIRST_PAGE}", file=sys.stderr, flush=True)
        _keep_time(mock, still=options.still or options.seconds_per_read is not None)
    return 0


def _serve(mock: MockKps, options: argparse.Namespace) -> AbstractContextManager[str]:
    if options.docs is None:
        return mock.serve(options.port, options.host, secret=options.secret)
    from ._control import with_control
    from ._docs import FIRST_PAGE, with_docs
    from ._server import serve

    receive = with_control(mock, mock._receive, options.secret, FIRST_PAGE)
    receive = with_docs(receive, options.docs, lambda: {"project_id": mock.project_id, "token": mock.token})
    return serve(receive, options.host, options.port)


def _state(seed: str, token: str | None) -> State:
    from attrs import evolve

    from ._seed_files import built_in, from_file
    from ._seed_parts import Part

    state = built_in(seed) if seed in BUILT_IN else from_file(seed)
    if token is None:
        return state
    text = Part("--token", "", token).token()
    return evolve(state, identities=state.identities.with_only_token(next(iter(state.projects)), text))


def _announce(url: str, mock: MockKps) -> None:
    """Print the URL for programs and, on the other stream, what people need."""
    print(url, flush=True)
    print(
        "The mock is running; press Ctrl-C to stop it. In another shell:\n"
        f"  {_setting(KPS_ENDPOINT=url)}\n"
        f"  {_setting(KPS_PROJECT_ID=mock.project_id)}\n"
        f"  {_setting(KPS_TOKEN=mock.token)}\n"
        f"  {_client_command()} running{_for_the_vendors_sdks(url, mock)}",
        file=sys.stderr,
        flush=True,
    )


def _for_the_vendors_sdks(url: str, mock: MockKps) -> str:
    """Return the settings with which the vendor's SDKs find the mock, if it has an access key for them."""
    from ._state import REGION

    access_key, secret_key = mock.access_key
    if not access_key:
        return ""
    region_variable = f"HUAWEICLOUD_SDK_REGION_KPS_{REGION.upper().replace('-', '_')}"
    return (
        f"\nTo use the vendor's SDKs or signed requests, in the region {REGION}:\n"
        f"  {_setting(**{region_variable: url}, HUAWEICLOUD_SDK_IAM_ENDPOINT=url)}\n"
        f"  {_setting(HUAWEICLOUD_SDK_AK=access_key, HUAWEICLOUD_SDK_SK=secret_key)}"
    )


def _is_powershell() -> bool:
    """Whether the user's shell is taken to be PowerShell: on Windows, except in Git Bash and other shells of MSYS2."""
    return os.name == "nt" and "MSYSTEM" not in os.environ


def _setting(**variables: str) -> str:
    """Return the command that sets variables in the user's shell."""
    if _is_powershell():
        return "; ".join(f"$env:{name} = {_quoted(value)}" for name, value in variables.items())
    import shlex

    return " ".join(["export", *(f"{name}={shlex.quote(value)}" for name, value in variables.items())])


def _quoted(text: str) -> str:
    """Quote a text for PowerShell."""
    return "'" + text.replace("'", "''") + "'"


def _client_command() -> str:
    """Return the command that runs the client: its name if it is on the path, else its path next to this command."""
    import shlex
    import shutil
    from pathlib import Path

    neighbor = shutil.which("kps-tasks", path=str(Path(sys.argv[0]).parent))
    if shutil.which("kps-tasks") or not neighbor:
        return "kps-tasks"
    return f"& {_quoted(neighbor)}" if _is_powershell() else shlex.quote(neighbor)


def _log(exchange: object) -> None:
    """Print a request and its response, with the time of day."""
    import time

    print(f"{time.strftime('%H:%M:%S')} {exchange}", file=sys.stderr, flush=True)


def _keep_time(mock: MockKps, still: bool) -> None:
    """Let the mock's clock follow the real one, so tasks progress while somebody watches, or keep it still."""
    import time

    last = time.monotonic()
    while True:
        time.sleep(TICK_SECONDS)
        now = time.monotonic()
        if not still:
            mock.advance(now - last)
        last = now


def _fail(message: str) -> int:
    """Print in one line why the mock cannot start."""
    print(f"kps-tasks-mock: {' '.join(message.split())}", file=sys.stderr)
    return 2
