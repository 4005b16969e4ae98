// The session around the answers: which articles may answer, links, copies, export, feedback, a lost server.
(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const box = () => $("#pq-box textarea, #pq-box input");
  const NAMES = ["outlet", "since", "until"];

  // The address holds the filter and the last question, so that it can be passed on.
  const filter = () => {
    const all = new URLSearchParams(location.search);
    return new URLSearchParams([...all].filter(([name, value]) => NAMES.includes(name) && value));
  };

  const readdress = (change) => {
    const all = new URLSearchParams(location.search);
    change(all);
    history.replaceState(history.state, "", String(all) ? `?${all}` : location.pathname);
  };

  const asked = (question) => {
    $(".pq-narrow[open]")?.removeAttribute("open");
    readdress((all) => all.set("q", question.trim().slice(0, 2000)));
    return String(filter());
  };

  // The form follows the address when it comes, the address follows the form from then on.
  const fill = (form) => {
    const wanted = filter();
    for (const one of form.elements) {
      if (one.name === "outlet") one.checked = wanted.getAll("outlet").includes(one.value);
      else if (one.name) one.value = wanted.get(one.name) ?? "";
    }
    form.dataset.filled = "";
    count();
  };

  let counted = 0;

  const count = async () => {
    const remain = $(".pq-remain");
    if (!remain || remain.dataset.total === "0") return;
    const total = Number(remain.dataset.total);
    const mine = ++counted;
    let words = `${total.toLocaleString("en")} article${total === 1 ? "" : "s"}`;
    if (String(filter())) {
      const reply = await fetch(`/remain?${filter()}`).catch(() => null);
      if (!reply || mine !== counted) return;
      words = (await reply.json()).text;
    }
    const shown = $(".pq-remain");
    if (mine === counted && shown.textContent !== words) shown.textContent = words;
    $(".pq-narrow")?.toggleAttribute("data-on", Boolean(String(filter())));
  };

  const narrow = (form) => {
    readdress((all) => {
      NAMES.forEach((name) => all.delete(name));
      for (const [name, value] of new FormData(form)) if (value) all.append(name, value);
    });
    count();
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest(".pq-panel");
    if (form) narrow(form);
  });
  document.addEventListener("reset", (event) => {
    const form = event.target.closest(".pq-panel");
    if (form) setTimeout(() => {
      $$("input", form).forEach((one) => (one.type === "checkbox" ? (one.checked = false) : (one.value = "")));
      narrow(form);
    });
  });
  document.addEventListener("pointerdown", (event) => {
    const open = $(".pq-narrow[open]");
    if (open && !open.contains(event.target)) open.open = false;
  });
  new MutationObserver(() => {
    const form = $(".pq-panel:not([data-filled])");
    if (form) fill(form);
  }).observe(document.documentElement, { subtree: true, childList: true });

  // Once what the browser kept is shown again: the text that was being typed, and the question of the address.
  const DRAFT = "pullquote-typed";

  const ready = () => {
    const question = new URLSearchParams(location.search).get("q")?.trim();
    const last = $$("#pq-past .pq-question").at(-1)?.textContent.trim();
    const typed = sessionStorage.getItem(DRAFT);
    sessionStorage.removeItem(DRAFT);
    if (question && question !== last) window.pullquote.ask(question);
    if (typed && typed !== question) retype(typed);
  };

  const retype = (typed) => {
    if (box().value) setTimeout(retype, 100, typed);  // the question of the address is still on its way
    else type(typed);
  };

  const type = (text) => {
    box().value = text;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  };

  addEventListener("pagehide", () => {
    if (box()?.value) sessionStorage.setItem(DRAFT, box().value);
  });

  window.pullquote = { ...window.pullquote, asked, ready };

  // Copy, link, export.
  const stored = (turn, name) => $(`template[data-as=${name}]`, turn)?.content.textContent ?? "";

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // a page that is not served from this machine has no clipboard but this one
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };

  const tell = (turn, words) => {
    $(".pq-told", turn).textContent = words;
  };

  const save = (kind) => {
    const turns = $$(".pq-turn").filter((turn) => stored(turn, "json"));
    const text =
      kind === "json"
        ? JSON.stringify(turns.map((turn) => JSON.parse(stored(turn, "json"))), null, 2)
        : turns.map((turn) => stored(turn, "markdown")).join("\n---\n\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: kind === "json" ? "application/json" : "text/markdown" }));
    link.download = `pullquote.${kind === "json" ? "json" : "md"}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  // Feedback.
  const judge = async (turn, helpful, reason = "") => {
    const body = { answer: JSON.parse(stored(turn, "json")), helpful, reason, id: turn.dataset.judged ?? null };
    const headers = { "Content-Type": "application/json" };
    let reply;
    try {
      reply = await fetch("/api/v1/feedback", { method: "POST", headers, body: JSON.stringify(body) });
    } catch {
      return tell(turn, "The server cannot be reached; try again.");
    }
    const said = await reply.json();
    if (!reply.ok) return tell(turn, said.error);
    turn.dataset.judged = said.id;
    $$("[data-judge]", turn).forEach((one) => one.setAttribute("aria-pressed", (one.dataset.judge === "up") === helpful));
    const form = $(".pq-reason", turn);
    form.hidden = Boolean(reason);
    tell(turn, reason ? "Thank you. Your reason is kept with the answer." : "Thank you. It is kept with the answer.");
    if (!reason) $("input", form).focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, a[data-link]");
    const turn = button?.closest(".pq-turn");
    if (!button) return;
    const { copy: form, judge: verdict, export: kind } = button.dataset;
    if (form) copy(stored(turn, form)).then(() => tell(turn, "Copied, with its quotes."));
    if (verdict) judge(turn, verdict === "up");
    if (kind) save(kind);
    if ("link" in button.dataset && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      copy(button.href).then(() => tell(turn, "The link to this question is copied."));
    }
    if ("new" in button.dataset) {
      localStorage.removeItem("pullquote");
      readdress((all) => all.delete("q"));
      location.reload();
    }
    if (button.id === "pq-stop") readdress((all) => all.delete("q"));  // a reload must not ask it again
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest(".pq-reason, .pq-panel");
    if (!form) return;
    event.preventDefault();
    if (form.matches(".pq-panel")) return;
    const turn = form.closest(".pq-turn");
    const up = $('[data-judge="up"]', turn).getAttribute("aria-pressed") === "true";
    judge(turn, up, $("input", form).value.trim());
  });

  // A server that is gone, and one that has been started again: its sessions are new, so the page is too.
  const EVERY = 3_000;
  let start = null;

  const banner = () => {
    const there = document.getElementById("pq-lost");
    if (there) return there;
    const made = document.createElement("p");
    made.id = "pq-lost";
    made.setAttribute("role", "alert");
    document.body.append(made);
    return made;
  };

  const look = async () => {
    try {
      const reply = await fetch("/alive", { cache: "no-store", signal: AbortSignal.timeout(20_000) });
      const said = await reply.json();
      if (start && said.start !== start) return location.reload();
      start = said.start;
      document.getElementById("pq-lost")?.remove();
    } catch {
      banner().textContent =
        "The connection to the server is lost; this page goes on by itself as soon as it is back, and nothing is lost.";
    }
    setTimeout(look, EVERY);
  };

  look();
})();
