// Region and project, chosen once for the whole site and put into all code. They stay in this browser.
const SAMPLE = __sample; // what the code of all pages has: the build takes it from the description
const kept = (() => {
  try {
    return window.localStorage;
  } catch {
    return null; // refused by the reader's settings: then a choice lasts as long as the page
  }
})();
let chosen = { ...SAMPLE };
try {
  chosen = { ...SAMPLE, ...JSON.parse(kept?.getItem("kps-tasks.chosen") ?? "{}") };
} catch {}

const places = [];
for (const code of document.querySelectorAll(".md-typeset pre > code")) {
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data;
    if (Object.values(SAMPLE).some((sample) => text.includes(sample))) places.push([walker.currentNode, text]);
  }
}

function fill() {
  for (const [node, text] of places) {
    node.data = Object.keys(SAMPLE).reduce((filled, name) => filled.replaceAll(SAMPLE[name], chosen[name]), text);
  }
}

for (const form of document.querySelectorAll(".chosen")) {
  const { region, project } = form.elements;
  form.hidden = false;
  region.value = chosen.host;
  if (region.selectedIndex < 0) region.value = SAMPLE.host;
  project.value = chosen.project === SAMPLE.project ? "" : chosen.project;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const name = region.selectedOptions[0].textContent;
    const id = /^[a-z0-9]{1,64}$/.test(project.value.trim()) ? project.value.trim() : SAMPLE.project;
    chosen = { host: region.value, region: name, project: id };
    kept?.setItem("kps-tasks.chosen", JSON.stringify(chosen));
    fill();
  });
}
fill();
