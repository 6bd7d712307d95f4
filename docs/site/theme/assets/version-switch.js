// The choice of a version, where several stand side by side: …/0.2/, …/0.1/, and …/latest/ as the newest of them.
{
  const choice = document.querySelector(".version-switch");
  const site = new URL(`${choice.dataset.top}/`, location.href); // of this version
  const folder = site.pathname.split("/").at(-2);
  const isHere = ({ version, aliases }) => version === folder || aliases.includes(folder);

  if (__versions.some(isHere)) {
    choice.append(
      ...__versions.map((each) => {
        const latest = each.aliases.includes("latest");
        return new Option(latest ? `${each.title} (latest)` : each.title, latest ? "latest" : each.version, false, isHere(each));
      }),
    );
    choice.hidden = false;
  }

  choice.addEventListener("change", async () => {
    const other = new URL(`../${choice.value}/`, site);
    const page = new URL(location.pathname.slice(site.pathname.length), other);
    const home = new URL(document.documentElement.lang === "zh" ? "zh/index.html" : "index.html", other);
    // A page of the same name, if that version has one; of files nobody can know.
    const there = await fetch(page, { method: "HEAD" }).catch(() => null);
    location.href = there?.ok ? page : home;
  });
}
