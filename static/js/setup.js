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
}

form.addEventListener("input", show);
form.addEventListener("change", show);
show();
