// Makes a page live: hears what changed at the table and brings the page up to date.

import { io } from "../vendor/socket.io-client/socket.io.esm.min.js";
import { serverTime, startClock, tick } from "./clock.js";
import { askWorth, startComposer } from "./composer.js";
import { restore, startDrafts } from "./drafts.js";
import { sendWaiting, startForms } from "./forms.js";
import { showMoments } from "./moments.js";
import { morph, prepare } from "./morph.js";
import { isForAnother, moveOn, startSeat } from "./seat.js";
import { applyTab, startTabs } from "./tabs.js";
import { toast } from "./toasts.js";
import { words } from "./words.js";

/** Milliseconds: between two fetches of the page, and before a lost connection is worth a word. */
const FETCH_APART = 1000;
const FETCH_RETRY = 3000;
const PATIENCE = 2000;
/** Milliseconds for which the page is waited for, and after which a sleep has cut the connection. */
const FETCH_PATIENCE = 8000;
const ASLEEP = 10000;
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
  showMoments();
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
  // A phone that has just woken may have no network yet: an answer that never comes is not waited for.
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), FETCH_PATIENCE);
  try {
    pushed = false;
    const response = await fetch(location.href, {
      headers: { Accept: "text/html" },
      signal: patience.signal,
    });
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
    clearTimeout(timer);
    fetching = false;
  }
}

/** The reader sits elsewhere now: this page is not theirs any more. */
function leaveSeat(seat) {
  if (leaving) return;
  leaving = true;
  socket.disconnect();
  moveOn(seat);
}

function replacePage(fresh) {
  // What the wall shows, and whether it turns, is also in the page's head.
  const { live, wall, seat } = fresh.body.dataset;
  // Before anything is compared by number: each delegation has a count of its own.
  if (isForAnother(seat)) return leaveSeat(seat);
  // A page that only waits for that stands still otherwise.
  if (body.dataset.live?.startsWith("seat:")) return;
  if (live !== body.dataset.live || wall !== body.dataset.wall) return location.reload();
  const seq = seqOf(fresh.body);
  // An answer that was overtaken by a push would bring back the past.
  if (seq !== null && heard !== null && seq < heard) return;
  // What was said of somebody who waited does not go for somebody who has a seat.
  if (seat !== body.dataset.seat) document.getElementById("notices")?.remove();
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

socket.on("hello", ({ seq, now, seat }) => {
  if (isForAnother(seat)) return leaveSeat(seat);
  found();
  document.documentElement.setAttribute("data-heard", "");
  serverTime(now);
  known = seq;
  const away = met;
  met = true;
  if (body.dataset.live.startsWith("seat:")) return;
  // A page that counts nothing cannot tell what it missed while it was not listening. Nor can one
  // that shows who is here, which is not part of any count: students' pages do not.
  const counted = body.dataset.live.startsWith("play:") || !away;
  if (counted && seq !== null && seq === heard) return;
  if (seq < heard) heard = seq - 1;
  refetch(Math.random() * 300);
});

socket.on("panels", ({ seq, prev, lang, panels }) => {
  if (leaving) return;
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
  // Pushes speak the conference's language: who reads in another fetches the page in that.
  if (lang !== document.documentElement.lang) return refetch();
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
socket.on("refresh", ({ seat } = {}) => {
  if (isForAnother(seat)) leaveSeat(seat);
  else refetch(Math.random() * 300);
});

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

/** The page is looked at again: it is brought up to date at once, whatever it has missed. */
function wake(slept) {
  if (!body.dataset.live) return;
  // A connection that slept may be gone without the browser's knowing: a new one tells at once.
  if (slept && socket.connected) socket.disconnect();
  if (!socket.connected) socket.connect();
  leaving = false;
  refetch();
}

let hiddenAt = 0;
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") wake(Date.now() - hiddenAt >= ASLEEP);
  else hiddenAt = Date.now();
});
addEventListener("online", () => wake(true));
addEventListener("pageshow", (event) => {
  leaving = false;
  if (event.persisted) wake(true);
});
// A laptop that was shut is still "visible": time that has passed without this page tells of it.
let beat = Date.now();
setInterval(() => {
  const now = Date.now();
  if (now - beat >= ASLEEP && document.visibilityState === "visible") wake(true);
  beat = now;
}, 1000);
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
startSeat();
startClock();
startTabs();
startForms();
startDrafts();
startComposer();
if (body.dataset.live) socket.connect();
// A line says so where the scripts never came this far.
document.documentElement.setAttribute("data-started", "");
