// Enhancement only. Every page works without this file.
const $ = (s, r = document) => r.querySelector(s);
const $$ = (s, r = document) => [...r.querySelectorAll(s)];
const root = document.documentElement;

// Row selection: all on the page, and how many.
const all = $("[data-all]");
if (all) {
  const boxes = $$("input.pick");
  let last = null;
  const count = () => {
    const n = boxes.filter((b) => b.checked).length;
    all.checked = n > 0 && n === boxes.length;
    all.indeterminate = n > 0 && n < boxes.length;
    const told = $("[data-picked]");
    if (told) told.textContent = n;
  };
  all.hidden = false;
  all.addEventListener("change", () => { boxes.forEach((b) => { b.checked = all.checked; }); count(); });
  boxes.forEach((b, i) => b.addEventListener("click", (e) => {
    if (e.shiftKey && last !== null) {
      const [from, to] = [Math.min(last, i), Math.max(last, i)];
      boxes.slice(from, to + 1).forEach((x) => { x.checked = b.checked; });
    }
    last = i;
    count();
  }));
  const form = boxes[0]?.form;
  form?.addEventListener("reset", () => setTimeout(count));
  count();
}

// A choice in the tool row acts at once; without script there is a button.
$$("form[data-auto]").forEach((f) => f.addEventListener("change", () => f.requestSubmit()));

// An object that somebody has changed meanwhile: told, never jumped to. Asked for without keeping the session alive, once a minute, and the answer tells
// who else is here.
const fresh = $("[data-fresh]");
if (fresh) {
  let timer = 0;
  let asked = 0;
  const here = $("[data-here]");
  const meet = (answer) => {
    const said = decodeURIComponent(answer.headers.get("x-torg-here") ?? "");
    if (!here || here.textContent.trim() === said) return;
    here.replaceChildren();
    if (!said) return;
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    icon.setAttribute("class", "i");
    icon.setAttribute("aria-hidden", "true");
    use.setAttribute("href", here.dataset.here);
    icon.append(use);
    const words = document.createElement("span");
    words.textContent = said;
    here.append(" ", icon, " ", words);
  };
  const ask = async () => {
    if (document.hidden || Date.now() - asked < 20000) return;
    asked = Date.now();
    const answer = await fetch(fresh.dataset.fresh, { headers: { "x-torg-glance": "1" }, redirect: "manual" }).catch(() => null);
    const isGone = answer?.status === 404;
    if (!isGone && !answer?.ok) return;
    if (!isGone) meet(answer);
    if (fresh.dataset.told !== undefined) return;
    if (!isGone && (await answer.text()) === fresh.dataset.version) return;
    $(".note", fresh).hidden = false;
    fresh.dataset.told = "";
    if (!isGone) return;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", ask);
  };
  timer = setInterval(ask, 60000);
  document.addEventListener("visibilitychange", ask);
}

// A list that is slow to come says so after 300 ms, over the rows that stand there, and can be called off.
const bones = $("template[data-bones]");
if (bones) {
  const place = $("[data-loading]");
  let timer = 0;
  const stop = () => { clearTimeout(timer); place.replaceChildren(); place.parentElement.removeAttribute("aria-busy"); };
  const wait = () => {
    stop();
    timer = setTimeout(() => {
      place.append(bones.content.cloneNode(true));
      place.parentElement.setAttribute("aria-busy", "true");
      $("button", place).addEventListener("click", () => { window.stop(); stop(); });
    }, 300);
  };
  document.addEventListener("submit", (e) => { if (!e.defaultPrevented && e.target.matches(".tools")) wait(); });
  document.addEventListener("click", (e) => {
    const a = e.target.closest(".tabs a, .chips a, .tbl > thead a, .pager a, .blank a");
    if (!a?.href || a.hash || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    wait();
  });
  addEventListener("pageshow", stop);
}

// Menus close when the person goes elsewhere.
document.addEventListener("click", (e) => {
  const isAway = e.target.closest("details.menu a[href^='#']");
  $$("details.menu[open]").forEach((d) => { if (isAway || !d.contains(e.target)) d.open = false; });
});
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  $$("details.menu[open]").forEach((d) => { d.open = false; $("summary", d).focus(); });
});

