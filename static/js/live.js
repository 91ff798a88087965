// Makes a page live: hears what changed at the table and brings the page up to date.

import { io } from "../vendor/socket.io-client/socket.io.esm.min.js";
import { serverTime, startClock, tick } from "./clock.js";
import { askWorth, startComposer } from "./composer.js";
import { restore, startDrafts } from "./drafts.js";
import { sendWaiting, startForms } from "./forms.js";
import { morph, prepare } from "./morph.js";
import { applyTab, startTabs } from "./tabs.js";
import { toast } from "./toasts.js";
import { words } from "./words.js";

/** Milliseconds: between two fetches of the page, and before a lost connection is worth a word. */
const FETCH_APART = 1000;
const FETCH_RETRY = 3000;
const PATIENCE = 2000;
/** Answers that a reload shows better than any script: not yours, not here. */
const SHOW = new Set([401, 403, 404, 410]);

const body = document.body;
/** How far this page has heard; null on pages that count nothing. */
let heard = seqOf(body);
/** How far the server is known to be. */
let known = heard;
let leaving = false;

function seqOf(element) {
  return element.dataset.seq ? Number(element.dataset.seq) : null;
}

function afterMorph() {
  applyTab();
  restore();
  tick();
}

// --- fetching the page again ---------------------------------------------------------------------

let fetching = false;
let wanted = 0;
let lastFetch = 0;
/** Whether panels came since the last fetch began. */
let pushed = false;

function refetch(delay = 0) {
  if (wanted || leaving) return;
  const rest = Math.max(delay, lastFetch + FETCH_APART - Date.now(), 0);
  wanted = setTimeout(fetchPage, rest);
}

async function fetchPage() {
  wanted = 0;
  if (fetching) return refetch();
  fetching = true;
  lastFetch = Date.now();
  try {
    pushed = false;
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const moved = new URL(response.url).pathname !== location.pathname;
    if (moved) return location.assign(response.url);
    if (SHOW.has(response.status)) return location.reload();
    if (!response.ok) throw new Error(String(response.status));
    const page = await response.text();
    // A push that came meanwhile was not for the page as it was.
    const overtaken = pushed && heard === null;
    replacePage(new DOMParser().parseFromString(page, "text/html"));
    if (overtaken || (heard !== null && known > heard)) refetch(FETCH_APART);
  } catch {
    refetch(FETCH_RETRY);
  } finally {
    fetching = false;
  }
}

function replacePage(fresh) {
  // What the wall shows, and whether it turns, is also in the page's head.
  const { live, wall } = fresh.body.dataset;
  if (live !== body.dataset.live || wall !== body.dataset.wall) return location.reload();
  const seq = seqOf(fresh.body);
  // An answer that was overtaken by a push would bring back the past.
  if (seq !== null && heard !== null && seq < heard) return;
  for (const { name, value } of fresh.body.attributes) body.setAttribute(name, value);
  document.title = fresh.title;
  heard = seq;
  serverTime(body.dataset.now);
  morph(body, fresh.body, "innerHTML");
  afterMorph();
  if (document.querySelector("form[data-worth]")) askWorth();
}

// --- the connection ------------------------------------------------------------------------------

const socket = io({
  path: body.dataset.socket,
  auth: (send) => send({ live: body.dataset.live }),
  autoConnect: false,
});
let strip = null;
let stripTimer = 0;
/** Whether the server has said that it ends, which is no fault of the network's. */
let closing = false;

function lost() {
  clearTimeout(stripTimer);
  if (leaving) return;
  stripTimer = setTimeout(() => {
    strip ??= toast(closing ? words.closing : words.offline, "refused", { stay: true });
  }, PATIENCE);
}

function found() {
  clearTimeout(stripTimer);
  closing = false;
  sendWaiting();
  if (!strip) return;
  strip.remove();
  strip = null;
  toast(words.online, "done");
}

/** Whether the server has been heard before: then this page was away for a while. */
let met = false;

socket.on("hello", ({ seq, now }) => {
  found();
  serverTime(now);
  known = seq;
  const away = met;
  met = true;
  // A page that counts nothing cannot tell what it missed while it was not listening. Nor can one
  // that shows who is here, which is not part of any count: students' pages do not.
  const counted = body.dataset.live.startsWith("play:") || !away;
  if (counted && seq !== null && seq === heard) return;
  if (seq < heard) heard = seq - 1;
  refetch(Math.random() * 300);
});

socket.on("panels", ({ seq, prev, panels }) => {
  pushed = true;
  // Panels without a number are not part of a count: who is here, the class at a glance.
  if (seq !== null) {
    known = Math.max(known ?? 0, seq);
    if (heard !== null && seq <= heard) return;
    // Pushes are gathered: one that begins before what this page has heard brings all that is new.
    if (heard === null || prev > heard) return refetch();
    heard = seq;
    body.dataset.seq = String(seq);
  }
  for (const [name, html] of Object.entries(panels)) {
    const panel = document.getElementById(`panel-${name}`);
    if (panel) morph(panel, html);
    else refetch();
  }
  afterMorph();
  if ("compose" in panels) askWorth();
});

socket.on("closing", () => {
  closing = true;
  strip ??= toast(words.closing, "refused", { stay: true });
});

// A whole class hears this at once: not all should ask in the same instant.
socket.on("refresh", () => refetch(Math.random() * 300));

// Too many of one person's pages are open: this one rests until somebody looks at it again.
let replaced = false;
socket.on("replaced", () => {
  replaced = true;
});

socket.on("disconnect", (why) => {
  if (replaced) return rest();
  lost();
  if (why === "io server disconnect") socket.connect();
});

socket.on("connect_error", () => {
  // A refusal (as opposed to silence) means that this page is no longer ours: its server says why.
  if (socket.active) lost();
  else refetch();
});

function rest() {
  replaced = false;
  strip ??= toast(words.replaced, "refused", { stay: true });
}

function wake() {
  if (socket.connected || !body.dataset.live) return;
  socket.connect();
  refetch();
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") wake();
});
addEventListener("online", wake);
addEventListener("pageshow", (event) => {
  leaving = false;
  if (event.persisted) refetch();
});
addEventListener("pagehide", () => {
  leaving = true;
});
// A form that leaves the page must not race with a fetch that would use up the answer's notice.
addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  leaving = true;
  setTimeout(() => {
    leaving = false;
  }, 5000);
});

prepare();
startClock();
startTabs();
startForms();
startDrafts();
startComposer();
if (body.dataset.live) socket.connect();
