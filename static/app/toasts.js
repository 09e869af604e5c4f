// Short notes at the corner: what happened, and the way back where there is one.
const { say, icon } = window.og;
const box = document.querySelector(".toasts");
const ICONS = { success: "circle-check", info: "info-circle", warning: "alert-triangle", error: "alert-circle" };
const MOST = 4;

const dismissLater = (note, seconds) => {
  let left = seconds;
  const timer = setInterval(() => {
    if (!note.isConnected) clearInterval(timer);
    else if (!note.matches(":hover, :focus-within") && !document.hidden && (left -= 1) <= 0) note.remove();
  }, 1000);
};

const button = (css, label, act) => {
  const made = Object.assign(document.createElement("button"), { type: "button", className: css });
  made.append(label);
  made.addEventListener("click", act);
  return made;
};

const closeButton = (note) => {
  const made = button("toast-close", icon("x"), () => note.remove());
  made.setAttribute("aria-label", say("close"));
  return made;
};

// A modal dialog covers the page and makes what is outside of it deaf: notes go into it, and to the top layer.
const settle = (host) => {
  if (box.parentElement !== host) host.append(box);
  if (!box.showPopover) return;
  if (box.matches(":popover-open")) box.hidePopover();
  box.showPopover();
};
const home = () => box.parentElement !== document.body && settle(document.body);
const lift = () => settle([...document.querySelectorAll("dialog:modal")].at(-1) || document.body);
document.addEventListener("close", home, true);
document.addEventListener("htmx:beforeSwap", home); // before the dialog goes, with all that is in it

const toast = ({ text, level = "success", undoUrl = "", action = null }) => {
  const note = document.createElement("div");
  note.className = `toast-note is-${level}`;
  note.setAttribute("role", level === "error" ? "alert" : "status");
  const words = document.createElement("p");
  words.textContent = text;
  note.append(icon(ICONS[level] || ICONS.info, "i-kind"), words);
  if (undoUrl) note.append(button("toast-act", say("undo"), () => { note.remove(); window.htmx.ajax("POST", undoUrl, { swap: "none" }); }));
  if (action) note.append(button("toast-act", action.label, action.act));
  note.append(closeButton(note));
  box.append(note);
  while (box.children.length > MOST) box.firstElementChild.remove();
  lift();
  if (level !== "error") dismissLater(note, undoUrl ? 12 : 6);
  return note;
};

window.og.toast = toast;
document.addEventListener("toast", (event) => { event.detail.seen = true; toast(event.detail); });
for (const said of document.querySelectorAll("[data-message]")) {
  toast({ text: said.textContent.trim(), level: said.dataset.message });
  said.remove();
}
