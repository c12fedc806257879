// The page works without this script: it sends the same forms without a reload, moves by keys, draws lines under
// findings inside words, and keeps unfinished texts.
"use strict";

const body = document.body;
const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];
const steps = [];
const visited = [];
let queue = Promise.resolve();

// Say.

function say(text, step) {
  find("#said").textContent = text;
  find("#toast").classList.add("shown");
  const undo = find("#undo");
  undo.hidden = !step;
  if (step) undo.elements.step.value = step;
}

// Keep: unfinished texts, one per unit.

const keyOf = (unit) => `newsloc ${location.pathname} ${unit.dataset.name}`;

function keep(box) {
  const unit = box.closest(".unit");
  if (box.value === box.defaultValue) localStorage.removeItem(keyOf(unit));
  else localStorage.setItem(keyOf(unit), box.value);
}

function restore(unit) {
  const kept = localStorage.getItem(keyOf(unit));
  const box = find("textarea", unit);
  if (!box || kept === null || kept === box.value) return false;
  box.value = kept;
  find(".edit", unit).open = true;
  return true;
}

// Draw: lines under findings, with no element inside a word.

function draw() {
  if (!window.CSS || !CSS.highlights) return;
  CSS.highlights.clear();
  const ranges = {};
  for (const text of findAll("[data-lines]")) {
    text.textContent = text.textContent;
    for (const line of text.dataset.lines.trim().split(" ")) {
      const [start, end, severity, level] = line.split("-");
      const range = new Range();
      range.setStart(text.firstChild, Number(start));
      range.setEnd(text.firstChild, Number(end));
      (ranges[`${severity}-${level}`] ??= []).push(range);
    }
  }
  for (const [name, found] of Object.entries(ranges)) CSS.highlights.set(name, new Highlight(...found));
}

// Move.

const units = () => findAll(".unit");
const current = () => find(".unit.current") ?? document.activeElement?.closest?.(".unit") ?? null;

function go(unit, remember = true) {
  if (!unit) return;
  const before = find(".unit.current");
  if (before && before !== unit) {
    before.classList.remove("current");
    before.tabIndex = -1;
    if (remember) visited.push(before.id);
  }
  unit.classList.add("current");
  unit.tabIndex = 0;
  unit.focus();
  unit.scrollIntoView({ block: "nearest" });
}

function move(by) {
  const all = units();
  const at = all.indexOf(current());
  go(at < 0 ? all[0] : all[Math.min(Math.max(at + by, 0), all.length - 1)]);
}

function goOn() {
  const all = units();
  const at = all.indexOf(current());
  const next = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))].find((unit) => unit.dataset.open === "yes");
  if (next) go(next);
  else say(body.dataset.last, steps.at(-1));
  return Boolean(next);
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
  let response;
  try {
    response = await fetch(address, { method: "POST", headers: { Accept: "application/json" }, body: fields });
  } catch {
    say(body.dataset.failed);
    return;
  }
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/json")) {
    if (response.ok) location.reload();
    else say(body.dataset.failed);
    return;
  }
  const told = await response.json();
  if (response.ok) take(told);
  else refuse(told, document.getElementById(id));
}

function take(told) {
  if (told.step) steps.push(told.step);
  for (const [name, html] of Object.entries(told.units)) put(document.getElementById(`u-${name}`), html);
  const progress = find("#progress");
  if (progress) progress.outerHTML = told.progress;
  draw();
  const preview = find("#preview");
  if (preview?.closest("details").open) preview.src = preview.getAttribute("src");
  say(told.said, told.step);
}

function put(old, html) {
  if (!old) return;
  localStorage.removeItem(keyOf(old));
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  const here = old.classList.contains("current");
  const focused = old.contains(document.activeElement);
  if (here) fresh.classList.add("current");
  fresh.tabIndex = here ? 0 : -1;
  old.replaceWith(fresh);
  if (focused) fresh.focus({ preventScroll: true });
}

function refuse(told, unit) {
  say(told.said);
  if (!unit) return;
  if (told.theirs !== null) stand(unit, told);
  go(unit, false);
  edit(unit);
}

// Show another's text beside mine; saving mine from now on is a choice, since theirs was shown.
function stand(unit, told) {
  for (const field of findAll("input[name=unit]", unit)) field.value = `${unit.dataset.name}:${told.version}`;
  const target = find(".target", unit);
  target.textContent = told.theirs;
  target.removeAttribute("data-lines");
  target.classList.add("theirs-shown");
  find(".theirs", unit).hidden = false;
}

function approve(unit, onwards) {
  const form = unit && find("form.write", unit);
  if (!form) return;
  unit.dataset.open = "no";
  send(form, "approve");
  if (onwards && !goOn()) unit.focus();
}

function undo() {
  const step = steps.pop();
  if (step) send(find("#undo"), "undo", { step });
}

// Keys: by the letter, or by its place where the layout writes no Latin letters.

function keyName(event) {
  if (event.ctrlKey || event.metaKey) return "";
  if (event.key === "?" || event.key === "؟") return "?";
  if (event.key.length > 1) return event.key;
  const latin = /^[a-z]$/i.test(event.key) ? event.key : /^Key[A-Z]$/.test(event.code) ? event.code[3] : event.key;
  return event.shiftKey ? latin.toUpperCase() : latin.toLowerCase();
}

