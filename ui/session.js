// The session around the answers: which articles may answer, links, copies, export, feedback, a lost server.
(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const box = () => $("#pq-box textarea, #pq-box input");
  const NAMES = ["outlet", "since", "until"];

  // The address holds the filter and the last question, so that it can be passed on.
  const filter = (search = location.search) => {
    const all = new URLSearchParams(search);
    return new URLSearchParams([...all].filter(([name, value]) => NAMES.includes(name) && value));
  };

  const readdress = (change) => {
    const all = new URLSearchParams(location.search);
    change(all);
    history.replaceState(history.state, "", String(all) ? `?${all}` : location.pathname);
  };

  // Returns the filter that a question of at most so many characters is sent with, null where it cannot be sent.
  const asked = (question, most) => {
    const length = [...question.trim()].length;
    const [has, may] = [length, most].map((number) => number.toLocaleString("en"));
    refuse(length > most ? `The question has ${has} characters; ask it in ${may} at most.` : "");
    if (!length || length > most) return null;
    $(".pq-narrow[open]")?.removeAttribute("open");
    readdress((all) => all.set("q", question.trim()));
    return String(filter());
  };

  const refuse = (words) => {
    document.getElementById("pq-refused")?.remove();
    if (!words) return;
    const made = document.createElement("p");
    made.id = "pq-refused";
    made.className = "pq-error";
    made.setAttribute("role", "alert");
    made.textContent = words;
    $("#pq-foot").prepend(made);
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
    follow();
  }).observe(document.documentElement, { subtree: true, childList: true });

  // The conversation lives here. Each tab keeps one under a name of its own and takes a new name with every writing:
  // a tab opened anew starts from the latest, and a duplicated tab sees that its own has gone to the other.
  const TAB = "pullquote-tab";
  const TALKS = "pullquote:";
  const MOST = 20;  // conversations; the browser gives room for a few million characters
  const verdicts = new Map();  // by the number of the question: id, helpful, reason, sent
  let most = 0;
  let restored = [];
  let saved = null;  // the numbers of the answers that are kept, null until what was kept is shown

  const talks = () => Object.keys(localStorage).filter((name) => name.startsWith(TALKS)).sort();

  const hex = () => [...crypto.getRandomValues(new Uint8Array(8))].map((one) => one.toString(16).padStart(2, "0")).join("");

  // A question that moves up is there twice for a moment.
  const answered = () => {
    const turns = $$(".pq-turn").filter((turn) => $("template[data-as=json]", turn));
    return [...new Map(turns.map((turn) => [turn.dataset.turn, turn])).values()];
  };

  const numbers = (turns) => turns.map((turn) => turn.dataset.turn).join();

  const kept = (answers) => {
    most = answers;
    const text = localStorage.getItem(sessionStorage.getItem(TAB) ?? talks().at(-1)) ?? "[]";
    restored = JSON.parse(text);
    return text;
  };

  const write = (turns) => {
    localStorage.removeItem(sessionStorage.getItem(TAB));
    const name = `${TALKS}${Date.now()}-${hex()}`;
    const others = talks();
    others.splice(0, others.length + 1 - MOST).forEach((one) => localStorage.removeItem(one));
    const text = JSON.stringify(turns);
    for (;;) {
      try {
        localStorage.setItem(name, text);
        break;
      } catch (full) {
        if (!others.length) throw full;
        localStorage.removeItem(others.shift());
      }
    }
    sessionStorage.setItem(TAB, name);
  };

  const keep = () => {
    const turns = answered().slice(-most);
    saved = numbers(answered());
    write(turns.map((turn) => ({
      answer: JSON.parse(stored(turn, "json")),
      query: String(filter($("a[data-link]", turn).search)),
      judged: verdicts.get(turn.dataset.turn),
    })));
  };

  const follow = () => {
    const turns = answered();
    turns.filter((turn) => !("judged" in turn.dataset)).forEach(paint);
    if (saved !== null && turns.length && numbers(turns) !== saved) keep();
  };

  // Once what the browser kept is shown again: where one was reading, what was being typed, the question of the address.
  const DRAFT = "pullquote-typed";
  const PLACE = "pullquote-place";

  const pulled = (name) => {
    const text = sessionStorage.getItem(name);
    sessionStorage.removeItem(name);
    return text;
  };

  const asks = (search) => {
    const where = [...filter(search)].map(String).sort();
    return JSON.stringify([new URLSearchParams(search).get("q")?.trim(), ...where]);
  };

  const ready = () => {
    const turns = answered();
    turns.forEach((turn, place) => restored[place]?.judged && verdicts.set(turn.dataset.turn, restored[place].judged));
    saved = numbers(turns.filter((turn) => turn.closest("#pq-past")));
    follow();
    const [place, top] = JSON.parse(pulled(PLACE) ?? "[-1, 8]");
    if (turns.at(place)) scrollBy(0, turns.at(place).getBoundingClientRect().top - top);
    const question = new URLSearchParams(location.search).get("q")?.trim();
    const last = $$("#pq-past a[data-link]").at(-1)?.search ?? "";
    const typed = pulled(DRAFT);
    if (question && asks(location.search) !== asks(last)) window.pullquote.ask(question);
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
    const turns = answered();
    if (box()?.value) sessionStorage.setItem(DRAFT, box().value);
    if (!turns.length) return;
    const tops = turns.map((turn) => turn.getBoundingClientRect().top);
    const place = Math.max(tops.findLastIndex((top) => top < innerHeight / 2), 0);
    sessionStorage.setItem(PLACE, JSON.stringify([place - turns.length, tops[place]]));
    const mine = sessionStorage.getItem(TAB);
    if (mine && !localStorage.getItem(mine)) keep();  // a duplicate of this tab has gone on with it
  });
  document.addEventListener("input", (event) => {
    const reason = event.target.closest(".pq-reason");
    if (event.target === box()) refuse("");
    if (reason) verdicts.get(reason.closest(".pq-turn").dataset.turn).reason = event.target.value;
  });

  window.pullquote = { ...window.pullquote, asked, kept, ready };

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

  // An answer with the filter it was given for, if any: "not in the articles" may be true of one outlet only.
  const exported = (turn) => {
    const only = filter($("a[data-link]", turn).search);
    const named = NAMES.filter((name) => only.has(name)).map((name) => [name, only.getAll(name)]);
    return { ...JSON.parse(stored(turn, "json")), ...(named.length && { filter: Object.fromEntries(named) }) };
  };

  const save = (kind) => {
    const turns = answered();
    const text =
      kind === "json"
        ? JSON.stringify(turns.map(exported), null, 2)
        : turns.map((turn) => stored(turn, "markdown")).join("\n---\n\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: kind === "json" ? "application/json" : "text/markdown" }));
    link.download = `pullquote.${kind === "json" ? "json" : "md"}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  // Feedback. A verdict outlives its turn's markup, which is drawn anew when the question moves up.
  const paint = (turn) => {
    const given = verdicts.get(turn.dataset.turn);
    if (given?.helpful === undefined) return;
    turn.dataset.judged = "";
    $$("[data-judge]", turn).forEach((one) => one.setAttribute("aria-pressed", (one.dataset.judge === "up") === given.helpful));
    $(".pq-reason", turn).hidden = given.sent;
    $(".pq-reason input", turn).value = given.reason;
  };

  const judge = async (turn, helpful, reason = "") => {
    const number = turn.dataset.turn;
    const given = verdicts.get(number) ?? { id: hex(), reason: "" };
    verdicts.set(number, given);
    const body = { answer: JSON.parse(stored(turn, "json")), helpful, reason, id: given.id };
    const headers = { "Content-Type": "application/json" };
    let reply;
    try {
      reply = await fetch("/api/v1/feedback", { method: "POST", headers, body: JSON.stringify(body) });
    } catch {
      return tell(turn, "The server cannot be reached; try again.");
    }
    if (!reply.ok) return tell(turn, (await reply.json()).error);
    Object.assign(given, { helpful, sent: Boolean(reason) });
    const shown = answered().find((one) => one.dataset.turn === number);
    paint(shown);
    keep();
    tell(shown, reason ? "Thank you. Your reason is kept with the answer." : "Thank you. It is kept with the answer.");
    if (!reason && shown === turn) $(".pq-reason input", turn).focus();
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
      write([]);
      readdress((all) => all.delete("q"));
      location.reload();
    }
    if (button.id === "pq-stop") {
      readdress((all) => all.delete("q"));  // a reload must not ask it again
      if (event.pointerType !== "touch") box().focus();  // the button goes; a finger would only get a keyboard
    }
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
