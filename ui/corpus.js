// The corpus page: search and sort without a reload, adding with its progress, removing in two steps.
(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  const LOST = "The server cannot be reached; try again.";
  const TABLE = ["#pq-found", "#pq-rows", "#pq-parts"];
  const ALL = [...TABLE, "#pq-coverage", ".pq-head"];
  let latest = 0;

  // What came of the last thing done. An addition that goes on has a place of its own: neither wipes out the other.
  const tell = (words) => {
    $("#pq-told").textContent = words;
  };

  const failure = async (reply) => (await reply?.json().catch(() => null))?.error ?? LOST;

  // Gives the focus to what takes the place of an element that is gone, unless the reader has gone elsewhere.
  const land = (element) => {
    if (document.activeElement === document.body) element?.focus({ preventScroll: true });
  };

  // Takes parts of the page anew from its server and returns whether it could. What has the focus keeps it by its id.
  const renew = async (address, parts) => {
    const mine = ++latest;
    const reply = await fetch(address).catch(() => null);
    const words = reply?.ok ? "" : await failure(reply);
    if (mine !== latest) return false;
    if (words) return void tell(words);
    const page = parse(await reply.text());
    history.replaceState(null, "", address);
    const focused = document.activeElement.id;
    for (const part of parts) $(part).replaceChildren(...$(part, page).childNodes);
    land(document.getElementById(focused));
    return true;
  };

  let waiting = 0;

  const search = () => {
    const words = $("[type=search]").value.trim();
    const all = new URLSearchParams(location.search);
    all.delete("offset");
    if (words) all.set("words", words);
    else all.delete("words");
    tell("");
    renew(`/corpus?${all}`, TABLE);
  };

  document.addEventListener("input", (event) => {
    delete event.target.form?.dataset.sent;
    if (!event.target.matches("[type=search]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(search, 150);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-part]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      turn(link);
    }
    const button = event.target.closest("[data-remove]");
    if (button) button.dataset.sure ? remove(button) : ask(button);
  });

  // Sorts, or goes to another part, which is read from its top.
  const turn = async (link) => {
    const part = link.closest("#pq-parts");
    tell("");
    if (!(await renew(link.getAttribute("href"), TABLE)) || !part) return;
    $("#pq-table").scrollIntoView();
    land($("#pq-rows"));
  };

  const headline = (button) => $("span", button).textContent.trim();

  const ask = (button) => {
    button.dataset.sure = "1";
    button.firstChild.data = "Really remove?";
    tell(`Press again to remove “${headline(button)}”.`);
    button.addEventListener("blur", () => {
      delete button.dataset.sure;
      button.firstChild.data = "Remove";
      tell("");
    }, { once: true });
  };

  const remove = async (button) => {
    if (button.ariaDisabled) return; // a button that is really disabled loses the focus
    button.ariaDisabled = "true";
    const reply = await fetch(`/corpus/articles/${encodeURIComponent(button.dataset.remove)}`, { method: "DELETE" })
      .catch(() => null);
    button.ariaDisabled = null;
    if (!reply?.ok) return tell(await failure(reply));
    const place = button.closest("tr").rowIndex - 1;
    await renew(location.pathname + location.search, ALL);
    tell(`“${headline(button)}” is removed.`);
    const links = document.querySelectorAll("#pq-rows [data-open]");
    land(links[Math.min(place, links.length - 1)] ?? $("#pq-rows"));
  };

  // Adding.
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
    say(job.text || "The server was started again before all was added: add it once more.", undefined, job.html);
    const form = $("form[data-sent]");
    if (job.share === 1) form?.reset();
    delete form?.dataset.sent;
    await renew(location.pathname + location.search, ALL);
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    event.preventDefault();
    if (form.matches(".pq-search")) return search();
    const text = form.dataset.add === "text";
    const fields = new FormData(form);
    const body = text ? JSON.stringify(Object.fromEntries([...fields].filter(([, value]) => value))) : fields;
    $("#pq-job").replaceChildren(); // what the last addition told; one that goes on tells it again
    tell("Sending …");
    const reply = await fetch(`/corpus/${form.dataset.add}`, {
      method: "POST", body, headers: text ? { "Content-Type": "application/json" } : {},
    }).catch(() => null);
    if (!reply?.ok) return tell(await failure(reply));
    tell("");
    form.dataset.sent = ""; // until something else is typed; it is emptied when the addition has succeeded
    watch();
  });

  if ($("#pq-add")) {
    fetch("/corpus/job").then((reply) => reply.json()).then((job) => job.running && watch(), () => undefined);
  }
})();
