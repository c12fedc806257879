// The page works without this script: it sends the same forms without a reload, moves by keys, draws lines under
// findings inside words, keeps unfinished texts, and fetches what helps beside a unit.
"use strict";

const body = document.body;
const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];
const stepsKey = `newsloc steps ${location.pathname}`;
const steps = JSON.parse(sessionStorage.getItem(stepsKey) ?? "[]");
const visited = [];
const JSON_ONLY = { Accept: "application/json" };
const handKey = `newsloc hand ${location.pathname}`;
const renewed = new Map();
let leaving = false;
let warned = "";
let queue = Promise.resolve();

// Say.

// Say a text; in a language, where it is not the page's own.
function say(text, step, language = document.documentElement.lang) {
  const said = find("#said");
  said.lang = language;
  said.dir = language === document.documentElement.lang ? "" : "auto";
  said.textContent = text;
  find("#toast").classList.add("shown");
  const undo = find("#undo");
  undo.hidden = !step;
  if (step) undo.elements.step.value = step;
}

function remember(step) {
  if (step && !steps.includes(step)) steps.push(step);
  sessionStorage.setItem(stepsKey, JSON.stringify(steps));
}

// Keep: unfinished texts, one per unit, each with the version that its writer saw.

const keysBegin = `newsloc unfinished ${location.pathname} `;
const keyOf = (unit) => keysBegin + unit.dataset.context;
const keptAt = (key) => JSON.parse(localStorage.getItem(key) ?? "null");

function keep(box) {
  const unit = box.closest(".unit");
  const key = unit ? keyOf(unit) : box.dataset.key;
  if (!key) return;
  const seen = (unit && seenField(unit)?.value) ?? keptAt(key)?.seen;
  if (box.value === box.defaultValue) localStorage.removeItem(key);
  else localStorage.setItem(key, JSON.stringify({ text: box.value, seen }));
}

function restore(unit) {
  const kept = keptAt(keyOf(unit));
  const box = find("textarea", unit);
  if (!box || !kept || kept.text === box.value) return false;
  box.value = kept.text;
  find(".edit", unit).open = true;
  find(".edit", unit).hidden = false;
  const field = seenField(unit);
  if (field && kept.seen && kept.seen !== field.value) {
    field.value = `${unit.dataset.name}:${kept.seen.split(":").at(-1)}`;
    stand(unit, unit);
  }
  return true;
}

// Show a text whose unit is gone, to be copied.
function showLost(text, key = "") {
  const notice = find("#lost").cloneNode(true);
  notice.removeAttribute("id");
  notice.hidden = false;
  const box = find("textarea", notice);
  box.value = text;
  box.dataset.key = key;
  find("#lost").after(notice);
  return box;
}

// Whether the page shows all units of its article.
const isWhole = () => !find(".pages") && ["all", null].includes(new URLSearchParams(location.search).get("show"));

function findLost() {
  if (!isWhole()) return;
  const known = new Set(units().map(keyOf));
  for (const key of Object.keys(localStorage))
    if (key.startsWith(keysBegin) && !known.has(key)) showLost(keptAt(key).text, key);
}

// Draw: lines under findings, with no element inside a word.

function draw() {
  if (!window.CSS || !CSS.highlights) return;
  CSS.highlights.clear();
  const ranges = {};
  for (const text of findAll("[data-lines]")) {
    for (const mark of findAll("mark", text)) mark.replaceWith(...mark.childNodes);
    text.normalize();
    for (const line of text.dataset.lines.trim().split(" ")) {
      const [start, end, severity, level] = line.split("-");
      const range = new Range();
      range.setStart(...spotIn(text, Number(start)));
      range.setEnd(...spotIn(text, Number(end)));
      (ranges[`${severity}-${level}`] ??= []).push(range);
    }
  }
  for (const [name, found] of Object.entries(ranges)) CSS.highlights.set(name, new Highlight(...found));
}