// What a link of the page's own leads to is opened, and a field is ready to be written in.
const arrive = () => {
  const at = document.getElementById(location.hash.slice(1));
  if (!at) return;
  for (let d = at.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  if (at.matches("textarea, input:not([type=hidden]), select")) at.focus();
};
addEventListener("hashchange", arrive);
arrive();

// Copy what stands in a field.
$$("[data-copy]").forEach((b) => {
  b.hidden = false;
  b.addEventListener("click", async () => {
    await navigator.clipboard.writeText($(b.dataset.copy).value);
    b.textContent = b.dataset.done;
  });
});
$$("[data-print]").forEach((b) => { b.hidden = false; b.addEventListener("click", () => print()); });

// Pictures of a product: order by drag and by buttons, focus by click, upload at once. Without script each is a button or a field.
const gallery = $("[data-gallery]");
if (gallery) {
  const list = $(".medialist", gallery);
  const told = $("[data-told]", gallery);
  const rows = () => $$("[data-picture]", gallery);
  const settle = (row) => {
    rows().forEach((r, i, all) => { $("[data-move='-1']", r).hidden = i === 0; $("[data-move='1']", r).hidden = i === all.length - 1; });
    if (told) told.textContent = list.dataset.moved.replace(/\d+/, rows().indexOf(row) + 1);
    gallery.dataset.unsaved = "";
  };
  gallery.addEventListener("click", (e) => {
    const b = e.target.closest("[data-move]");
    if (!b) return;
    e.preventDefault();
    const row = b.closest("[data-picture]");
    const other = b.dataset.move === "1" ? row.nextElementSibling : row.previousElementSibling;
    if (!other) return;
    if (b.dataset.move === "1") other.after(row); else other.before(row);
    settle(row);
    (b.hidden ? $("[data-move]:not([hidden])", row) : b)?.focus();
  });
  let dragged = null;
  rows().forEach((row) => {
    const grip = $(".thumb", row);
    if (!grip) return;
    grip.addEventListener("dragstart", (e) => { dragged = row; row.classList.add("is-dragged"); e.dataTransfer.setDragImage(row, 0, 0); });
    grip.addEventListener("dragend", () => { if (dragged) settle(row); row.classList.remove("is-dragged"); dragged = null; });
  });
  list?.addEventListener("dragover", (e) => {
    const over = e.target.closest("[data-picture]");
    if (!dragged || !over || over === dragged) return;
    e.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (e.clientY < top + height / 2) over.before(dragged); else over.after(dragged);
  });
  rows().forEach((row) => {
    const [x, y] = [$("[name=fokus_x]", row), $("[name=fokus_y]", row)];
    const show = () => {
      const at = [x, y].map((f) => Math.min(100, Math.max(0, parseFloat(f.value.replace(",", ".")) || 0)));
      $$(".pin circle", row).forEach((c) => { c.setAttribute("cx", `${at[0]}%`); c.setAttribute("cy", `${at[1]}%`); });
      $$(".crop, .thumb", row).forEach((i) => { i.style.objectPosition = `${at[0]}% ${at[1]}%`; });
    };
    [x, y].forEach((f) => f.addEventListener("input", show));
    $("[data-focal]", row).addEventListener("click", (e) => {
      const box = e.currentTarget.getBoundingClientRect();
      x.value = Math.round((e.clientX - box.left) / box.width * 100);
      y.value = Math.round((e.clientY - box.top) / box.height * 100);
      show();
      gallery.dataset.unsaved = "";
    });
  });
  const files = $("input[type=file]", gallery);
  const send = $("[data-upload]", gallery);
  files.addEventListener("change", () => { if (files.files.length) gallery.requestSubmit(send); });
  const drop = $(".upload", gallery);
  ["dragover", "dragleave", "drop"].forEach((kind) => drop.addEventListener(kind, (e) => {
    if (dragged) return;
    e.preventDefault();
    drop.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop" && e.dataTransfer.files.length) { files.files = e.dataTransfer.files; gallery.requestSubmit(send); }
  }));
  gallery.addEventListener("input", () => { gallery.dataset.unsaved = ""; });
  gallery.addEventListener("submit", (e) => {
    delete gallery.dataset.unsaved;
    if (e.submitter === send) { $("span", send).textContent = send.dataset.going; send.setAttribute("aria-disabled", "true"); }
  });
  addEventListener("beforeunload", (e) => { if ("unsaved" in gallery.dataset) e.preventDefault(); });
}

// Command palette: Ctrl-K, arrows, filter; what is no page is searched for.
const palette = $("#palette");
if (palette) {
  const field = $("input", palette);
  const links = () => $$("li a", palette).filter((a) => !a.parentElement.hidden);
  const move = (step) => {
    const list = links();
    const at = list.findIndex((a) => a.classList.contains("is-at"));
    list.forEach((a) => a.classList.remove("is-at"));
    list[(at + step + list.length) % list.length]?.classList.add("is-at");
  };
  field.addEventListener("input", () => {
    const q = field.value.trim().toLowerCase().replace(/^>\s*/, "");
    $$("li", palette).forEach((li) => { li.hidden = !li.textContent.toLowerCase().includes(q); });
    $$("h3", palette).forEach((h) => { h.hidden = !$$("li", h.nextElementSibling).some((li) => !li.hidden); });
    $$("a.is-at", palette).forEach((a) => a.classList.remove("is-at"));
    if (q && links().length) move(1);
  });
  palette.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); move(e.key === "ArrowDown" ? 1 : -1); }
    if (e.key === "Enter") { const a = $("a.is-at", palette); if (a) { e.preventDefault(); a.click(); } }
  });
  palette.addEventListener("toggle", (e) => { if (e.newState === "open") field.focus(); });
  if (location.hash === "#palette") palette.showPopover();
}

