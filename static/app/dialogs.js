// Native dialogs: opened by a button, asking before an act, with a reason where one is due.
const { say, typing } = window.og;
const asked = new WeakSet();

// The first question gets the cursor; under a thumb it would only raise the keyboard over the page.
const FIRST_FIELD = ".dlg-body :is(input:not([type=hidden]), select, textarea):enabled";
const open = (dialog) => {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  if (matchMedia("(pointer: coarse)").matches) return;
  const field = dialog.querySelector(`.is-invalid, ${FIRST_FIELD}`);
  field?.focus();
  if (field?.type === "number") field.select(); // what is typed takes the place of the nought, as after Tab
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) { event.preventDefault(); open(document.querySelector(opener.dataset.dialog)); return; }
  if (event.target.closest("[data-close]")) { event.target.closest("dialog")?.close(); return; }
  // A click on the backdrop lands on the dialog itself; one inside lands on its content.
  if (event.target instanceof HTMLDialogElement && outside(event)) event.target.close();
});

const outside = (event) => {
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
};

// Asks, and answers with the reason written ("" where none is wanted), or null if not confirmed.
const confirm = ({ question, title = "", action = "", reason = "", danger = false }) => new Promise((answer) => {
  const dialog = document.querySelector("#ask");
  const [form, field] = [dialog.querySelector("form"), dialog.querySelector("textarea")];
  const act = dialog.querySelector("[data-ask-act]");
  dialog.querySelector("[data-ask-title]").textContent = title || question;
  dialog.querySelector("[data-ask-text]").textContent = title ? question : "";
  act.textContent = action || say("ok");
  act.className = `btn ${danger ? "btn-danger" : "btn-primary"}`;
  dialog.querySelector("[data-ask-reason]").hidden = !reason;
  field.value = "";
  field.required = reason === "required";
  let answered = null;
  form.onsubmit = (event) => { event.preventDefault(); answered = field.value.trim(); if (!field.required || answered) dialog.close(); };
  dialog.onclose = () => answer(answered);
  open(dialog);
  (reason ? field : act).focus();
});
window.og.confirm = confirm;

const wanted = (node) => ({
  question: node.dataset.confirm,
  title: node.dataset.confirmTitle,
  action: node.dataset.confirmAction,
  reason: node.dataset.confirmReason,
  danger: "confirmDanger" in node.dataset,
});

const keepReason = (node, reason) => {
  const form = node.closest("form");
  if (!reason || !form) return;
  const field = form.querySelector("input[type=hidden][name=reason]") || Object.assign(document.createElement("input"), { type: "hidden", name: "reason" });
  field.value = reason;
  form.append(field);
};

// Plain forms: `data-confirm` on the form or on the pressed button.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const node = [event.submitter, form].find((one) => one?.dataset?.confirm);
  if (!node || asked.has(form) || [...form.attributes, ...(event.submitter?.attributes || [])].some((a) => a.name.startsWith("hx-"))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const reason = await confirm(wanted(node));
  if (reason === null) return;
  keepReason(node, reason);
  asked.add(form);
  form.requestSubmit(event.submitter);
  asked.delete(form);
}, true);

// htmx elements: the same attributes, or hx-confirm for a bare question.
document.addEventListener("htmx:confirm", async (event) => {
  const node = event.detail.triggeringEvent?.submitter?.dataset?.confirm ? event.detail.triggeringEvent.submitter : event.detail.elt;
  const question = node.dataset.confirm || event.detail.question;
  if (!question) return;
  event.preventDefault();
  const reason = await confirm({ ...wanted(node), question });
  if (reason === null) return;
  event.detail.elt.dataset.reason = reason;
  event.detail.issueRequest(true);
});
document.addEventListener("htmx:configRequest", (event) => {
  const { reason } = event.detail.elt.dataset;
  if (reason) event.detail.parameters.reason = reason;
  delete event.detail.elt.dataset.reason;
});

// "How is this calculated?": placed by the clock, held inside the window.
const place = (note, button) => {
  const [box, size] = [button.getBoundingClientRect(), note.getBoundingClientRect()];
  const below = box.bottom + 6;
  note.style.left = `${Math.max(12, Math.min(box.left, innerWidth - size.width - 12))}px`;
  note.style.top = `${below + size.height < innerHeight ? below : Math.max(12, box.top - size.height - 6)}px`;
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-why]");
  if (!button) return;
  const note = button.nextElementSibling;
  note.togglePopover();
  if (note.matches(":popover-open")) place(note, button);
});
document.addEventListener("toggle", (event) => {
  event.target.previousElementSibling?.matches?.("[data-why]") &&
    event.target.previousElementSibling.setAttribute("aria-expanded", String(event.newState === "open"));
}, true);
addEventListener("scroll", () => document.querySelector(".why-text:popover-open")?.hidePopover(), { passive: true });

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = button.dataset.copy || document.querySelector(button.dataset.copyFrom)?.textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
    window.og.toast({ text: say("copied"), level: "success" });
  } catch {
    window.og.toast({ text: say("copy_failed"), level: "warning" });
  }
});

// Language and shop change at once where scripts run; the button beside serves where they do not.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]") && typing(event.target)) event.target.form.requestSubmit();
});

// A page or an answer may ask for a dialog to stand open: the act somebody came for, a form with its errors.
// Once: somebody who has closed it is not shown it again when another part of the page arrives.
const openAsked = () => {
  const dialog = document.querySelector("dialog[data-open]");
  open(dialog);
  dialog?.removeAttribute("data-open");
};
document.addEventListener("DOMContentLoaded", openAsked);
document.addEventListener("htmx:afterSettle", openAsked);
