// The corpus page: search and sort without a reload, adding with its progress, removing in two steps.
(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  let latest = 0;

  // Takes parts of the page anew from its server; what is being typed stays.
  const renew = async (address, ids) => {
    const mine = ++latest;
    const reply = await fetch(address).catch(() => null);
    if (!reply?.ok || mine !== latest) return;
    const page = parse(await reply.text());
    history.replaceState(null, "", address);
    const search = $("[type=search]");
    const typing = document.activeElement === search && [search.value, search.selectionStart];
    for (const id of ids) $(id)?.replaceChildren(...($(id, page)?.childNodes ?? []));
    if (typing) {
      const now = $("[type=search]");
      now.value = typing[0];
      now.focus();
      now.setSelectionRange(typing[1], typing[1]);
    }
  };

  let waiting = 0;

  const search = () => {
    const words = $("[type=search]").value.trim();
    const all = new URLSearchParams(location.search);
    all.delete("offset");
    if (words) all.set("words", words);
    else all.delete("words");
    renew(`/corpus?${all}`, ["#pq-table"]);
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[type=search]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(search, 150);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-part]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      renew(link.getAttribute("href"), ["#pq-table"]);
    }
    const button = event.target.closest("[data-remove]");
    if (button) button.dataset.sure ? remove(button) : ask(button);
  });

  const ask = (button) => {
    button.dataset.sure = "1";
    button.textContent = "Really remove?";
    button.addEventListener("blur", () => {
      delete button.dataset.sure;
      button.textContent = "Remove";
    }, { once: true });
  };

  const remove = async (button) => {
    button.disabled = true;
    const reply = await fetch(`/corpus/articles/${encodeURIComponent(button.dataset.remove)}`, { method: "DELETE" })
      .catch(() => null);
    if (reply?.ok) await renew(location.pathname + location.search, ["#pq-table", "#pq-coverage", ".pq-head"]);
    else say(reply ? (await reply.json()).error : LOST);
  };

  // Adding.
  const LOST = "The server cannot be reached; try again.";

  const say = (words, share, html = "") => {
    const line = document.createElement("p");
    line.textContent = words;
    const bar = document.createElement("progress");
    bar.value = share ?? 0;
    bar.setAttribute("aria-label", "Progress");
    $("#pq-job").replaceChildren(line, ...(share === undefined ? [] : [bar]), ...parse(html).body.childNodes);
  };

  const watch = async () => {
    const reply = await fetch("/corpus/job").catch(() => null);
    if (!reply?.ok) {
      say(LOST);
      return void setTimeout(watch, 3_000);
    }
    const job = await reply.json();
    if (job.running) {
      say(job.text, job.share);
      return void setTimeout(watch, 400);
    }
    say(job.text, undefined, job.html);
    await renew(location.pathname + location.search, ["#pq-table", "#pq-coverage", ".pq-head"]);
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    event.preventDefault();
    if (form.matches(".pq-search")) return search();
    const text = form.dataset.add === "text";
    const fields = new FormData(form);
    const body = text ? JSON.stringify(Object.fromEntries([...fields].filter(([, value]) => value))) : fields;
    say("Sending …", 0);
    const reply = await fetch(`/corpus/${form.dataset.add}`, {
      method: "POST", body, headers: text ? { "Content-Type": "application/json" } : {},
    }).catch(() => null);
    if (!reply?.ok) return say(reply ? (await reply.json()).error : LOST);
    form.reset();
    watch();
  });

  if ($("#pq-add")) {
    fetch("/corpus/job").then((reply) => reply.json()).then((job) => job.running && watch(), () => undefined);
  }
})();
