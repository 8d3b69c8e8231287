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

  // Zoom: the large picture in a dialog; its button, a click, a tap or Escape closes it.
  addEventListener("click", event => {
    const link = event.target.closest("a.zoom");
    if (!link || event.ctrlKey || event.metaKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    const dialog = document.createElement("dialog"), picture = new Image(), shut = document.createElement("button");
    dialog.className = "zoomed";
    picture.src = link.href;
    picture.alt = $("picture img", link)?.alt || "";
    shut.className = "btn btn--2";
    shut.textContent = link.closest(".gal")?.dataset.close || "";
    dialog.append(picture, shut);
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

  // Asks for a page. What is no answer to the question (too many of them, a fault, nobody there) is said, and the page stays as it is, with everything
  // that was typed: `null`.
  const complain = what => { const box = $("#oops"); if (box) box.textContent = box.dataset[what] || ""; };
  const ask = async request => {
    try {
      const answer = await fetch(request, { signal: AbortSignal.timeout(20000) });
      if (answer.ok || answer.status === 409 || answer.status === 422) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if ($("main", page)) { complain(""); return { page, url: answer.url }; }
      }
      complain(answer.status === 429 ? "fast" : "fault");
    } catch {
      complain("away");
    }
    return null;
  };
  const post = (form, button) => {
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    return new Request(form.action, { method: "POST", headers: { Accept: "text/html" }, body: new URLSearchParams(data) });
  };

  // The same field, button or link in another copy of the page. The buttons of a quantity change their values, not their labels.
  const mark = one => {
    const value = one.localName === "a" ? one.getAttribute("href") : ["checkbox", "radio"].includes(one.type) || (one.localName === "button" && !one.ariaLabel) ? one.value : "";
    return [one.name, one.type, one.ariaLabel, one.form?.getAttribute("action"), value].join("|");
  };
  const twin = (one, root) => {
    if (one.id) return root.querySelector("#" + CSS.escape(one.id));
    return one.matches("a, button, input, select, textarea") ? all(one.localName, root).find(other => mark(other) === mark(one)) : null;
  };
  const texts = root => all("input:not([type=hidden], [type=checkbox], [type=radio]), textarea", root);

  // Puts the main part of an answer in place of this page's, and what has been typed since the question was sent into it, with the focus.
  let latest = 0;
  const show = async (request, { keep = "" } = {}) => {
    const mine = ++latest, main = $("main");
    main.dataset.busy = "";
    const sent = new Map(texts(main).map(field => [field, field.value]));
    const found = await ask(request);
    if (mine !== latest) return;
    delete main.dataset.busy;
    if (!found) return;
    const { page, url } = found, at = document.activeElement, now = $("main", page), opened = location.hash;
    for (const [field, value] of sent) {
      const other = field.value !== value && twin(field, now);
      if (other) { other.value = field.value; other.dataset.typed = ""; }
    }
    const focused = main.contains(at) && twin(at, now);
    document.title = page.title;
    main.replaceWith(now);
    for (const part of [".bag-n", ".tools a"]) {
      const [here, there] = [$(part), $(part, page)];
      if (here && there) part === ".bag-n" ? here.textContent = there.textContent : here.setAttribute("aria-label", there.getAttribute("aria-label"));
    }
    history.replaceState(null, "", url);
    // The new page's element becomes the target by a step to it: the filter sheet stays open.
    if (keep === "hash" && opened) location.replace(opened);
    galleries(now);
    if (focused) focused.focus({ preventScroll: true });
    say($("main [role=status]")?.textContent.trim() || "");
    $("[data-focus]")?.focus();
  };

  // Another way of delivery or another country: the checkout is counted anew. Only what follows from the answer changes; the form is the shopper's.
  const recount = async form => {
    const mine = ++latest, side = $(".side", form);
    if (side) side.dataset.busy = "";
    const found = await ask(post(form, { name: "preview", value: "1" }));
    if (mine !== latest) return;
    if (side) delete side.dataset.busy;
    if (!found) return;
    const then = $("form[data-checkout]", found.page);
    // Nothing is left that can be bought: the cart says why.
    if (!then) return location.assign(found.url);
    for (const hidden of ["confirmed", "seen_freight"]) form.elements[hidden].value = then.elements[hidden].value;
    const held = document.activeElement?.id;
    for (const part of ["#freight", ".sum--s", ".btn--pay span", ".side"]) {
      const [here, there] = [$(part, form), $(part, then)];
      if (here && there) here.replaceWith(there);
    }
    if (held && document.activeElement?.id !== held) document.getElementById(held)?.focus({ preventScroll: true });
    const news = $(".note--warn[role=status]", then);
    if (news) {
      const here = $(".notes .note--warn[role=status]", form), notes = $(".notes", form);
      if (here) here.replaceWith(news); else if (notes) notes.append(news); else $(".flow > div", form).prepend($(".notes", then));
    }
    say(news?.textContent.trim() || $(".side .tot", form)?.textContent.trim() || "");
  };
  const address = form => form.getAttribute("action").split("?")[0] + "?" + new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));

  // Hearts: the mark changes where it stands, without losing the place on the page.
  addEventListener("submit", async event => {
    const form = event.target.closest("form[data-heart]");
    if (!form || !$("[aria-pressed]", form)) return;
    event.preventDefault();
    const found = await ask(post(form, event.submitter));
    if (!found) return;
    const product = form.elements.product.value;
    const then = all("form[data-heart]", found.page).find(other => other.elements.product.value === product && other.className === form.className);
    // Whoever must log in first, or whose list is full, is shown the page that says so.
    if (!then) return location.assign(found.url);
    const held = form.contains(document.activeElement);
    form.replaceWith(then);
    if (held) $("button", then).focus();
  });

  // Variants: the same page with another variant, without losing the place on the page.
  addEventListener("click", event => {
    const link = event.target.closest("a[data-variant]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href);
  });

  // To a browser, what was carried over into a new page is no change of anybody's; leaving the field makes it one.
  addEventListener("focusout", event => {
    if (event.target.isConnected && event.target.dataset?.typed === "") event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Filters and order: a change is enough.
  addEventListener("change", event => {
    delete event.target.dataset.typed;
    const form = event.target.closest("form[data-auto]");
    if (form) show(address(form), { keep: "hash" });
    const line = event.target.closest("form[data-line]");
    if (line) show(post(line));
    if (event.target.matches("[data-reload]")) recount(event.target.closest("form"));
  });

  addEventListener("submit", event => {
    const form = event.target;
    if (form.matches("form[data-line], .note--undo")) {
      event.preventDefault();
      show(post(form, event.submitter));
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
    const button = $("button.btn", form);
    if (button.getAttribute("aria-busy")) return;
    form.dataset.label ||= button.textContent;
    button.setAttribute("aria-busy", "true");
    button.textContent = form.dataset.add;
    const found = await ask(post(form));
    button.removeAttribute("aria-busy");
    button.textContent = form.dataset.label;
    if (!found) return;
    const count = $(".bag-n", found.page), told = new URL(found.url).searchParams;
    // A refusal leads back to the product's page, which says why; that there were fewer than asked for, the cart says.
    if (!count || told.has("refused") || told.has("reduced")) return location.assign(found.url);
    $(".bag-n").textContent = count.textContent;
    $(".tools a").setAttribute("aria-label", $(".tools a", found.page).getAttribute("aria-label"));
    button.textContent = form.dataset.added;
    say(form.dataset.added);
    setTimeout(() => { button.textContent = form.dataset.label; }, 4000);
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
    const open = () => { box.hidden = !box.innerHTML.trim(); input.setAttribute("aria-expanded", String(!box.hidden)); };
    const unchoose = () => { input.removeAttribute("aria-activedescendant"); all("[aria-selected=true]", box).forEach(option => option.setAttribute("aria-selected", "false")); };
    const close = () => { box.hidden = true; input.setAttribute("aria-expanded", "false"); unchoose(); };
    const offer = async () => {
      const words = input.value.trim();
      if (words.length < 2) { asked = ""; return close(); }
      if (words === asked) return open();
      asked = words;
      running?.abort();
      running = new AbortController();
      try {
        const answer = await fetch(form.dataset.suggest + "?q=" + encodeURIComponent(words), { signal: running.signal });
        const html = answer.ok ? (await answer.text()).trim() : "";
        if (words !== input.value.trim()) return;
        box.innerHTML = html;
        unchoose();
        open();
      } catch { /* the next key asks again */ }
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(offer, 120); });
    input.addEventListener("focus", () => { if (asked && input.value.trim() === asked) open(); });
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
  // The row of a customer's pages scrolls sideways on a telephone: the one that is shown is in it.
  const own = $(".acct-nav [aria-current]");
  if (own) { const row = own.closest("ul"); row.scrollLeft = own.offsetLeft - row.offsetLeft - 16; }
  $("[data-focus]")?.focus();
})();