// The node and the offset of a place in a text, in which tags stand isolated.
function spotIn(text, at) {
  const nodes = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let node = nodes.nextNode();
  for (; at > node.length; node = nodes.nextNode()) at -= node.length;
  return [node, at];
}

// Move: over the units and the lines that are left out.

const units = () => findAll(".unit");
const current = () => find(".current") ?? document.activeElement?.closest?.(".unit, .left-out") ?? null;

function choose(stop) {
  const before = find(".current");
  if (before === stop) return;
  warned = "";
  if (before) {
    before.classList.remove("current");
    before.tabIndex = -1;
  }
  stop.classList.add("current");
  stop.tabIndex = 0;
  lookBeside(stop);
}

function go(stop, remembered = true) {
  if (!stop) return;
  const before = find(".current");
  if (remembered && before && before !== stop) visited.push(before.id);
  choose(stop);
  stop.focus();
  stop.scrollIntoView({ block: "nearest" });
}

function move(by) {
  const all = findAll(".unit, .left-out");
  const at = all.indexOf(current());
  go(at < 0 ? all[0] : all[Math.min(Math.max(at + by, 0), all.length - 1)]);
}

// Go to the next unit, from here to the end and perhaps round again, that some condition holds for.
function goNext(holds, round = true) {
  const all = units();
  const at = all.indexOf(current());
  const next = [...all.slice(at + 1), ...(round ? all.slice(0, Math.max(at, 0)) : [])].find(holds);
  go(next);
  return Boolean(next);
}

function goOn() {
  if (goNext((unit) => unit.dataset.open === "yes")) return true;
  const onward = body.dataset.onward;
  if (onward) queue.then(() => { location.href = onward; });
  else say(body.dataset.last, steps.at(-1));
  return false;
}

function edit(unit) {
  const box = unit && find("textarea", unit);
  if (!box) return;
  find(".edit", unit).open = true;
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

// Send.

function send(form, act, extra = {}) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("act", act);
  for (const [name, value] of Object.entries(extra)) fields.set(name, value);
  const unit = form.closest(".unit");
  const address = form.action;
  const answer = queue.then(() => post(address, fields, unit?.id));
  queue = answer.catch(() => undefined);
  return answer;
}

async function post(address, fields, id) {
  let seen = fields.get("unit");
  while (renewed.has(seen)) seen = renewed.get(seen);
  if (seen) fields.set("unit", seen);
  const failed = () => {
    reopen(document.getElementById(id));
    say(body.dataset.failed);
  };
  let response;
  try {
    response = await fetch(address, { method: "POST", headers: JSON_ONLY, body: fields });
  } catch {
    failed();
    return;
  }
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/json")) {
    if (response.ok) location.reload();
    else failed();
    return;
  }
  const told = await response.json();
  if (told.reload) {
    leaving = true;
    sessionStorage.setItem("newsloc said", told.said);
    location.reload();
  } else if (response.ok) take(told, fields.get("act"));
  else refuse(told, document.getElementById(id));
}

// Note which version took the place of another. The latest leads nowhere: an undo brings an earlier version back, and
// a chain that ran in a circle would never end.
function renew(seen, now) {
  if (seen !== now) renewed.set(seen, now);
  renewed.delete(now);
}

function take(told, act) {
  remember(told.step);
  for (const [name, html] of Object.entries(told.units)) {
    const id = `u-${name}`;
    const seen = document.getElementById(id) && seenField(document.getElementById(id))?.value;
    put(document.getElementById(id), html);
    if (seen) renew(seen, seenField(document.getElementById(id))?.value);
  }
  const progress = find("#progress");
  if (progress) progress.outerHTML = told.progress;
  draw();
  showPreview();
  if (act === "undo") go(document.getElementById(`u-${Object.keys(told.units)[0]}`));
  say(told.said, told.step);
}

function showPreview() {
  const preview = find("#preview");
  if (preview?.closest("details").open) preview.src = preview.getAttribute("src");
}

function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}

