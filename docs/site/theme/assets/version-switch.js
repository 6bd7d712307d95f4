// The choice of a version, where several stand side by side: …/0.2/, …/0.1/, and …/latest/ as the newest of them.
{
  const choice = document.querySelector(".version-switch");
  const site = new URL(`${choice.dataset.top}/`, location.href); // of this version
  const folder = site.pathname.split("/").at(-2);
  const pageIn = (version) => new URL(location.pathname.slice(site.pathname.length), new URL(`../${version}/`, site));
  const isHere = ({ version, aliases }) => version === folder || aliases.includes(folder);

  // "{}" is the version that the reader is at, "[{}]" a link to the same page of the latest one.
  function noteOf(here, latest) {
    const note = document.createElement("p");
    note.className = "other-version";
    const link = Object.assign(document.createElement("a"), { href: pageIn("latest"), textContent: latest.title });
    const [before, between, after] = choice.dataset.note.split(/\[?\{\}\]?/);
    note.append(before, here.title, between, link, after);
    return note;
  }

  if (__versions.some(isHere)) {
    choice.append(
      ...__versions.map((each) => {
        const latest = each.aliases.includes("latest");
        return new Option(latest ? `${each.title} (latest)` : each.title, latest ? "latest" : each.version, false, isHere(each));
      }),
    );
    choice.hidden = false;
    const here = __versions.find(isHere);
    const latest = __versions.find(({ aliases }) => aliases.includes("latest"));
    if (here !== latest) document.querySelector(".md-content__inner").prepend(noteOf(here, latest));
  }

  choice.addEventListener("change", async () => {
    const other = new URL(`../${choice.value}/`, site);
    const page = pageIn(choice.value);
    const home = new URL(document.documentElement.lang === "zh" ? "zh/index.html" : "index.html", other);
    // A page of the same name, if that version has one; of files nobody can know.
    const there = await fetch(page, { method: "HEAD" }).catch(() => null);
    location.href = there?.ok ? page : home;
  });
}
