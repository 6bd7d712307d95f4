"""``python -m kps_tasks`` is ``kps-tasks``."""

import sys

from ._cli import main

sys.exit(main())
