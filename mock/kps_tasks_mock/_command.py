"""The command `kps-tasks-mock`: serves a seed until it is interrupted."""

import argparse
import errno
import shlex
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from attrs import evolve

from kps_tasks._extras import is_missing

from ._asgi import asgi_app
from ._docs import PREFIX, with_docs
from ._mock import MockKps
from ._seed_files import BUILT_IN, built_in, from_file
from ._seed_parts import Part, SeedError
from ._state import REGION, State

LAST_PORT = 65535
TICK_SECONDS = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Command line without the name of the program, by default that of the process.

    Returns:
        Exit status: 0 when it was interrupted, 2 if the mock could not start, 4 if a package is not installed.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        return _run(_parser().parse_args(arguments))
    except KeyboardInterrupt:
        return 0
    except ModuleNotFoundError as error:
        return is_missing("kps-tasks-mock", error.name, "mock")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kps-tasks-mock", description="Serve a stand-in for the Key Pair Service's task queries."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=0, help="port to listen on (default: any free port)")
    parser.add_argument(
        "--seed",
        default="demo",
        metavar="NAME|FILE",
        help=f"{', '.join(BUILT_IN)}, or a YAML or JSON file with data to serve (default: %(default)s)",
    )
    parser.add_argument("--token", help="only valid token of the first project (default: the seed's)")
    parser.add_argument("--docs", type=_site, metavar="DIR", help="built documentation site to serve at /docs")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number from 0 to {LAST_PORT}")
    return int(text)


def _site(text: str) -> Path:
    if not Path(text, "index.html").is_file():
        raise argparse.ArgumentTypeError(f"{text!r} has no index.html; `make docs` builds the site into build/docs")
    return Path(text)


def _run(options: argparse.Namespace) -> int:
    try:
        mock = MockKps(_state(options.seed, options.token))
    except SeedError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{options.seed}: {error.strerror}; built-in seeds are {', '.join(BUILT_IN)}")

    with ExitStack() as stack:
        try:
            url = stack.enter_context(_serve(mock, options))
        except OSError as error:
            reason = "the port is in use" if error.errno == errno.EADDRINUSE else error.strerror
            return _fail(f"cannot listen on {options.host}, port {options.port}: {reason}")
        _announce(url, mock)
        if options.docs:
            print(f"The documentation: {url}{PREFIX}/index.html", file=sys.stderr, flush=True)
        _keep_time(mock)
    return 0


def _serve(mock: MockKps, options: argparse.Namespace) -> AbstractContextManager[str]:
    if options.docs is None:
        return mock.serve(options.port, options.host)
    from ._server import serve  # here, as the command says it in its own words when uvicorn is missing

    receive = with_docs(mock._receive, options.docs, lambda: {"project_id": mock.project_id, "token": mock.token})
    return serve(asgi_app(receive), options.host, options.port)


def _state(seed: str, token: str | None) -> State:
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
        f"  export KPS_ENDPOINT={url}\n"
        f"  export KPS_PROJECT_ID={mock.project_id}\n"
        f"  export KPS_TOKEN={shlex.quote(mock.token)}\n"
        f"  {_client_command()} running{_for_the_vendors_sdks(url, mock)}",
        file=sys.stderr,
        flush=True,
    )


def _for_the_vendors_sdks(url: str, mock: MockKps) -> str:
    """Say what the vendor's SDKs need to find the mock, if it has an access key for them."""
    access_key, secret_key = mock.access_key
    if not access_key:
        return ""
    region_variable = f"HUAWEICLOUD_SDK_REGION_KPS_{REGION.upper().replace('-', '_')}"
    return (
        f"\nFor the vendor's SDKs, or to try signing, in the region {REGION}:\n"
        f"  export {region_variable}={url} HUAWEICLOUD_SDK_IAM_ENDPOINT={url}\n"
        f"  export HUAWEICLOUD_SDK_AK={shlex.quote(access_key)} HUAWEICLOUD_SDK_SK={shlex.quote(secret_key)}"
    )


def _client_command() -> str:
    """Return how to call the client: by name where that is on the path, else by the path next to this command."""
    neighbor = Path(sys.argv[0]).with_name("kps-tasks")
    return "kps-tasks" if shutil.which("kps-tasks") or not neighbor.exists() else shlex.quote(str(neighbor))


def _keep_time(mock: MockKps) -> None:
    """Let the mock's clock follow the real one, so that its tasks move while somebody watches."""
    last = time.monotonic()
    while True:
        time.sleep(TICK_SECONDS)
        now = time.monotonic()
        mock.advance(now - last)
        last = now


def _fail(message: str) -> int:
    """Say in one line why the mock cannot start."""
    print(f"kps-tasks-mock: {' '.join(message.split())}", file=sys.stderr)
    return 2
