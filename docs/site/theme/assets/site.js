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

// Pasting by mouse is typing, too; the theme listens to keys alone.
const field = search?.querySelector(".md-search__input");
field?.addEventListener("input", (event) => {
  if (event.inputType !== "insertText") field.dispatchEvent(new KeyboardEvent("keyup"));
});

// A table of many rows, with a field that hides those which have not what is typed.
for (const filter of document.querySelectorAll(".filter")) {
  const groups = [...filter.nextElementSibling.querySelectorAll("tbody")];
  filter.hidden = false;
  filter.querySelector("input").addEventListener("input", ({ target }) => {
    const wanted = target.value.trim().toLowerCase();
    for (const group of groups) {
      const rows = [...group.querySelectorAll("tr:not(.group)")];
      rows.forEach((row) => (row.hidden = !row.textContent.toLowerCase().includes(wanted)));
      group.hidden = rows.every((row) => row.hidden);
    }
  });
}
