// Signing in: passkeys only where the browser can, and a sentence where they fail.
const { say, toast } = window.og;
const CODE_LENGTH = 6;

// Passkeys belong to a name: an address of bare numbers has none.
const numeric = /^(\d+\.){3}\d+$|^\[/.test(location.hostname);
const able = "PublicKeyCredential" in window && !numeric;
document.querySelectorAll("[data-needs-passkeys]").forEach((node) => { node.hidden = !able; });

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const { exception } = event.detail;
  // The person closed the browser's window, or waited too long: they know.
  if (exception?.name === "NotAllowedError" || exception?.name === "AbortError") return;
  toast({ text: say(able ? "passkey_failed" : "passkey_needs_name"), level: "error" });
});

// The last digit of a code sends it.
document.querySelectorAll("input[autocomplete='one-time-code']").forEach((field) => {
  field.inputMode = "numeric";
  field.addEventListener("input", () => {
    const digits = field.value.replace(/\s/g, "");
    if (new RegExp(`^\\d{${CODE_LENGTH}}$`).test(digits)) { field.value = digits; field.form.requestSubmit(); }
  });
});