function openField(unit, name) {
  const field = unit && find(`[name=${name}]`, unit);
  if (!field) return;
  field.closest("details").open = true;
  field.focus();
}

const acts = {
  j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
  a: () => approve(current(), true), A: () => approve(current(), false), n: goOn,
  b: () => go(document.getElementById(visited.pop() ?? ""), false),
  e: () => edit(current()), Enter: () => edit(current()),
  r: () => openField(current(), "reason"), c: () => openField(current(), "comment"),
  w: () => { const form = current() && find("form[data-act=waive]", current()); if (form) send(form, "waive"); },
  p: () => find(".margin .all", current()?.closest(".paragraph") ?? document.createElement("i"))?.click(),
  x: () => find(".cut", current()?.closest(".paragraph") ?? document.createElement("i"))?.click(),
  u: undo, "?": () => find("#help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (find("#help")?.open || event.altKey || event.isComposing) return;
  const box = event.target.closest("textarea, input, select");
  const unit = event.target.closest(".unit");
  if ((event.ctrlKey || event.metaKey) && unit) {
    const save = event.code === "KeyS" && find("form.write", unit);
    if (event.key === "Enter") approve(unit, true);
    else if (save) send(save, "edit");
    else return;
    event.preventDefault();
    return;
  }
  if (event.key === "Escape" && unit && box) {
    const details = box.closest("details");
    if (box.value === box.defaultValue) details.open = false;
    go(unit);
    return;
  }
  if (box || (event.key === "Enter" && event.target.closest("button, a, summary"))) return;
  const name = keyName(event);
  const act = acts[name];
  if (!act || (name.length === 1 && !find("#single-keys").checked)) return;
  event.preventDefault();
  act();
});

// Listen.

const timers = new WeakMap();

async function check(box) {
  const unit = box.closest(".unit");
  const fields = new URLSearchParams({ name: unit.dataset.name, text: box.value });
  const response = await fetch(body.dataset.check, { method: "POST", body: fields }).catch(() => null);
  if (!response?.ok) return;
  find(".live", unit).innerHTML = await response.text();
  unit.classList.add("rechecked");
}

function listen() {
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.matches("textarea")) return;
    keep(box);
    clearTimeout(timers.get(box));
    timers.set(box, setTimeout(check, 400, box));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const act = event.submitter?.value;
    if (form.closest(".unit") && act) {
      event.preventDefault();
      if (act === "approve") approve(form.closest(".unit"), true);
      else send(form, act);
    } else if (form.id === "undo") {
      event.preventDefault();
      undo();
    }
  });
  document.addEventListener("focusin", (event) => {
    const unit = event.target.closest?.(".unit");
    if (unit && !unit.classList.contains("current")) {
      find(".unit.current")?.classList.remove("current");
      unit.classList.add("current");
    }
  });
}

// Follow what changes on the disk: one tab of the browser listens, and tells the others.

const versionOf = (unit) => find("input[name=unit]", unit)?.value.split(":")[1];

async function refresh() {
  await queue;
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const selector of ["#progress", ".totals", ".articles"]) {
    const now = find(selector, fresh);
    if (now) find(selector)?.replaceWith(now);
  }
  const changed = findAll(".unit", fresh).filter((unit) => {
    const old = document.getElementById(unit.id);
    return !old || versionOf(old) !== versionOf(unit);
  });
  for (const unit of changed) follow(document.getElementById(unit.id), unit);
  draw();
}

function follow(old, fresh) {
  const box = old && find("textarea", old);
  const mine = box && box.value !== box.defaultValue ? box.value : null;
  if (!old) location.reload();
  else if (mine === null || find("textarea", fresh)?.value === mine) put(old, fresh.outerHTML);
  else if (!find(".theirs", old).hidden) return;
  else stand(old, { theirs: find(".target", fresh).textContent, version: versionOf(fresh) });
}

function followDisk() {
  const channel = new BroadcastChannel("newsloc changes");
  let timer = 0;
  const hear = (pages) => {
    if (!pages.includes(location.pathname)) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, 150);
  };
  channel.onmessage = (event) => hear(event.data);
  const listen = () => new Promise(() => {
    new EventSource("/events").onmessage = (event) => {
      const pages = JSON.parse(event.data);
      channel.postMessage(pages);
      hear(pages);
    };
  });
  if (navigator.locks) navigator.locks.request("newsloc changes", listen);
  else listen();
}

followDisk();

if (body.classList.contains("reviewing")) {
  const single = find("#single-keys");
  single.checked = localStorage.getItem("newsloc single keys") !== "off";
  single.addEventListener("change", () => localStorage.setItem("newsloc single keys", single.checked ? "on" : "off"));
  const help = find("#show-help");
  help.hidden = false;
  help.addEventListener("click", () => find("#help").showModal());
  listen();
  draw();
  if (units().map(restore).some(Boolean)) say(body.dataset.restored);
  const aim = location.hash.startsWith("#u-") && document.getElementById(location.hash.slice(1));
  if (aim) go(aim);
  else if (!find("[autofocus]")) go(units().find((unit) => unit.dataset.open === "yes"));
}