function put(old, html) {
  if (!old) return;
  localStorage.removeItem(keyOf(old));
  const fresh = parse(html);
  const here = old.classList.contains("current");
  const focused = old.contains(document.activeElement);
  if (here) fresh.classList.add("current");
  fresh.tabIndex = here ? 0 : -1;
  const aids = find(".aids", old);
  if (aids) {
    find(".aids", fresh)?.replaceWith(aids);
    if (find("textarea", old)?.defaultValue !== find("textarea", fresh)?.defaultValue) delete aids.dataset.known;
  }
  old.replaceWith(fresh);
  number(fresh);
  if (here) lookBeside(fresh);
  if (focused) fresh.focus({ preventScroll: true });
}

function refuse(told, unit) {
  say(told.said, 0, told.language);
  reopen(unit);
  if (!unit) return;
  if (told.theirs) stand(unit, parse(told.theirs));
  go(unit, false);
  edit(unit);
  if (told.confirm) warned = doubtOf(unit);
}

// Show another's text and its state above mine, which replaces theirs only if its writer says so.
function stand(unit, fresh) {
  const version = versionOf(fresh);
  for (const field of findAll("input[name=unit]", unit))
    if (field !== seenField(unit)) field.value = `${unit.dataset.name}:${version}`;
  unit.dataset.version = version;
  const over = find("[name=over]", unit);
  over.value = version;
  over.checked = false;
  for (const part of [".target", ".facts"]) find(part, unit).replaceWith(find(part, fresh).cloneNode(true));
  const target = find(".target", unit);
  target.removeAttribute("data-lines");
  target.classList.add("theirs-shown");
  find(".theirs", unit).hidden = false;
}

function approve(unit, onwards, fromBox = false) {
  const form = unit && find("form.write", unit);
  if (!form) say(body.dataset.noUse);
  if (!form || holdBack(unit, fromBox)) return;
  unit.dataset.open = "no";
  send(form, "approve", warned === doubtOf(unit) ? { confirmed: find("textarea", unit).value } : {});
  if (onwards && !goOn()) unit.focus();
}

// Say what speaks against an approval: errors and a reason to send the unit back, which the next approval of the same
// text passes over, and a text in the box that is not saved, which is approved from the box alone.
function holdBack(unit, fromBox) {
  const box = find("textarea", unit);
  const unsaved = box.value !== box.defaultValue;
  if (unsaved && !fromBox) {
    edit(unit);
    say(body.dataset.unsaved);
    return true;
  }
  const findings = find(unsaved || unit.classList.contains("rechecked") ? ".live" : ".findings", unit);
  const reasons = [unsaved ? null : find(".said.back", unit), find("[data-warning]", findings)].filter(Boolean);
  if (!reasons.length || warned === doubtOf(unit)) return false;
  warned = doubtOf(unit);
  const inBox = fromBox && (unsaved || document.activeElement === box);
  const said = reasons.map(({ dataset }) => (inBox ? dataset.warningBox : dataset.warning));
  say([unit.dataset.called, ...said].join(" · "));
  return true;
}

// What was said to speak against an approval, so that the next one passes over it.
const doubtOf = (unit) => `${unit.id} ${versionOf(unit)} ${find("textarea", unit).value}`;

// A waiver of one finding waives all of its check in the unit; those on their way to the server are not waived again.
function waive(unit) {
  const open = "form[data-act=waive]:not([data-sent])";
  const [first] = unit ? findAll(open, unit) : [];
  if (first) send(first, "waive");
  for (const form of first ? findAll(open, unit) : [])
    if (form.elements.check.value === first.elements.check.value) form.dataset.sent = "yes";
  if ((unit && find(open, unit)) || goNext((each) => find(open, each), false)) return;
  const none = body.dataset.lastFinding;
  queue.then(() => say(first ? `${find("#said").textContent} · ${none}` : none, steps.at(-1)));
}

