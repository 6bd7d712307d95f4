"""The format of a seed, and the state that it makes.

```yaml
switches: {order: newest-first}  # what is unknown about the service; `_switches` has them all
seconds_per_read: 5             # each request moves the clock; left out, only `advance` does
projects:
  0123456789abcdef0123456789abcdef:
    tokens: [demo-token]
    tasks:
      - status: RUNNING_RESET   # a task that stays as it is ...
        operate_type: RUNNING   # ... as the running list prints it; RUNNING_RESET if left out
      - operation: bind         # ... or one that moves, from the moment the mock begins
        ready_seconds: 5
        running_seconds: 30
        outcome: FAILED
        task_error_msg: Update public key error
      - status: SUCCESS_UNBIND
        repeat: 20              # twenty such tasks
      - unknown_status: PAUSED_RESET  # in the running list; `listed` names another one, or none
        extra: {zone: az-1}     # fields that the spec does not know
    failures:                   # history besides the tasks that failed
      - operate_type: FAILED_RESET
```

All fields of the lists are keys, such as `server_name`. Those that are left out are made up, the same each time.
`_seed_identities` has the rest: access keys, users, agencies, and tokens with limited permissions.
"""

from ._identities import Token
from ._seed_identities import IDENTITY_KEYS, parse_identities, parse_token
from ._seed_parts import Members, Part, items_of, value_of
from ._seed_tasks import Plan, parse_failure, parse_task, task_keys
from ._state import REGION, Project, State
from ._switches import SWITCHES, Switches
from ._tasks import Task

TOP_KEYS = ("projects", "switches", "replace_outcomes", "clock_seconds", "seconds_per_read", *IDENTITY_KEYS)


def parse_seed(data: object, source: str) -> State:
    """Create a state from a seed's data; `source` names it in errors."""
    top = Part(source, "", data)
    seed = top.members(TOP_KEYS)
    project_parts = seed["projects"].members() if "projects" in seed else {}
    if not project_parts:
        top.refuse("needs 'projects' with at least one project")
    switches = _parse_switches(seed)
    now = value_of(seed, "clock_seconds", Part.milliseconds, 0)

    projects: dict[str, Project] = {}
    tokens: dict[str, Token] = {}
    for project_id, part in project_parts.items():
        members = part.members(PROJECT_KEYS)
        for token_part in items_of(members, "tokens"):
            text, token = parse_token(token_part, project_id, now)
            if text in tokens:
                token_part.refuse("is given twice; a token is valid for one project")
            tokens[text] = token
        projects[project_id] = parse_project(project_id, members, now, switches)
    per_read = value_of(seed, "seconds_per_read", Part.milliseconds, 0)
    return State(projects, parse_identities(seed, tokens, projects), switches, now, per_read)


def _parse_switches(seed: Members) -> Switches:
    """Read the switches; the oldest one may also be at the top level."""
    parts = seed["switches"].members(SWITCHES) if "switches" in seed else {}
    if "replace_outcomes" in seed:
        parts = {"replace_outcomes": seed["replace_outcomes"], **parts}
    return Switches({name: part.one_of(SWITCHES[name]) for name, part in parts.items()})


PROJECT_KEYS = ("name", "tokens", "tasks", "failures")


def parse_project(project_id: str, members: Members, now: int, switches: Switches) -> Project:
    """Create a project from its members, without its tokens."""
    project = Project({}, name=value_of(members, "name", Part.id, REGION))
    keys = (*task_keys(), "repeat")
    for part in items_of(members, "tasks"):
        task = part.members(keys)
        plan = parse_task(part, task, now=now, replace_outcomes=switches["replace_outcomes"])
        for _ in range(_times(task)):
            add_task(part, project_id, project, plan, now)
    for part in items_of(members, "failures"):
        project.failures.append(parse_failure(part, project_id, len(project.failures) + 1))
    return project


def add_task(part: Part, project_id: str, project: Project, plan: Plan, now: int) -> Task:
    """Add a planned task at the end of a project."""
    task = plan.task(project_id, project.added + 1, now)
    if task.task_id in project.tasks:
        part.refuse(f"the project already has a task {task.task_id!r}")
    project.put(task)
    return task


def _times(task: Members) -> int:
    """Return how many copies of a task there are."""
    if "repeat" not in task:
        return 1
    if "task_id" in task:
        task["repeat"].refuse("tasks with a task_id cannot be repeated")
    return task["repeat"].count()
