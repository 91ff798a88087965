// Forms and their fields: what tells one form from another, and what a person has changed in it.

const NOT_TYPED = new Set(["hidden", "submit", "button", "reset", "image", "file", "password"]);
const NOT_IDENTITY = new Set(["command_id", "form_id", "step"]);

/** The same form before and after an update has the same key; a form for something else has not. */
export function formKey(form) {
  const parts = [form.getAttribute("action") ?? ""];
  for (const field of form.querySelectorAll('input[type="hidden"]')) {
    if (!NOT_IDENTITY.has(field.name)) parts.push(`${field.name}=${field.getAttribute("value")}`);
  }
  for (const button of form.querySelectorAll("button[name]")) {
    parts.push(`${button.name}:${button.value}`);
  }
  return parts.join("&");
}

/** The fields of a form that a person fills in. */
export function typedFields(form) {
  return [...form.querySelectorAll("input, textarea, select")].filter(
    (field) => field.name && !NOT_TYPED.has(field.type),
  );
}

/** Whether a field can be ticked rather than written in. */
export const isTicked = (field) => field.type === "radio" || field.type === "checkbox";

/** What a field says now: a boolean, a text, or the values of the chosen options. */
export function valueOf(field) {
  if (isTicked(field)) return field.checked;
  if (field.tagName === "SELECT") return [...field.selectedOptions].map((option) => option.value);
  return field.value;
}

/** Make a field say that. */
export function setValue(field, value) {
  if (isTicked(field)) field.checked = value;
  else if (field.tagName === "SELECT") {
    for (const option of field.options) option.selected = value.includes(option.value);
  } else if (field.value !== value) field.value = value;
}

/** Whether a person changed the field from what the server sent. */
export function isChanged(field) {
  if (isTicked(field)) return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
  const options = [...field.options];
  const chosen = options.filter((option) => option.defaultSelected);
  if (!chosen.length && !field.multiple) return field.selectedIndex > 0;
  return options.some((option) => option.selected !== option.defaultSelected);
}

/** Tells a field from the others of its form. */
export const fieldKey = (field) => (isTicked(field) ? `${field.name}=${field.value}` : field.name);

/** What a person changed in a form, by field; null if nothing. */
export function changesIn(form) {
  const changed = typedFields(form).filter(isChanged);
  if (!changed.length) return null;
  return Object.fromEntries(changed.map((field) => [fieldKey(field), valueOf(field)]));
}

/** Put back what a person had changed, in those fields that still are there. */
export function putBack(form, changes) {
  for (const field of typedFields(form)) {
    const key = fieldKey(field);
    // A focused field keeps its own text: setting it would break input methods in mid-word.
    const writing = field === document.activeElement && !isTicked(field);
    if (key in changes && !writing) setValue(field, changes[key]);
  }
}