// Take back what the page showed before the server refused it.
function reopen(unit) {
  if (!unit) return;
  unit.dataset.open = "yes";
  for (const form of findAll("[data-sent]", unit)) delete form.dataset.sent;
}

function undo() {
  const step = steps.pop();
  remember();
  if (step) send(find("#undo"), "undo", { step });
  else say(body.dataset.noStep);
}

// Help: what stands beside a unit, each text with a key that puts it into the box.

let besideTimer = 0;
let searchTimer = 0;

async function ask(address, fields) {
  const told = fields ? { method: "POST", body: new URLSearchParams(fields) } : {};
  const response = await fetch(address, told).catch(() => null);
  return response?.ok ? response.text() : null;
}

function lookBeside(unit) {
  clearTimeout(besideTimer);
  const aids = find(".aids", unit);
  if (!aids) return;
  aids.hidden = false;
  if (!aids.dataset.known) besideTimer = setTimeout(fillBeside, 200, unit, aids);
}

async function fillBeside(unit, aids) {
  const html = await ask(`${body.dataset.beside}?name=${unit.dataset.name}`);
  if (html === null) return;
  aids.dataset.known = "yes";
  find(".beside", aids).innerHTML = html;
  number(unit);
}

// Ask the engine anew. Saves do not wait for it, and a text that somebody types meanwhile stays.
async function askEngine(unit) {
  const form = unit && find("form[data-act=redraft]", unit);
  if (!form || form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  say(body.dataset.working);
  const fields = new URLSearchParams(new FormData(form));
  fields.set("act", "redraft");
  if (isUnsaved(unit)) fields.set("offered", "yes");
  const told = await queue.then(() => fetch(form.action, { method: "POST", headers: JSON_ONLY, body: fields }))
    .then((response) => response.json()).catch(() => null);
  await queue;
  form.ariaBusy = "false";
  if (!told?.units) say(told?.said ?? body.dataset.failed, 0, told?.language);
  else if (isUnsaved(document.getElementById(unit.id))) {
    remember(told.step);
    for (const html of Object.values(told.units)) keepWriting(document.getElementById(unit.id), parse(html));
    say(told.said);
  } else take(told, "redraft");
}

function openMemory() {
  const words = find("#memory input");
  const box = document.activeElement;
  const chosen = box.matches("textarea") ? box.value.slice(box.selectionStart, box.selectionEnd) : String(getSelection());
  if (chosen.trim()) words.value = chosen.trim();
  find("#memory").showModal();
  words.select();
  searchMemory();
}

async function searchMemory() {
  const words = find("#memory input").value.trim();
  const html = words ? await ask(`${body.dataset.memory}?${new URLSearchParams({ words })}`) : "";
  if (words !== find("#memory input").value.trim()) return;
  find("#found").innerHTML = html ?? "";
  number(find("#found"));
}

function number(place) {
  findAll(".insert", place).forEach((button, index) => {
    const key = index < 9 ? String(index + 1) : "";
    button.previousElementSibling.textContent = key;
    if (key) button.setAttribute("aria-keyshortcuts", `${key} Alt+${key}`);
    else button.removeAttribute("aria-keyshortcuts");
  });
}

async function insertNumber(digit) {
  const place = find("#memory").open ? find("#found") : current();
  const aids = place && find(".aids", place);
  if (aids && !aids.dataset.known) await fillBeside(place, aids);
  const button = place && findAll(".insert", place)[Number(digit) - 1];
  if (button) insert(button);
}

// A whole translation takes the place of a draft that nobody touched; all else goes in at the cursor, in a closed box
// before the final punctuation, and not a term that the text there already has.
function insert(button) {
  find("#memory").close();
  const unit = current();
  const box = unit && find("textarea", unit);
  if (!box) return;
  const closed = !find(".edit", unit).open;
  if (closed && button.dataset.used && box.value === box.defaultValue) {
    say(body.dataset.used);
    return;
  }
  if (closed) edit(unit);
  else box.focus();
  let text = button.textContent;
  if (button.dataset.whole && box.value === box.defaultValue) box.select();
  else if (closed && box.value) {
    const end = box.value.search(/[\s\p{P}]*$/u);
    box.setSelectionRange(end, end);
    text = ` ${text}`;
  }
  if (document.execCommand("insertText", false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// Keys: by the letter, or by its place where the layout writes no Latin letters; with Alt inside a box.

function keyName(event) {
  if (event.ctrlKey || event.metaKey) return "";
  if (event.key === "?" || event.key === "؟") return "?";
  const digit = /^[1-9]$/.test(event.key) ? event.key : /^(?:Digit|Numpad)[1-9]$/.test(event.code) && event.code.at(-1);
  if (digit) return digit;
  if (/^\w\w/.test(event.key)) return event.key; // a name such as Enter; an Arabic key may write two letters
  const latin = /^[a-z]$/i.test(event.key) ? event.key : /^Key[A-Z]$/.test(event.code) ? event.code[3] : event.key;
  return event.shiftKey ? latin.toUpperCase() : latin.toLowerCase();
}

function openField(unit, name) {
  const field = unit && find(`[name=${name}]`, unit);
  if (!field) return;
  field.closest("details").open = true;
  field.focus();
}

// Press a button of the unit or line at hand, or of its paragraph; where there is none, say so.
const nowhere = document.createElement("i");
const press = (button, none = body.dataset.noUse) => (button ? button.click() : say(none));
const here = (selector) => find(selector, current() ?? nowhere);
const inParagraph = (selector) => find(selector, current()?.closest(".paragraph") ?? nowhere);

const anywhere = {
  m: openMemory, o: () => askEngine(current()),
  ...Object.fromEntries([..."123456789"].map((digit) => [digit, () => insertNumber(digit)])),
};
const moves = { j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1) };
const acts = {
  ...moves,
  a: () => approve(current(), true), A: () => approve(current(), false), n: goOn,
  b: () => go(document.getElementById(visited.pop() ?? ""), false),
  e: () => edit(current()), Enter: () => edit(current()),
  r: () => openField(current(), "reason"), c: () => openField(current(), "comment"),
  w: () => waive(current()), W: () => press(here("form[data-act=unwaive] button")),
  p: () => press(inParagraph(".margin .all")), P: () => find("#least")?.focus(),
  x: () => press(inParagraph(".cut")), i: () => press(here(".bring"), body.dataset.noLine),
  v: () => { const preview = find(".preview"); if (!preview) return; preview.open = !preview.open; if (preview.open) preview.scrollIntoView(); },
  u: undo, "?": () => find("#help").showModal(), ...anywhere,
};

// What a key does here; nothing where it writes, or is the browser's.
function actOf(event) {
  const searching = find("#memory").open;
  if (event.altKey)
    return !event.getModifierState("AltGraph") && !(searching && event.code === "KeyM") && anywhere[keyName(event)];
  const box = event.target.closest("textarea, input, select");
  const unit = event.target.closest(".unit");
  if ((event.ctrlKey || event.metaKey) && unit) return actWithControl(event, unit);
  if (event.key === "Escape" && unit && box) return () => leave(box, unit);
  if (box || (event.key === "Enter" && event.target.closest("button, a, summary"))) return null;
  const name = keyName(event);
  const act = searching ? /^[1-9]$/.test(name) && acts[name] : acts[name];
  return (name.length > 1 || find("#single-keys").checked) && act;
}

function actWithControl(event, unit) {
  const save = find("form.write", unit);
  if (event.key === "Enter") return () => approve(unit, true, event.target.matches("textarea"));
  return event.code === "KeyS" && (() => (save ? send(save, "edit") : say(body.dataset.noUse)));
}

function leave(box, unit) {
  if (box.value === box.defaultValue) box.closest("details").open = false;
  go(unit);
}

// A key that is held down acts once, and writes nothing into a box that it opened; only moves are repeated. Enter
// presses a button once.
let pressed = { code: "", act: null };

document.addEventListener("keydown", (event) => {
  if (!body.classList.contains("reviewing") || find("#help").open || event.isComposing) return;
  if (!event.repeat) pressed = { code: event.code, act: actOf(event) };
  else if (event.code !== pressed.code) return;
  const { act } = pressed;
  if (act || (event.repeat && event.key === "Enter" && !event.target.matches("textarea"))) event.preventDefault();
  if (act && (!event.repeat || Object.values(moves).includes(act))) act();
});

// Listen.

const timers = new WeakMap();

// What is said of a text that was typed on in the meantime is not shown.
async function check(box) {
  const unit = box.closest(".unit");
  const text = box.value;
  const html = await ask(body.dataset.check, { name: unit.dataset.name, text });
  if (html === null || box.value !== text) return;
  find(".live", unit).innerHTML = html;
  unit.classList.add("rechecked");
}

function listen() {
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (box.closest("#memory")) {
      clearTimeout(searchTimer);
      searchTimer = setTimeout(searchMemory, 250);
    }
    if (!box.matches("textarea")) return;
    keep(box);
    if (!box.closest(".write")) return;
    clearTimeout(timers.get(box));
    timers.set(box, setTimeout(check, 400, box));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const act = event.submitter?.value;
    if (form.closest(".unit") && act) {
      event.preventDefault();
      if (act === "redraft") askEngine(form.closest(".unit"));
      else if (act === "approve") approve(form.closest(".unit"), true, find(".edit", form).open);
      else send(form, act);
    } else if (form.id === "undo") {
      event.preventDefault();
      undo();
    }
  });
  document.addEventListener("click", (event) => {
    const theirs = event.target.closest(".take-theirs");
    if (theirs) {
      event.preventDefault();
      localStorage.removeItem(keyOf(theirs.closest(".unit")));
      location.reload();
    }
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".insert")) insert(button);
    else if (button.matches(".ask-engine")) askEngine(button.closest(".unit"));
    else if (button.matches(".ask-memory")) openMemory();
  });
  document.addEventListener("focusin", (event) => {
    const stop = event.target.closest?.(".unit, .left-out");
    if (stop) choose(stop);
  });
}

