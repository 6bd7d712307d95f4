// The form to try an operation. It asks the mock that serves the page; where none does, it responds as that mock did
// when the site was built. Nothing is ever sent to the real service.
for (const form of document.querySelectorAll(".tryit")) {
  const words = JSON.parse(form.dataset.words);
  const answer = form.querySelector(".tryit-answer");
  const field = (name) => form.elements.namedItem(name);
  let ask;

  begin();

  async function begin() {
    const mock = location.protocol === "file:" ? null : await settings();
    const recorded = mock ?? (await recording());
    ask = mock ? askMock : (request) => respond(recorded, request);
    field("project_id").value = recorded.project_id;
    field("X-Auth-Token").value = recorded.token;
    form.querySelector(".tryit-note").textContent = mock ? words.ready : words.recorded;
    form.querySelector("fieldset").disabled = false; // before, what a reader types would be overwritten
  }

  async function settings() {
    const found = await fetch(`${words.top}mock.json`).catch(() => null);
    return found?.ok ? found.json().catch(() => null) : null;
  }

  /** By a script, as a page from a folder may not fetch. */
  function recording() {
    return new Promise((resolve) => {
      const script = Object.assign(document.createElement("script"), { src: `${words.top}assets/recorded.js` });
      script.addEventListener("load", () => resolve(window.__recorded));
      document.head.append(script);
    });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const start = performance.now();
    show(words.sending, "");
    try {
      const response = await ask(request());
      const took = `${Math.round(performance.now() - start)} ${words.milliseconds}`;
      const line = [response.status, took, response.request_id].filter(Boolean).join(" · ");
      show(line, pretty(response.body), response.status < 300);
    } catch (error) {
      show(words.failed + error.message, "", false);
    }
  });

  /** What the form says, changed by what is to go wrong. */
  function request() {
    const { fields = {}, status } = JSON.parse(field("fault").value);
    const values = (place) =>
      Object.fromEntries(
        [...form.querySelectorAll(`input[data-in=${place}]`)]
          .map((input) => [input.name, fields[input.name] ?? input.value])
          .filter(([, value]) => value !== ""),
      );
    return { path: values("path"), query: values("query"), headers: values("header"), status };
  }

  async function askMock({ path, query, headers, status }) {
    if (status) {
      const fault = JSON.stringify({ operation: form.dataset.operation, status });
      await fetch("/_mock/faults", { method: "POST", headers: { "Content-Type": "application/json" }, body: fault });
    }
    const target = form.dataset.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name]));
    const sent = new URLSearchParams(query).toString();
    const response = await fetch(sent ? `${target}?${sent}` : target, { headers });
    return {
      status: response.status,
      request_id: response.headers.get("X-Request-Id"),
      body: await response.text(),
    };
  }

  /** The rules of the mock, as far as they can be seen from here. */
  function respond(recorded, { path, query, headers, status }) {
    const token = headers["X-Auth-Token"];
    if (status) return recorded.failures[status];
    if (!token) return recorded.no_token;
    if (token !== recorded.token) return recorded.wrong_token;
    if (path.project_id !== recorded.project_id) return recorded.other_project;
    if (path.task_id) return recorded.tasks[path.task_id] ?? recorded.unknown_task;
    const [offset, limit] = ["offset", "limit"].map((name) => number(query[name], recorded[name]));
    if (offset === null || limit === null) return recorded.bad_number;
    const list = recorded.lists[form.dataset.path.split("/").pop()];
    const { total, tasks } = JSON.parse(list.body);
    return { ...list, body: JSON.stringify({ total, tasks: tasks.slice(offset, offset + limit) }) };
  }

  function number(text, { least, most, default: otherwise }) {
    if (text === undefined) return otherwise;
    return /^\d{1,10}$/.test(text) && text >= least && text <= most ? Number(text) : null;
  }

  function show(status, body, good) {
    const line = answer.querySelector(".tryit-status");
    answer.hidden = false;
    line.textContent = status;
    line.classList.toggle("good", good === true);
    line.classList.toggle("bad", good === false);
    answer.querySelector("pre").hidden = body === "";
    answer.querySelector("code").replaceChildren(...coloured(body));
    if (good !== undefined) answer.scrollIntoView({ block: "nearest" }); // it may be below the window
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** JSON as text and elements, in the colours of the other code on the page. */
function coloured(text) {
  return text.split(/("(?:[^"\\]|\\.)*"(?:\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?)/).map((part) => {
    const kind = part.endsWith(":") ? "nt" : part.startsWith('"') ? "s2" : /^(true|false|null)$/.test(part) ? "kc" : /^-?\d/.test(part) ? "mi" : "";
    if (!kind) return document.createTextNode(part);
    const element = document.createElement("span");
    element.className = kind;
    element.textContent = part;
    return element;
  });
}
