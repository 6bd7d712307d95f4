"""Changes of a running mock's state: each returns the new state, or refuses with a reason."""

from attrs import evolve

from ._seed import PROJECT_KEYS, add_task, parse_project
from ._seed_identities import parse_identities, parse_token
from ._seed_parts import Part, items_of
from ._seed_tasks import STATUSES, parse_failure, parse_task, task_keys
from ._snapshot import describe_task
from ._state import Project, State
from ._switches import SWITCHES, Switches
from ._tasks import OUTCOMES, Task, ended

LIFE = (
    "status",
    "unknown_status",
    "listed",
    "operation",
    "outcome",
    "ready_seconds",
    "running_seconds",
    "elapsed_seconds",
)
FOR_ONE_LIST = ("operate_type", "task_error_code", "task_error_msg")


def project_of(state: State, part: Part, project_id: str | None) -> tuple[str, Project]:
    """Return a project, by default the first one."""
    found = next(iter(state.projects)) if project_id is None else project_id
    if found not in state.projects:
        part.refuse(f"no project is called {found!r}")
    return found, state.projects[found]


def with_new_task(state: State, part: Part, project_id: str | None) -> Task:
    """Add a task at the end of a project."""
    name, project = project_of(state, part, project_id)
    outcomes = state.switches["replace_outcomes"]
    plan = parse_task(part, part.members(task_keys()), now=state.now, replace_outcomes=outcomes)
    return add_task(part, name, project, plan, state.now)


def change_task(state: State, part: Part, task_id: str, project_id: str | None) -> None:
    """Change a task from now on; what is not named stays."""
    name, project = project_of(state, part, project_id)
    task = task_of(part, project, task_id)
    changes = {key: member.value for key, member in part.members(task_keys()).items()}
    if changes.get("task_id", task_id) != task_id:
        part.refuse("a task keeps its task_id")
    before = describe_task(task, state.now)
    if changes.keys() & {*LIFE}:
        gone = {*FOR_ONE_LIST}
        if changes.keys() & {"status", "unknown_status"}:
            gone |= {*LIFE}
        elif "operation" in changes or "status" not in before:
            gone |= {"status", "unknown_status", "listed"}
        before = {key: value for key, value in before.items() if key not in gone}
    whole = Part(part.source, part.path, {**before, **changes})
    outcomes = state.switches["replace_outcomes"]
    plan = parse_task(whole, whole.members(task_keys()), now=state.now, replace_outcomes=outcomes)
    project.put(evolve(plan.task(name, task.place.number, task.place.since), place=task.place))


def finish_task(state: State, part: Part, task_id: str, project_id: str | None, outcome: str) -> None:
    """Finish a task now."""
    if outcome not in OUTCOMES:
        part.refuse(f"outcome: {outcome!r} is not known; use one of {', '.join(OUTCOMES)}")
    _, project = project_of(state, part, project_id)
    task = task_of(part, project, task_id)
    status = ended(task.operation, outcome, state.switches["replace_outcomes"])
    fields = part.members([key for key in task_keys() if key not in LIFE])
    changes = {"status": status, "operation": task.operation, **{key: member.value for key, member in fields.items()}}
    change_task(state, Part(part.source, part.path, changes), task_id, project_id)


def remove_task(state: State, part: Part, task_id: str, project_id: str | None) -> None:
    """Remove a task as if it had never existed."""
    _, project = project_of(state, part, project_id)
    project.remove(task_of(part, project, task_id).task_id)


def with_new_failure(state: State, part: Part, project_id: str | None) -> str:
    """Add a record at the end of the failure history."""
    name, project = project_of(state, part, project_id)
    failure = parse_failure(part, name, len(project.failures) + 1)
    project.record(failure)
    return str(failure.fields["task_id"])


def remove_failure(state: State, part: Part, task_id: str, project_id: str | None) -> None:
    """Remove the records of a task from the history, as when they are deleted in the service."""
    _, project = project_of(state, part, project_id)
    if not project.erase(task_id):
        part.refuse(f"no failure record has the task_id {task_id!r}")


def with_new_project(state: State, part: Part, project_id: str) -> State:
    """Add a project with everything that a seed can give it."""
    members = part.members(PROJECT_KEYS)
    if not project_id or project_id in state.projects:
        part.refuse(f"project {project_id!r} already exists" if project_id else "a project needs an ID")
    identities = state.identities
    for token in items_of(members, "tokens"):
        text, made = parse_token(token, project_id, state.now)
        if text in identities.tokens:
            token.refuse("is given twice; a token is valid for one project")
        identities = identities.with_token(text, made)
    project = parse_project(project_id, members, state.now, state.switches)
    return evolve(state, projects={**state.projects, project_id: project}, identities=identities)


def with_new_token(state: State, part: Part, project_id: str | None) -> State:
    """Add a token, or replace the one of the same text."""
    name, _ = project_of(state, part, project_id)
    return evolve(state, identities=state.identities.with_token(*parse_token(part, name, state.now)))


def with_new_user(state: State, part: Part) -> State:
    """Add an IAM user, or replace the one of the same name."""
    seed = Part(part.source, "", {"users": [part.value]}).members()
    parsed = parse_identities(seed, {}, state.projects)
    users = {**state.identities.users, **parsed.users}
    return evolve(state, identities=evolve(state.identities, users=users))


def with_switches(state: State, part: Part) -> State:
    """Set switches; replacements in progress end accordingly."""
    values = {name: member.one_of(SWITCHES[name]) for name, member in part.members(SWITCHES).items()}
    switches = Switches({**state.switches.values, **values})
    if "replace_outcomes" in values:
        for project in state.projects.values():
            for task in list(project.tasks.values()):
                (since, last) = task.timeline[-1]
                if task.operation == "replace" and since > state.now and last in STATUSES:
                    status = ended("replace", last.partition("_")[0], values["replace_outcomes"])
                    project.put(evolve(task, timeline=(*task.timeline[:-1], (since, status))))
    return evolve(state, switches=switches)


def task_of(part: Part, project: Project, task_id: str) -> Task:
    """Return a task, or refuse."""
    if task_id not in project.tasks:
        part.refuse(f"the project has no task {task_id!r}")
    return project.tasks[task_id]
