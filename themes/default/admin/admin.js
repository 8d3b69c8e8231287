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

// Menus close when the person goes elsewhere.
document.addEventListener("click", (e) => {
  $$("details.menu[open]").forEach((d) => { if (!d.contains(e.target)) d.open = false; });
});
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  $$("details.menu[open]").forEach((d) => { d.open = false; $("summary", d).focus(); });
});

// Copy what stands in a field.
$$("[data-copy]").forEach((b) => {
  b.hidden = false;
  b.addEventListener("click", async () => {
    await navigator.clipboard.writeText($(b.dataset.copy).value);
    b.textContent = b.dataset.done;
  });
});
$$("[data-print]").forEach((b) => { b.hidden = false; b.addEventListener("click", () => print()); });

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
    const q = field.value.trim().toLowerCase();
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
  if (!hasKeys || command || e.altKey || e.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], [popover]")) return;
  const key = e.key.toLowerCase();
  if (leader) { leader = false; if (go[key]) location.href = go[key]; return; }
  if (key === "g") { leader = true; setTimeout(() => { leader = false; }, 900); return; }
  if (key === "?") { $("#keys")?.togglePopover(); return; }
  if (key === "/") { const f = $("main input[type=search]"); if (f) { e.preventDefault(); f.focus(); } return; }
  if (key === "c") { $("[data-create]")?.click(); return; }
  if (key === "r") { $("[data-retry]")?.click(); return; }
  const rows = $$("[data-rows] tbody tr");
  if ((key === "j" || key === "k") && rows.length) {
    const at = rows.findIndex((r) => r.classList.contains("is-at"));
    rows.forEach((r) => r.classList.remove("is-at"));
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + (key === "j" ? 1 : -1)))];
    next.classList.add("is-at");
    $("a", next)?.focus();
  }
  if (key === "x") { $("tr.is-at input.pick")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: e.shiftKey })); }
});
