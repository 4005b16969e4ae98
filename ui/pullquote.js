// Small manners of the page: mark and card show each other, an article opens at its quote, examples ask.
(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const glide = (element, block) => element.scrollIntoView({ block, behavior: calm() ? "auto" : "smooth" });

  // Mark and card.
  const pair = (element) => {
    const mark = element.closest(".pq-mark");
    const card = mark ? document.getElementById(mark.dataset.card) : element.closest(".pq-card");
    return card && { card, marks: document.querySelectorAll(`.pq-mark[data-card="${CSS.escape(card.id)}"]`) };
  };

  // A question is drawn anew with every word that comes: the card of the same quote takes the place of the one before.
  const quote = (card) => $("a[data-open]", card).href.split("&")[0];

  const twin = (card) => {
    const [, turn] = card.id.split("-");
    const cards = [...document.querySelectorAll(`.pq-card[id^="pq-${turn}-"]`)];
    return cards.find((one) => quote(one) === quote(card)) ?? cards[0];
  };

  let held = null; // the card with the focus

  const hold = () => {
    if (held && !held.isConnected && document.activeElement === document.body) twin(held)?.focus({ preventScroll: true });
  };

  const light = (element, name) => {
    document.querySelectorAll(`.${name}`).forEach((lit) => lit.classList.remove(name));
    const found = element && pair(element);
    if (found) [found.card, ...found.marks].forEach((one) => one.classList.add(name));
  };

  document.addEventListener("mouseover", (event) => light(event.target, "pq-lit"));
  document.addEventListener("focusin", (event) => {
    held = event.target.closest(".pq-card");
    light(event.target, "pq-lit");
  });

  // An article at its quote.
  let opener = null;

  const dialog = () => {
    const there = document.getElementById("pq-dialog");
    if (there) return there;
    const made = document.createElement("dialog");
    made.id = "pq-dialog";
    made.setAttribute("aria-label", "Article");
    made.innerHTML =
      '<div class="pq-tools"><button type="button" data-next>Next quote</button>' +
      '<button type="button" data-close>Close</button></div><div class="pq-inner" tabindex="-1"></div>';
    made.addEventListener("click", (event) => {
      if (event.target === made || event.target.closest("[data-close]")) made.close();
      if (event.target.closest("[data-next]")) next(made);
    });
    made.addEventListener("keydown", (event) => {
      if (event.key === "n" && !event.ctrlKey && !event.metaKey) next(made);
    });
    made.addEventListener("close", () => {
      if (document.activeElement !== document.body) return; // a key pressed since may have moved the focus
      const card = opener.closest(".pq-card");
      (opener.isConnected || !card ? opener : twin(card))?.focus();
    });
    document.body.append(made);
    return made;
  };

  const next = (made) => {
    const marks = [...made.querySelectorAll("mark")];
    if (!marks.length) return;
    const at = marks.findIndex((mark) => mark.classList.contains("pq-here"));
    show(marks, marks[(at + 1) % marks.length]);
  };

  const show = (marks, mark) => {
    marks.forEach((other) => other.classList.toggle("pq-here", other === mark));
    mark.focus({ preventScroll: true });
    glide(mark, "center");
  };

  const open = async (link) => {
    opener = link;
    const made = dialog();
    const inner = $(".pq-inner", made);
    inner.textContent = "Opening the article …";
    made.showModal();
    try {
      const reply = await fetch(link.href);
      if (!reply.ok) throw new Error((await reply.json()).error);
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      inner.replaceChildren(...$("main", page).childNodes);
    } catch (error) {
      inner.textContent = error instanceof TypeError ? "The server cannot be reached; try again." : error.message;
    }
    const marks = [...made.querySelectorAll("mark")];
    const span = new URL(link.href).searchParams.get("mark");
    const [start, end] = span ? span.split("-").map(Number) : [0, 0];
    const wanted = marks.find((mark) => {
      const [from, to] = mark.dataset.span.split("-").map(Number);
      return from <= start && end <= to;
    });
    $("[data-next]", made).hidden = marks.length < 2;
    if (wanted ?? marks[0]) show(marks, wanted ?? marks[0]);
    else inner.focus();
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const mark = event.target.closest(".pq-mark");
    const link = event.target.closest("a[data-open]");
    const example = event.target.closest("[data-ask]");
    if (mark) {
      event.preventDefault();
      const card = document.getElementById(mark.dataset.card);
      if (!card) return;
      glide(card, "nearest");
      card.focus({ preventScroll: true });
      light(card, "pq-lit");
    } else if (link) {
      event.preventDefault();
      open(link);
    } else if (example) {
      ask(example.textContent);
    }
  });

  // Keys: j and k walk through the quotes, Enter opens one in its article, / goes back to the box, Escape leaves it.
  const walk = (step) => {
    const cards = [...document.querySelectorAll(".pq-card")];
    const at = cards.indexOf(document.activeElement.closest(".pq-card"));
    const live = cards.findIndex((card) => card.closest("#pq-live"));
    const card = cards[at < 0 ? Math.max(live, 0) : Math.min(Math.max(at + step, 0), cards.length - 1)];
    if (!card) return;
    glide(card, "nearest");
    card.focus({ preventScroll: true });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const narrow = event.target.closest(".pq-narrow[open]");
    if (narrow && event.key === "Escape") {
      narrow.open = false;
      $("summary", narrow).focus();
      return;
    }
    if (event.target.matches("input, textarea, select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === "Enter" && event.target.matches(".pq-card")) open($("[data-open][aria-label]", event.target));
    else if (event.key === "/") $("#pq-box textarea, #pq-box input").focus();
    else return;
    event.preventDefault();
  });

  const ask = (question) => {
    const box = $("#pq-box textarea, #pq-box input");
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => $("#pq-ask").click());
  };

  window.pullquote = { ...window.pullquote, ask };

  // What happens is said to a screen reader once, not at every token; a new question scrolls into view.
  const announcer = document.createElement("div");
  announcer.id = "pq-announcer";
  announcer.setAttribute("role", "status");

  // A question may be in any script; Gradio writes the direction down as left to right.
  const direct = () => {
    const box = $('#pq-box [dir="ltr"]');
    if (box) box.dir = "auto";
  };

  let turn = "";
  let said = "";

  const spoken = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".pq-mark").forEach((mark) => mark.remove()); // "340" and mark 1 would be heard as one number
    const blocks = [...copy.querySelectorAll("p, h3, li > *")].map((block) => block.textContent.trim()).filter(Boolean);
    return blocks.map((block) => (/[.!?:…]$/.test(block) ? block : `${block}.`)).join(" ");
  };

  const look = () => {
    hold();
    direct();
    const section = $("#pq-live .pq-turn");
    if (!section) return;
    if (section.dataset.turn !== turn) {
      turn = section.dataset.turn;
      glide(section, "start");
    }
    const busy = section.getAttribute("aria-busy") === "true";
    const words = busy ? $(".pq-stage", section)?.textContent ?? "" : spoken($(".pq-said", section));
    if (words !== said) announcer.textContent = said = words;
  };

  const start = () => {
    document.body.append(announcer);
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-busy", "data-turn"] });
  };

  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
