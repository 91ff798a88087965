// Sends command forms without leaving the page. Nothing typed is lost until it is accepted.

import * as drafts from "./drafts.js";
import { askWorth } from "./composer.js";
import { toast } from "./toasts.js";
import { words } from "./words.js";

/** Command ids by what was asked, for commands whose answer never came: a retry repeats the id. */
const unanswered = new Map();
const underWay = new WeakSet();
/** What could not be sent for want of a connection, by form: sent again once it is back. */
const waiting = new Map();

/** Milliseconds for which an answer is waited for, and how often a busy server is asked again. */
const PATIENCE = 10000;
const TRIES = 5;

function newCommandId() {
  // crypto.randomUUID is missing on plain http, which is what a classroom's own server speaks.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bodyOf(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  return body;
}

function keyOf(url, body) {
  const rest = new URLSearchParams(body);
  rest.delete("command_id");
  rest.delete("form_id");
  return `${url}?${rest}`;
}

async function send(form, button) {
  if (underWay.has(form)) return;
  const url = addressOf(form, button);
  const body = bodyOf(form, button);
  const key = keyOf(url, body);
  if (unanswered.has(key)) body.set("command_id", unanswered.get(key));
  underWay.add(form);
  waiting.delete(form);
  hold(form);
  try {
    const response = await post(url, body);
    if (response.status >= 500) throw new Error(String(response.status));
    unanswered.delete(key);
    if (response.ok) accepted(form, button, key, url, response);
    else toast(await reason(response), "refused");
    renew(form);
  } catch (error) {
    unanswered.set(key, body.get("command_id"));
    const cut = error instanceof TypeError || error.name === "AbortError";
    if (cut) waiting.set(form, { button, key });
    toast(cut ? words.waits : words.failed, "refused");
  } finally {
    underWay.delete(form);
    release(form);
  }
}

/** Send; a server that is busy says when to come back, and is asked again with the same id. */
async function post(url, body) {
  for (let tries = 1; ; tries += 1) {
    const response = await answered(url, body);
    if (response.status !== 503 || tries === TRIES) return response;
    if (tries === 1) toast(words.busy, "info");
    const seconds = Number(response.headers.get("Retry-After")) || 1;
    await new Promise((go) => setTimeout(go, seconds * 1000 * (0.75 + Math.random() / 2)));
  }
}

/** The answer, if it comes in time; else the error of a connection that was cut. */
async function answered(url, body) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    return await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: patience.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The connection is back: send what could not be sent, unless it has been changed meanwhile. */
export function sendWaiting() {
  for (const [form, { button, key }] of waiting) {
    waiting.delete(form);
    const url = addressOf(form, button);
    if (form.isConnected && keyOf(url, bodyOf(form, button)) === key) send(form, button);
  }
}

function addressOf(form, button) {
  return button?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
}

function hold(form) {
  for (const button of form.querySelectorAll("button:enabled")) {
    button.disabled = true;
    button.setAttribute("data-held", "");
  }
}

function release(form) {
  // An update that came meanwhile took the mark away and said for itself what may be pressed.
  for (const button of form.querySelectorAll("button[data-held]")) {
    button.disabled = false;
    button.removeAttribute("data-held");
  }
}

function renew(form) {
  for (const field of form.querySelectorAll('[name="command_id"], [name="form_id"]')) {
    field.value = newCommandId();
  }
}

function accepted(form, button, key, url, response) {
  // Whoever went on writing while the answer was under way keeps what they wrote.
  if (keyOf(url, bodyOf(form, button)) === key) {
    form.reset();
    drafts.drop(form);
    if (form.dataset.worth) askWorth(form);
  } else drafts.keep(form);
  form.closest("dialog")?.close();
  // What was unfolded to be done is done.
  fold(form.closest("details.announcement, details[data-popover]"));
  if (response.redirected && new URL(response.url).pathname !== location.pathname) {
    location.assign(response.url);
  }
}

/** Fold it away; whoever was in it goes on from its name. */
function fold(details) {
  if (!details?.open) return;
  if (details.contains(document.activeElement)) details.querySelector("summary").focus();
  details.open = false;
}

async function reason(response) {
  try {
    return (await response.json()).error.message;
  } catch {
    return words.failed;
  }
}

/** Milliseconds after the end of a composition in which an Enter is still the one that ended it. */
const SETTLING = 100;
let composed = -Infinity;

/**
 * Whether the key belongs to an input method. Safari ends the composition before it tells of the key
 * that ended it: that key says 229, and comes in the same moment.
 */
function composes(event) {
  return event.isComposing || event.keyCode === 229 || event.timeStamp - composed < SETTLING;
}

/** Begin listening. Enter sends a line of talk where there is a real keyboard. */
export function startForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-command]")) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  document.addEventListener("compositionend", (event) => {
    composed = event.timeStamp;
  });
  document.addEventListener("click", (event) => {
    for (const popover of document.querySelectorAll("details[data-popover][open]")) {
      if (!popover.contains(event.target)) popover.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const sends = event.key === "Enter" && !event.shiftKey && !composes(event);
    if (!sends || !event.target.matches?.("form.chat-form textarea")) return;
    if (matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    send(event.target.form);
  });
}