// Follow what changes on the disk.

// What the writer of a unit has seen of it, and what it is now.
const seenField = (unit) => find(".write input[name=unit]", unit);
const versionOf = (unit) => unit.dataset.version;

// Put what changed in its place.
async function refresh() {
  await queue;
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok || leaving) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const selector of ["#progress", "#summary", ".articles", ".pages", ".figures", "#reading"]) {
    const now = find(selector, fresh);
    if (now) find(selector)?.replaceWith(now);
    else if (selector === "#reading") find(selector)?.remove();
  }
  readOn();
  if (isWhole() && units().some(({ id }) => !fresh.getElementById(id))) {
    renewPage();
    return;
  }
  const changed = findAll(".unit", fresh).filter((unit) => {
    const old = document.getElementById(unit.id);
    return !old || versionOf(old) !== versionOf(unit);
  });
  for (const unit of changed) follow(document.getElementById(unit.id), unit);
  draw();
  if (changed.length) showPreview();
}

// The server reads a large project bit by bit, a bit at each request.
function readOn() {
  if (find("#reading")) setTimeout(refresh, 50);
}

function follow(old, fresh) {
  if (!old || !seenField(fresh)) renewPage();
  else if (!isUnsaved(old) || find("textarea", fresh)?.value === find("textarea", old).value) put(old, fresh.outerHTML);
  else keepWriting(old, fresh);
}

