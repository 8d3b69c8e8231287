// Passkeys: the browser's part of them. Every other way to log in works without this file.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), one => one.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const refs = list => (list || []).map(one => ({ ...one, id: bytes(one.id) }));

  // The server's question as the browser wants it, and the browser's answer as the server does.
  const asked = options => {
    const asks = { ...options, challenge: bytes(options.challenge) };
    if (options.user) asks.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) asks.excludeCredentials = refs(options.excludeCredentials);
    if (options.allowCredentials) asks.allowCredentials = refs(options.allowCredentials);
    return asks;
  };
  const said = ({ id, rawId, type, response }, extensions) => JSON.stringify({
    id, rawId: text(rawId), type, clientExtensionResults: extensions,
    response: response.attestationObject
      ? { attestationObject: text(response.attestationObject), clientDataJSON: text(response.clientDataJSON) }
      : {
        authenticatorData: text(response.authenticatorData), clientDataJSON: text(response.clientDataJSON), signature: text(response.signature),
        userHandle: response.userHandle ? text(response.userHandle) : null,
      },
  });

  const words = { ...$("#oops")?.dataset, ...$("form[data-passkey]")?.dataset };
  const word = (form, what) => form.dataset[what] || words[what];
  const say = (form, what) => { $(".pk-say", form).textContent = what || ""; };
  const send = (form, question, credential) => {
    const rk = credential.getClientExtensionResults().credProps?.rk;
    form.elements.ceremony.value = question.ceremony;
    form.elements.credential.value = said(credential, rk === undefined ? {} : { credProps: { rk } });
    form.submit();
  };

  // Asks the server for a question. What is no question is the page with its complaints, or trouble: `null`.
  const begin = async (form, isQuiet, body = new URLSearchParams(new FormData(form))) => {
    try {
      const answer = await fetch(form.dataset.begin, { method: "POST", body, signal: AbortSignal.timeout(20000) });
      if (answer.ok && answer.headers.get("content-type")?.startsWith("application/json")) return await answer.json();
      if (isQuiet) return null;
      const main = answer.status === 422 && $("main", new DOMParser().parseFromString(await answer.text(), "text/html"));
      if (main) {
        $("main").replaceWith(main);
        start();
        $("[data-focus]", main)?.focus();
      } else if (answer.redirected || answer.status === 401) location.reload();
      else say(form, word(form, answer.status === 429 ? "fast" : "fault"));
    } catch {
      if (!isQuiet) say(form, word(form, "away"));
    }
    return null;
  };

  // A passkey may wait in the list of the address's field until it is chosen there. Its question grows old, so it is asked anew while somebody looks.
  let offered = null, offeredAt = 0, busy = false;
  const withdraw = () => { offered?.abort(); offered = null; };
  const offer = async form => {
    if (busy || document.visibilityState !== "visible" || Date.now() - offeredAt < 8 * 60000) return;
    offeredAt = Date.now();
    withdraw();
    const mine = offered = new AbortController();
    const question = await begin(form, true);
    if (!question || mine.signal.aborted) return;
    try {
      const credential = await navigator.credentials.get({ publicKey: asked(question.options), mediation: "conditional", signal: mine.signal });
      if (credential) send(form, question, credential);
    } catch { /* nothing was chosen */ }
  };

  const answer = async form => {
    if (busy) return;
    busy = true;
    const button = $("button", form);
    button.setAttribute("aria-busy", "true");
    say(form);
    withdraw();
    const question = await begin(form, false);
    if (question) {
      try {
        const publicKey = asked(question.options);
        const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
        return send(form, question, credential);
      } catch (error) {
        say(form, error.name === "InvalidStateError" ? form.dataset.hasOne : form.dataset.stopped);
      }
    }
    busy = false;
    offeredAt = 0;
    button.removeAttribute("aria-busy");
  };

  // Proving anew who this is, beside the password. It is done in place: whatever was typed around it stays.
  const prove = async block => {
    if (busy) return;
    busy = true;
    const button = $("button", block);
    button.setAttribute("aria-busy", "true");
    say(block);
    const question = await begin(block, false, new URLSearchParams());
    if (question) await give(block, question);
    busy = false;
    button.removeAttribute("aria-busy");
  };
  const give = async (block, question) => {
    let credential;
    try {
      credential = await navigator.credentials.get({ publicKey: asked(question.options) });
    } catch {
      return say(block, block.dataset.stopped);
    }
    try {
      const body = new URLSearchParams({ ceremony: question.ceremony || "", credential: said(credential, {}) });
      const answer = await fetch(block.dataset.prove, { method: "POST", body, signal: AbortSignal.timeout(20000) });
      if (answer.status === 204) return proved(block);
      if (answer.redirected || answer.status === 401) return location.reload();
      const refused = answer.headers.get("content-type")?.startsWith("application/json");
      say(block, refused ? (await answer.json()).message : word(block, "fault"));
    } catch {
      say(block, word(block, "away"));
    }
  };
  // No form of the page asks for the password any more, nor complains that it was not given.
  const proved = block => {
    for (const one of document.querySelectorAll("[data-prove]")) {
      const form = one.closest("form");
      $("[autocomplete=current-password]", form)?.parentElement.remove();
      const complaint = form.previousElementSibling;
      if (complaint?.matches("[role=alert]")) complaint.remove();
      $("button", one).hidden = true;
    }
    $(".pk-ok", block).textContent = block.dataset.proved;
    [...block.closest("form").querySelectorAll("button")].find(one => !block.contains(one))?.focus();
  };

  const start = async () => {
    for (const block of document.querySelectorAll("[data-prove]")) {
      if (location.origin !== block.dataset.origin || !window.PublicKeyCredential) continue;
      block.hidden = false;
      $("button", block).addEventListener("click", () => prove(block));
    }
    const form = $("form[data-passkey]"), elsewhere = $("[data-elsewhere]"), notHere = $("[data-not-here]");
    if (!form) return;
    if (location.origin !== form.dataset.origin) {
      if (elsewhere) elsewhere.hidden = false;
      return;
    }
    if (!window.PublicKeyCredential) {
      if (notHere) notHere.hidden = false;
      return;
    }
    form.hidden = false;
    form.addEventListener("submit", event => { event.preventDefault(); answer(form); });
    if (!("offers" in form.dataset) || !await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
    offer(form);
    setInterval(() => offer(form), 30000);
    document.addEventListener("visibilitychange", () => offer(form));
  };
  start();
  // Back from the next page by the browser's history: the button works again.
  addEventListener("pageshow", event => {
    if (!event.persisted) return;
    busy = false;
    document.querySelectorAll("form[data-passkey] [aria-busy]").forEach(one => one.removeAttribute("aria-busy"));
  });

  // One was removed: the browser may forget it, too.
  const good = $("[data-good]")?.dataset.good;
  if (good && window.PublicKeyCredential?.signalAllAcceptedCredentials) PublicKeyCredential.signalAllAcceptedCredentials(JSON.parse(good)).catch(() => {});
})();
