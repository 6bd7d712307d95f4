// The form to try an operation: it asks the mock that serves this page, and says why it cannot where there is none.
for (const form of document.querySelectorAll(".tryit")) {
  const words = JSON.parse(form.dataset.words);
  const note = form.querySelector(".tryit-note");
  const button = form.querySelector("button[type=submit]");
  const answer = form.querySelector(".tryit-answer");
  const field = (name) => form.elements.namedItem(name);

  findMock();

  async function findMock() {
    if (location.protocol === "file:") {
      note.textContent = words.opened_from_folder;
      return;
    }
    const mock = await fetch(words.mock).then((found) => (found.ok ? found.json() : null)).catch(() => null);
    if (mock === null) {
      note.textContent = words.no_mock;
      return;
    }
    field("project_id").value = mock.project_id;
    field("X-Auth-Token").value = mock.token;
    note.textContent = words.ready;
    button.disabled = false;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const start = performance.now();
    show(words.sending, "");
    try {
      const response = await fetch(target(), { headers: sent("header") });
      const text = await response.text();
      const took = Math.round(performance.now() - start);
      const id = response.headers.get("X-Request-Id");
      show(`${response.status} · ${took} ${words.milliseconds}${id ? ` · ${id}` : ""}`, pretty(text), response.ok);
    } catch (error) {
      show(words.failed + error.message, "", false);
    }
  });

  function target() {
    const path = form.dataset.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(field(name).value));
    const query = new URLSearchParams(sent("query")).toString();
    return query ? `${path}?${query}` : path;
  }

  /** The fields of one place that have a value, by name. */
  function sent(place) {
    const inputs = [...form.querySelectorAll(`input[data-in=${place}]`)].filter((input) => input.value !== "");
    return Object.fromEntries(inputs.map((input) => [input.name, input.value]));
  }

  function show(status, body, good) {
    const line = answer.querySelector(".tryit-status");
    answer.hidden = false;
    line.textContent = status;
    line.classList.toggle("good", good === true);
    line.classList.toggle("bad", good === false);
    answer.querySelector("pre").hidden = body === "";
    answer.querySelector("code").replaceChildren(...coloured(body));
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

// What scrolls sideways can be reached by keyboard, whenever it comes to scroll.
const blocks = document.querySelectorAll(".md-typeset pre > code, .md-typeset__scrollwrap, .tabbed-labels");
const reach = (block) => block.scrollWidth > block.clientWidth && block.setAttribute("tabindex", "0");
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target)));
blocks.forEach((block) => sizes.observe(block));
document.fonts.ready.then(() => blocks.forEach(reach));

// The theme makes each copy button a landmark of its own, and leaves the search without a name.
new MutationObserver((changes) => {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (node.matches?.("nav.md-code__nav")) node.setAttribute("role", "none");
    if (node.matches?.(".md-typeset__scrollwrap")) sizes.observe(node); // it is put round wide tables late
  }
}).observe(document.body, { childList: true, subtree: true });
document.querySelectorAll("nav.md-code__nav").forEach((nav) => nav.setAttribute("role", "none"));
const search = document.querySelector(".md-search");
search?.setAttribute("aria-label", search.querySelector(".md-search__input").getAttribute("aria-label"));
