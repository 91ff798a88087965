// Brings a part of the page up to date without touching what a person is doing in it.

import { Idiomorph } from "../vendor/idiomorph/idiomorph.esm.js";
import { changesIn, formKey, putBack } from "./fields.js";

/** Milliseconds after which a notice that came with the page has been read; a refusal stays. */
const NOTICED = 8000;

/**
 * Name every form by what it is for, so that a form for one purpose is never turned into a form for
 * another: words typed to one channel must not end up in the box of the next.
 */
function nameForms(root) {
  for (const form of root.querySelectorAll("form:not([id])")) {
    form.setAttribute("id", `form:${encodeURIComponent(formKey(form))}`);
  }
}

function beforeNodeMorphed(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) return true;
  // These are the scripts' own: notes, announcements, and what a package is worth.
  if (old.id === "toasts" || old.id === "new-seat" || old.tagName === "SCRIPT" || old.tagName === "TEMPLATE") return false;
  if (old.hasAttribute("data-clock-announce")) return false;
  if (old.id === "worth" && old.dataset.asked === "true" && fresh.id === "worth") return false;
  return true;
}

function beforeNodeRemoved(node) {
  // A notice that came with the page is not part of what the server repeats.
  return node.nodeType !== Node.ELEMENT_NODE || node.id !== "notices";
}

function beforeAttributeUpdated(name, element) {
  return !(name === "open" && (element.tagName === "DETAILS" || element.tagName === "DIALOG"));
}

/** Morph `old` into `fresh` (an element or HTML): whole, or its children alone. */
export function morph(old, fresh, morphStyle = "outerHTML") {
  const parsed = typeof fresh === "string" ? parse(fresh) : fresh;
  if (!parsed) return;
  const scope = old.parentElement ?? old;
  nameForms(old);
  nameForms(parsed);
  const kept = new Map();
  for (const form of old.querySelectorAll("form")) {
    kept.set(form.getAttribute("id"), { key: formKey(form), changes: changesIn(form) });
  }
  // A node that stands in a document is taken for one of its parent's: its children are meant here.
  const content = morphStyle === "innerHTML" ? [...parsed.childNodes] : parsed;
  Idiomorph.morph(old, content, {
    morphStyle,
    // Only of a field: a click on bare ground focuses <main>, whose content has to be kept up to date.
    ignoreActiveValue: Boolean(document.activeElement?.matches("input, textarea, select")),
    callbacks: { beforeNodeMorphed, beforeNodeRemoved, beforeAttributeUpdated },
  });
  for (const form of scope.querySelectorAll("form")) {
    const before = kept.get(form.getAttribute("id"));
    if (!before) continue;
    if (before.key !== formKey(form)) forget(form);
    else if (before.changes) putBack(form, before.changes);
  }
}

/** The page gave a form a new purpose: what was being written was meant for the old one. */
function forget(form) {
  const field = document.activeElement;
  if (form.contains(field) && field.defaultValue !== undefined) field.value = field.defaultValue;
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

/** Give what came with the page names by which an update knows it. */
export function prepare() {
  const notices = document.querySelector("main > .notices");
  notices?.setAttribute("id", "notices");
  for (const note of notices?.querySelectorAll(".toast:not(.toast-refused)") ?? []) {
    setTimeout(() => note.remove(), NOTICED);
  }
  nameForms(document.body);
}
