// Mail: inboxes by recipient, and one message with its text, HTML, headers and source.

import { el, empty, face, full, get, linked, painter, short } from "./dom.js";

export function mailPane() {
  let inbox = "";
  let chosen = 0;
  let view = "text";
  let opened = null;
  const again = () => dispatchEvent(new Event("sandbox:refresh"));

  const boxes = el("div", { class: "boxes" });
  const list = el("div", { class: "list" });
  const sheet = el("section", { class: "sheet", "aria-label": "Message" });
  const root = el("div", { class: "three wide" }, el("aside", { class: "side" }, boxes, list), sheet);

  const paintBoxes = painter(boxes, (recipients, here) => [
    box("", "Everybody", recipients.reduce((sum, one) => sum + one.count, 0), here),
    ...recipients.map((one) => box(one.address, one.address, one.count, here)),
  ]);

  function box(address, name, count, here) {
    return el("button", { class: `chip${address === here ? " here" : ""}`, onclick: () => { inbox = address; again(); } },
      name, el("i", { class: "count" }, String(count)));
  }

  const paintList = painter(list, (mails, here) => mails.length
    ? mails.map((mail) => el("button", { class: `line${mail.id === here ? " here" : ""}`, onclick: () => { chosen = mail.id; root.classList.add("chosen"); again(); } },
        face(mail.recipients[0] || "?", 0),
        el("span", { class: "what" }, el("b", {}, mail.subject || "(no subject)"), el("span", {}, `to ${mail.recipients.join(", ")}`)),
        el("span", { class: "meta" }, short(mail.at))))
    : empty("No mail yet", "Whatever is sent to this SMTP server lands here, for whatever address."));

  const paintSheet = painter(sheet, (mail, how) => {
    if (!mail) return empty("Choose a message", "Its text, HTML, headers and source are shown here.");
    const views = { text: "Text", html: "HTML", headers: `Headers ${mail.headers.length}` };
    return [
      el("header", { class: "letter" },
        el("button", { class: "back", "aria-label": "Back to the list", onclick: () => { chosen = 0; root.classList.remove("chosen"); again(); } }, "‹"),
        el("div", { class: "grow" },
          el("h1", {}, mail.subject || "(no subject)"),
          el("dl", {}, fact("From", mail.from), fact("To", mail.recipients.join(", ")), fact("Envelope from", mail.sender),
            fact("At", full(mail.at)), mail.user ? fact("Signed in as", mail.user) : []))),
      el("div", { class: "views" },
        ...Object.entries(views).map(([name, label]) => el("button", { class: name === how ? "here" : "", disabled: name !== "headers" && !mail[name], onclick: () => { view = name; again(); } }, label)),
        el("a", { href: `/api/mail/messages/${mail.id}/raw`, download: "" }, `Source, ${size(mail.size)}`)),
      shown(mail, how),
      mail.attachments.length ? el("footer", { class: "attached" }, ...mail.attachments.map((one) => el("span", { class: "tag" }, `${one.name || "unnamed"} · ${one.type} · ${size(one.size)}`))) : null,
    ].filter(Boolean);
  });

  const fact = (name, value) => [el("dt", {}, name), el("dd", {}, value)];

  function shown(mail, how) {
    if (how === "headers") {
      return el("table", { class: "headers" }, ...mail.headers.map(([name, value]) => el("tr", {}, el("th", {}, name), el("td", {}, value))));
    }
    if (how === "html") return el("iframe", { sandbox: "allow-popups allow-popups-to-escape-sandbox", src: `/api/mail/messages/${mail.id}/html`, title: "HTML part" });
    return el("pre", { class: "plain" }, ...linked(mail.text));
  }

  async function refresh() {
    const told = await get(`/api/mail/messages?to=${encodeURIComponent(inbox)}`);
    paintBoxes(told.recipients, inbox);
    paintList(told.messages, chosen);
    if (chosen && opened?.id !== chosen) {
      opened = await get(`/api/mail/messages/${chosen}`).catch(() => null);
      if (opened) view = opened.html ? "html" : "text";
    }
    const mail = chosen ? opened : null;
    paintSheet(mail, mail && view === "html" && !mail.html ? "text" : view);
  }

  return { root, refresh };
}

const size = (bytes) => (bytes < 2000 ? `${bytes} B` : `${Math.round(bytes / 1000)} kB`);
