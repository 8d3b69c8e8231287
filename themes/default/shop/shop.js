// Enhancement only: every page works without this file.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const say = text => { const box = $("#say"); if (box) box.textContent = text; };

  // Gallery: thumbnails scroll the track instead of jumping the page.
  const galleries = root => all(".gal", root).forEach(gal => {
    const track = $(".gal-track", gal), thumbs = all(".thumbs a", gal);
    const mark = at => thumbs.forEach((thumb, n) => n === at ? thumb.setAttribute("aria-current", "true") : thumb.removeAttribute("aria-current"));
    thumbs.forEach((thumb, at) => thumb.addEventListener("click", event => {
      event.preventDefault();
      track.scrollTo({ left: track.children[at].offsetLeft - track.offsetLeft });
      mark(at);
    }));
    track.addEventListener("scrollend", () => mark(Math.round(track.scrollLeft / track.clientWidth)));
  });

  // Zoom: the large picture in a dialog; a click, a tap or Escape closes it.
  addEventListener("click", event => {
    const link = event.target.closest("a.zoom");
    if (!link || event.ctrlKey || event.metaKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    const dialog = document.createElement("dialog"), picture = new Image();
    dialog.className = "zoomed";
    picture.src = link.href;
    picture.alt = $("picture img", link)?.alt || "";
    dialog.append(picture);
    dialog.setAttribute("aria-label", link.getAttribute("aria-label"));
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
    document.body.append(dialog);
    dialog.showModal();
    picture.addEventListener("load", () => dialog.scrollTo((dialog.scrollWidth - innerWidth) / 2, (dialog.scrollHeight - innerHeight) / 2));
  });

  // Quantity: the buttons of a product change the number in place; those of the cart are real ones.
  addEventListener("click", event => {
    const button = event.target.closest('.qty button[type="button"]');
    if (!button) return;
    const box = button.closest(".qty"), input = $("input", box);
    button.value === "+" ? input.stepUp() : input.stepDown();
    $('[value="-"]', box).disabled = +input.value <= +input.min;
    if (input.max) $('[value="+"]', box).disabled = +input.value >= +input.max;
  });

  // Fetches a page and puts its main part in place of this one's.
  let latest = 0;
  const show = async (request, { keep = "", push = true } = {}) => {
    const mine = ++latest, main = $("main");
    main.dataset.busy = "";
    try {
      // The heading goes into a new request only: given beside one, it would replace what says that a form is sent.
      const answer = await fetch(request instanceof Request ? request : new Request(request, { headers: { Accept: "text/html" } }));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== latest) return;
      if (!$("main", page)) throw new Error("not a page");
      const at = document.activeElement, named = at?.name && main.contains(at) ? [at.name, at.value, at.type] : null;
      const held = at?.id;
      const opened = location.hash;
      document.title = page.title;
      $("main").replaceWith($("main", page));
      for (const part of [".bag-n", ".tools a"]) {
        const [now, then] = [$(part), $(part, page)];
        if (now && then) part === ".bag-n" ? now.textContent = then.textContent : now.setAttribute("aria-label", then.getAttribute("aria-label"));
      }
      if (push) history.replaceState(null, "", answer.url);
      // The new page's element becomes the target by a step to it: the filter sheet stays open.
      if (push && keep === "hash" && opened) location.replace(opened);
      galleries($("main"));
      if (held) document.getElementById(held)?.focus({ preventScroll: true });
      else if (named) all("main input, main button, main select").find(one => one.name === named[0] && one.type === named[2] && (one.value === named[1] || one.type === "number"))?.focus({ preventScroll: true });
      say($("main [role=status]")?.textContent.trim() || "");
      $("[data-focus]")?.focus();
    } catch {
      location.assign(typeof request === "string" ? request : request.url);
    } finally {
      const now = $("main");
      if (now) delete now.dataset.busy;
    }
  };
  const address = form => form.getAttribute("action").split("?")[0] + "?" + new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));

  // Variants: the same page with another variant, without losing the place on the page.
  addEventListener("click", event => {
    const link = event.target.closest("a[data-variant]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href);
  });

  // Filters and order: a change is enough.
  addEventListener("change", event => {
    const form = event.target.closest("form[data-auto]");
    if (form) show(address(form), { keep: "hash" });
    const line = event.target.closest("form[data-line]");
    if (line) send(line, null);
    if (event.target.matches("[data-reload]")) {
      const checkout = event.target.closest("form");
      send(checkout, { name: "preview", value: "1" }, { push: false });
    }
  });

  const send = (form, button, options) => {
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    return show(new Request(form.action, { method: "POST", headers: { Accept: "text/html" }, body: new URLSearchParams(data) }), options);
  };
  addEventListener("submit", event => {
    const form = event.target;
    if (form.matches("form[data-line], .note--undo")) {
      event.preventDefault();
      send(form, event.submitter);
    } else if (form.matches("form[data-add]")) {
      event.preventDefault();
      add(form);
    } else if (form.matches("form[data-checkout]")) {
      const button = event.submitter;
      // A second press while the first is on its way does nothing; the server would see to it, too.
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "1";
      button?.setAttribute("aria-busy", "true");
      setTimeout(() => { delete form.dataset.sent; button?.removeAttribute("aria-busy"); }, 15000);
    }
  });
  addEventListener("pageshow", () => all("form[data-checkout]").forEach(form => delete form.dataset.sent));

  const add = async form => {
    const button = $("button.btn", form), before = button.textContent;
    button.setAttribute("aria-busy", "true");
    button.textContent = form.dataset.add;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const count = $(".bag-n", page);
      // A refusal leads back to a product's page, which says why.
      if (!answer.ok || !count || $("[data-variant], form[data-add]", page)) return location.assign(answer.url);
      $(".bag-n").textContent = count.textContent;
      $(".tools a").setAttribute("aria-label", $(".tools a", page).getAttribute("aria-label"));
      button.textContent = form.dataset.added;
      say(form.dataset.added);
      setTimeout(() => { button.textContent = before; }, 4000);
    } catch {
      form.submit();
    } finally {
      button.removeAttribute("aria-busy");
    }
  };

  // Suggestions while typing: arrows choose, Enter goes, Escape closes.
  all("form[data-suggest]").forEach(form => {
    const input = $("input[type=search]", form), box = document.createElement("div");
    box.className = "sugg";
    box.id = input.id + "-forslag";
    box.hidden = true;
    form.append(box);
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": box.id }).forEach(pair => input.setAttribute(...pair));
    let timer, asked = "", running;
    const close = () => { box.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const ask = async () => {
      const words = input.value.trim();
      if (words.length < 2) { asked = ""; return close(); }
      if (words === asked) { box.hidden = !box.innerHTML.trim(); return; }
      asked = words;
      running?.abort();
      running = new AbortController();
      try {
        const answer = await fetch(form.dataset.suggest + "?q=" + encodeURIComponent(words), { signal: running.signal });
        const html = answer.ok ? (await answer.text()).trim() : "";
        if (words !== input.value.trim()) return;
        box.innerHTML = html;
        box.hidden = !html;
        input.setAttribute("aria-expanded", String(!!html));
      } catch { /* the next key asks again */ }
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener("focus", () => { if (input.value.trim() === asked && box.innerHTML.trim()) { box.hidden = false; input.setAttribute("aria-expanded", "true"); } });
    input.addEventListener("keydown", event => {
      const options = all("[role=option]", box), at = options.findIndex(option => option.getAttribute("aria-selected") === "true");
      if (event.key === "Escape" && !box.hidden) { event.preventDefault(); return close(); }
      if (box.hidden || !options.length) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const next = at < 0 ? (event.key === "ArrowDown" ? 0 : options.length - 1) : (at + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length;
        options.forEach((option, n) => option.setAttribute("aria-selected", String(n === next)));
        input.setAttribute("aria-activedescendant", options[next].id);
        options[next].scrollIntoView({ block: "nearest" });
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        location.assign(options[at].href);
      }
    });
    form.addEventListener("focusout", event => { if (!form.contains(event.relatedTarget)) close(); });
  });

  // Sheets and menus close on Escape and give the focus back.
  addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    if (location.hash === "#filter") { location.hash = "lista"; $('[href="#filter"]')?.focus(); }
    all("details.menu[open]").forEach(menu => { menu.open = false; $("summary", menu).focus(); });
  });
  addEventListener("click", event => { if (event.target.closest("[data-print]")) print(); });

  galleries(document);
  $("[data-focus]")?.focus();
})();
