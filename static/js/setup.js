// The form for a new conference: shows the chosen preset's rounds and minutes, and what they come to.

const form = document.getElementById("new");
const fields = [...form.querySelectorAll("[data-timing]")];
const UNITS = { d: 86400, h: 3600 };

/** As the server reads it (game/web/durations.py); 0 where it is no length of time. */
function seconds(text) {
  const long = /^(\d{1,4})\s*([dh])$/.exec(text);
  if (long) return Number(long[1]) * UNITS[long[2]];
  const clock = /^(\d{1,5})(?::([0-5]?\d))?(?::([0-5]?\d))?$/.exec(text);
  if (!clock) return 0;
  const [first, second, third] = clock.slice(1).map((part) => Number(part ?? 0));
  return clock[3] === undefined ? first * 60 + second : first * 3600 + second * 60 + third;
}

/** As the server writes it, below an hour. */
function minutes(length) {
  const rest = Math.abs(length) % 60;
  const whole = Math.floor(Math.abs(length) / 60);
  return (length < 0 ? "−" : "") + (rest ? `${whole}:${String(rest).padStart(2, "0")}` : String(whole));
}

/** What each class has time for, as game/service/lesson.py reckons it: parts in seconds. */
function sittings(preset, rounds, long) {
  if (!preset.dataset.lesson) return [];
  const [whole, joining, debrief] = preset.dataset.lesson.split(" ").map((part) => 60 * Number(part));
  const round = long.plenary + long.consultations + long.drafting;
  const early = Math.floor((Number(preset.dataset.pause) * rounds) / Number(preset.dataset.rounds));
  const end = long.ratification + 2 * long.implementation;
  const plays = early ? [early * round, (rounds - early) * round + end] : [rounds * round + end];
  return plays.map((play, number) => {
    const brief = number === 0 ? long.briefing : 0;
    const last = number === plays.length - 1;
    const rest = whole - joining - brief - play;
    return { joining, brief, play, rest, length: whole, last, beyond: Math.max(0, (last ? debrief : 0) - rest) };
  });
}

/** The plan of the class, with times of day where the bell's is known. */
function plan(found) {
  const [hours, mins] = form.querySelector('[name="bell"]').value.split(":").map(Number);
  const bell = Number.isInteger(mins) ? 3600 * hours + 60 * mins : null;
  form.querySelectorAll("[data-sitting]").forEach((box, number) => {
    const parts = found[number];
    box.hidden = !parts;
    if (!parts) return;
    box.querySelector(".lesson-class").hidden = found.length < 2;
    box.querySelector("[data-debrief]").hidden = !parts.last;
    box.querySelector("[data-spare]").hidden = parts.last;
    let at = bell === null ? null : bell - parts.length;
    for (const line of box.querySelectorAll("[data-part]")) {
      const id = line.dataset.part;
      line.hidden = id === "brief" && !parts.brief;
      line.querySelector("b").textContent = minutes(parts[id]);
      const time = id === "length" ? bell : at;
      line.querySelector("time").textContent = bell === null ? "" : clock(time);
      if (at !== null) at += parts[id];
    }
  });
  const beyond = Math.max(0, ...found.map((parts) => parts.beyond));
  const warning = form.querySelector("[data-too-long]");
  warning.hidden = !beyond;
  warning.querySelector("b").textContent = minutes(beyond);
}

/** A time of day, to the minute. */
function clock(time) {
  const day = UNITS.d;
  const inside = ((time % day) + day) % day;
  const pad = (number) => String(Math.floor(number)).padStart(2, "0");
  return `${pad(inside / 3600)}:${pad((inside % 3600) / 60)}`;
}

function show() {
  const preset = form.querySelector('[name="preset"]:checked');
  const own = form.querySelector('[name="rounds"]');
  own.placeholder = preset.dataset.rounds;
  const rounds = own.validity.valid && own.value ? own.value : preset.dataset.rounds;
  const long = {};
  for (const field of fields) {
    const name = field.dataset.timing;
    field.placeholder = preset.getAttribute(`data-${name.replaceAll("_", "-")}`);
    long[name] = seconds(field.value.trim().toLowerCase()) || seconds(field.placeholder);
  }
  const round = long.plenary + long.consultations + long.drafting;
  const total =
    long.briefing + rounds * round + long.ratification + 2 * long.implementation;
  const days = total >= 2 * UNITS.d;
  form.querySelector("[data-length]").textContent = Math.round(total / (days ? UNITS.d : 60));
  form.querySelector("[data-length-minutes]").hidden = days;
  form.querySelector("[data-length-days]").hidden = !days;
  form.querySelector("[data-rounds-shown]").textContent = rounds;
  plan(sittings(preset, Number(rounds), long));
}

form.addEventListener("input", show);
form.addEventListener("change", show);
show();
