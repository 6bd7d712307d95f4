"""Entry point of `python -m kps_tasks_mock`."""

import sys

from ._command import main

sys.exit(main())