// Load the page anew, with the unit in hand and what is being typed; while a dialog is open, once it is closed.
function renewPage() {
  const dialog = find("dialog[open]");
  if (dialog) dialog.addEventListener("close", refresh, { once: true });
  else if (!leaving) {
    leaving = true;
    addEventListener("pagehide", () => sessionStorage.setItem(handKey, JSON.stringify(hand())));
    location.reload();
  }
}

function hand() {
  const field = document.activeElement.closest("textarea, input, select");
  const lost = field?.closest(".notice") && field.dataset.key;
  const stop = field && !field.closest(".unit") ? null : current();
  const text = field?.closest(".unit, .notice") && field.matches("textarea, [name=reason], [name=comment]");
  const typed = text && { name: field.name, value: field.value, start: field.selectionStart };
  return { id: stop?.id, context: stop?.dataset.context, lost, typed };
}

// Take in hand what was in hand before the page was loaded anew; where that is gone, nothing.
function takeInHand({ id, context, lost, typed }) {
  const stop = context ? units().find((unit) => unit.dataset.context === context) : document.getElementById(id ?? "");
  if (stop) go(stop, false);
  else if (id) say(body.dataset.gone);
  if (!typed) return;
  const key = lost || keysBegin + context;
  let field = stop && find(`[name="${typed.name}"]`, stop);
  field ??= findAll(".notice textarea").find((box) => box.dataset.key === key) ?? showLost(typed.value);
  if (field.closest("details")) {
    field.closest("details").open = true;
    field.closest("details").hidden = false;
  }
  if (field.matches("input")) field.value = typed.value;
  field.focus();
  field.setSelectionRange(typed.start, typed.start);
}

