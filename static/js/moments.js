// Shows moments in the reader's own time zone: the server may stand on the other side of the world.

const two = (n) => String(n).padStart(2, "0");

/** What a moment is called here: the hour, with the day where hours are not enough. */
function written(at, withDay) {
  const hour = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return withDay ? `${two(at.getDate())}.${two(at.getMonth() + 1)}. ${hour}` : hour;
}

/** Put every moment of the page into the reader's time. */
export function showMoments() {
  for (const time of document.querySelectorAll("time[data-moment]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const text = written(at, time.dataset.moment === "day");
    if (time.textContent !== text) time.textContent = text;
  }
}

showMoments();
