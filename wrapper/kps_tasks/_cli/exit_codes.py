"""Exit codes of ``kps-tasks``, which scripts rely on."""

OK = 0
FAILED = 1  # a task failed
USAGE = 2
API = 3  # also: the network failed, or the output cannot be written
CONFIGURATION = 4  # also: the credential was refused
OUT_OF_TIME = 124  # as with timeout(1)
INTERRUPTED = 130
CLOSED_PIPE = 141  # the reader of the output went away
TERMINATED = 143  # by SIGTERM
