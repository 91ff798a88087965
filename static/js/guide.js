// Steps through the debrief with the arrow keys, Page Up and Page Down (what a presenter's remote
// sends), and Space. Without it the two links do the same.

const FORWARD = new Set(['ArrowRight', 'PageDown', ' ']);
const BACK = new Set(['ArrowLeft', 'PageUp']);

document.addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // A key that does something where the focus is belongs to that.
  if (event.target.closest('input, select, textarea')) return;
  if (event.key === ' ' && event.target.closest('a, button, summary')) return;
  const rel = FORWARD.has(event.key) ? 'next' : BACK.has(event.key) ? 'prev' : null;
  const link = rel && document.querySelector(`a[rel="${rel}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