// Keys: never while someone types, and not at all for those who have turned them off.
const go = Object.fromEntries($$(".nav a[data-key]").map((a) => [a.dataset.key, a.href]));
const hasKeys = root.dataset.keys !== "off";
let leader = false;
addEventListener("keydown", (e) => {
  const command = e.ctrlKey || e.metaKey;
  if (command && e.key.toLowerCase() === "k" && palette) { e.preventDefault(); palette.togglePopover(); return; }
  if (command && e.key.toLowerCase() === "s") { const f = $("form[data-save]"); if (f) { e.preventDefault(); f.requestSubmit(); } return; }
  if (command && e.key === "Enter") { const f = e.target.form; if (f?.method === "post") { e.preventDefault(); f.requestSubmit(); } return; }
  if (!hasKeys || command || e.altKey || e.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], [popover]")) return;
  const key = e.key.toLowerCase();
  if (leader) { leader = false; if (go[key]) location.href = go[key]; return; }
  if (key === "g") { leader = true; setTimeout(() => { leader = false; }, 900); return; }
  if (key === "?") { $("#keys")?.togglePopover(); return; }
  if (key === "/") { const f = $("main input[type=search]"); if (f) { e.preventDefault(); f.focus(); } return; }
  const deed = { c: "create", e: "edit", r: "retry", l: "solve", m: "macro" }[key];
  if (deed) {
    const what = $(`[data-${deed}]`);
    // A field is gone to, a button is pressed.
    if (what?.matches("input, select, textarea, fieldset")) { e.preventDefault(); (what.matches("fieldset") ? $("input", what) : what).focus(); } else what?.click();
    return;
  }
  const rows = $$("[data-rows] tbody tr");
  const at = rows.find((r) => r.classList.contains("is-at"));
  if (e.key === "Escape" && at) { at.classList.remove("is-at"); document.activeElement?.blur(); return; }
  // The link of the row has the focus and takes Enter itself; from a tick box the row is opened as well.
  if (e.key === "Enter" && at && !e.target.closest("a, button, summary")) { e.preventDefault(); $("a.main", at)?.click(); return; }
  if ((key === "j" || key === "k") && rows.length) {
    const at = rows.findIndex((r) => r.classList.contains("is-at"));
    rows.forEach((r) => r.classList.remove("is-at"));
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + (key === "j" ? 1 : -1)))];
    next.classList.add("is-at");
    $("a", next)?.focus();
  }
  if (key === "x") { $("tr.is-at input.pick")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: e.shiftKey })); }
});
