// Ticks every clock on the page by the server's time.

const MOMENTS = [300, 60, 30];
/** Seconds, and the part of the whole: a short clock is not urgent from its first second. */
const SOON = 300;
const SOON_PART = 1 / 2;
const URGENT = 60;
const URGENT_PART = 1 / 4;

/** How many of the latest answers the time is taken from, and by how much (ms) one may be ahead. */
const ANSWERS = 5;
const AHEAD = 1000;

// The page's own time is the browser's monotonic one: a telephone's clock may be set at any moment.
let answers = [];
let offset = 0;
const lastSeen = new WeakMap();

/**
 * Learn the server's time: the median of the latest answers, since any of them may have come late.
 * One that is far ahead of all before means that this browser's clock stood still, as in sleep.
 */
export function serverTime(now, { fresh = false } = {}) {
  const seen = Number(now) - performance.now();
  if (!Number.isFinite(seen)) return;
  const anew = fresh || seen > offset + AHEAD;
  answers = anew ? [seen] : [...answers, seen].slice(-ANSWERS);
  offset = [...answers].sort((a, b) => a - b)[Math.floor(answers.length / 2)];
}

function remaining(time) {
  const { deadline, paused } = time.dataset;
  if (paused === "true" || !deadline) return Number(time.dataset.remaining);
  return Math.max(0, (Number(deadline) - performance.now() - offset) / 1000);
}

/** The time left as the server writes it. */
export function timeLeft(seconds, units = { day: "d", hour: "h" }) {
  const s = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  if (s >= 86400) {
    return `${Math.floor(s / 86400)} ${units.day} ${Math.floor((s % 86400) / 3600)} ${units.hour}`;
  }
  const minutes = Math.floor(s / 60);
  if (s >= 3600) return `${Math.floor(s / 3600)}:${two(minutes % 60)}:${two(s % 60)}`;
  return `${minutes}:${two(s % 60)}`;
}

function announce(clock, time, left) {
  const before = lastSeen.get(time);
  lastSeen.set(time, left);
  const voice = clock.querySelector("[data-clock-announce]");
  if (!voice || before === undefined) return;
  for (const moment of MOMENTS) {
    const said = voice.getAttribute(`data-say-${moment}`);
    // A deadline that was moved past several moments at once says the last of them.
    if (said && before > moment && left <= moment) voice.textContent = said;
  }
}

/** Show the time left on every clock. */
export function tick() {
  for (const time of document.querySelectorAll("[data-remaining][data-paused]")) {
    const left = remaining(time);
    const text = timeLeft(Math.ceil(left));
    // From a day on the server's own words stand: they are in the page's language.
    if (left < 86400 && time.textContent !== text) time.textContent = text;
    const clock = time.closest(".clock");
    if (!clock) continue;
    const paused = time.dataset.paused === "true";
    const total = Math.max(1, Number(time.dataset.total));
    const urgent = left <= Math.min(URGENT, total * URGENT_PART);
    clock.classList.toggle("soon", !paused && !urgent && left <= Math.min(SOON, total * SOON_PART));
    clock.classList.toggle("urgent", !paused && urgent);
    clock
      .querySelector(".clock-hand")
      ?.setAttribute("stroke-dasharray", `${((100 * left) / total).toFixed(1)} 100`);
    announce(clock, time, left);
  }
}

/** Begin ticking. */
export function startClock() {
  serverTime(document.body.dataset.now, { fresh: true });
  tick();
  setInterval(tick, 250);
}
