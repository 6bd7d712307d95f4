"""The format of a seed, and the state that it makes.

```yaml
replace_outcomes: real          # or documented: a replacement ends as SUCCESS_RESET or FAILED_RESET
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
    failures:                   # history besides the tasks that failed
      - operate_type: FAILED_RESET
```

All fields of the lists are keys, such as `server_name`. Those that are left out are made up, the same each time.
`_seed_identities` has the rest: access keys, users, agencies, and tokens that may not do everything.
"""

from collections.abc import Iterator

from ._identities import Token
from ._seed_identities import IDENTITY_KEYS, parse_identities, parse_token
from ._seed_parts import Members, Part, items_of, value_of
from ._seed_tasks import parse_failure, parse_task, task_keys
from ._state import REGION, Project, State, Task

REPLACE_OUTCOMES = ("real", "documented")


def parse_seed(data: object, source: str) -> State:
    """Make a state of a seed's data; `source` is what errors call it."""
    top = Part(source, "", data)
    seed = top.members(("projects", "replace_outcomes", *IDENTITY_KEYS))
    project_parts = seed["projects"].members() if "projects" in seed else {}
    if not project_parts:
        top.refuse("needs 'projects' with at least one project")
    replace_outcomes = value_of(seed, "replace_outcomes", lambda part: part.one_of(REPLACE_OUTCOMES), "real")

    projects: dict[str, Project] = {}
    tokens: dict[str, Token] = {}
    for project_id, part in project_parts.items():
        members = part.members(("name", "tokens", "tasks", "failures"))
        for token_part in items_of(members, "tokens"):
            text, token = parse_token(token_part, project_id)
            if text in tokens:
                token_part.refuse("is given twice; a token is valid for one project")
            tokens[text] = token
        projects[project_id] = _parse_project(project_id, members, replace_outcomes)
    return State(projects, parse_identities(seed, tokens, projects), replace_outcomes)


def _parse_project(project_id: str, members: Members, replace_outcomes: str) -> Project:
    tasks: dict[str, Task] = {}
    for part in items_of(members, "tasks"):
        for copy in _repeated(part):
            task = parse_task(copy, project_id, tasks, now=0, replace_outcomes=replace_outcomes)
            tasks[task.task_id] = task
    records = items_of(members, "failures")
    failures = tuple(parse_failure(part, project_id, number) for number, part in enumerate(records, 1))
    return Project(tasks, failures, value_of(members, "name", Part.id, REGION))


def _repeated(part: Part) -> Iterator[Part]:
    """Yield a task as often as it says."""
    members = part.members((*task_keys(), "repeat"))
    times = value_of(members, "repeat", Part.count, 1)
    if "repeat" in members and "task_id" in members:
        members["repeat"].refuse("tasks with a task_id cannot be repeated")
    once = {key: member.value for key, member in members.items() if key != "repeat"}
    for _ in range(times):
        yield Part(part.source, part.path, once)