// Show what a unit is now above the text that is being written in it.
function keepWriting(old, fresh) {
  find(".offers", old).replaceWith(find(".offers", fresh));
  number(old);
  if (versionOf(old) !== versionOf(fresh) && find(".theirs", old).hidden)
    stand(old, fresh);
}

function isUnsaved(unit) {
  const box = unit && find("textarea", unit);
  return Boolean(box) && box.value !== box.defaultValue;
}

// One tab of the browser listens, and tells the others; where a browser grants no locks, each tab listens by itself.

function followElsewhere() {
  const channel = new BroadcastChannel("newsloc elsewhere");
  let timer = 0;
  const hear = (changed) => {
    if (!changed.includes(location.pathname)) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, 150);
  };
  const listenForAll = () => {
    new EventSource("/events").onmessage = (event) => {
      const changed = JSON.parse(event.data);
      channel.postMessage(changed);
      hear(changed);
    };
    return new Promise(() => undefined);
  };
  channel.onmessage = (event) => hear(event.data);
  if (navigator.locks) navigator.locks.request("newsloc elsewhere", listenForAll);
  else listenForAll();
}

followElsewhere();
readOn();

if (body.classList.contains("reviewing")) {
  const single = find("#single-keys");
  single.checked = localStorage.getItem("newsloc single keys") !== "off";
  single.addEventListener("change", () => localStorage.setItem("newsloc single keys", single.checked ? "on" : "off"));
  const help = find("#show-help");
  help.hidden = false;
  help.addEventListener("click", () => find("#help").showModal());
  find("#memory form").addEventListener("submit", (event) => {
    event.preventDefault();
    searchMemory();
  });
  listen();
  draw();
  if (units().map(restore).some(Boolean)) say(body.dataset.restored);
  findLost();
  const said = sessionStorage.getItem("newsloc said");
  if (said) say(said, steps.at(-1));
  sessionStorage.removeItem("newsloc said");
  const done = find("form.notice.done");
  if (done) {
    const step = Number(done.elements.step.value);
    remember(step);
    say(find("span", done).textContent, step);
    done.remove();
  }
  const aim = /^#[up]-/.test(location.hash) && document.getElementById(location.hash.slice(1));
  const counted = find(".together [autofocus]");
  const held = sessionStorage.getItem(handKey);
  sessionStorage.removeItem(handKey);
  if (held) takeInHand(JSON.parse(held));
  else if (counted) counted.focus();
  else if (aim) go(aim.matches(".paragraph") ? find(".unit", aim) : aim);
  else go(units().find((unit) => unit.dataset.open === "yes"));
}
