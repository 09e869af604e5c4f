// Telegram: the chats, and one of them as its person sees it on a telephone.

import { clock, el, empty, face, get, link, painter, post, short, toast } from "./dom.js";

const again = () => dispatchEvent(new Event("sandbox:refresh"));

export function telegramPane() {
  let chosen = null; // {bot, id}
  let chats = [];
  const answered = new Map(); // press id -> was it answered when last seen

  const list = el("div", { class: "list" });
  const hooks = el("div", { class: "hooks" });
  const phone = el("section", { class: "phone", "aria-label": "Chat" });
  const root = el("div", { class: "three" },
    el("aside", { class: "side" }, opener(), list, hooks), phone);

  function choose(chat) {
    chosen = { bot: chat.bot, id: chat.id };
    root.classList.add("chosen");
    again();
  }

  function opener() {
    const input = el("input", { placeholder: "https://t.me/otgruz_demo_bot?start=…", "aria-label": "Deep link" });
    const who = el("select", { "aria-label": "Who opens it" });
    const form = el("form", { class: "card opener" },
      el("label", {}, "Open a deep link"), input,
      el("div", { class: "row" }, who, el("button", { class: "primary" }, "Start")));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const message = await post("/api/telegram/open", { link: input.value, person: Number(who.value) });
      input.value = "";
      chosen = { bot: null, id: message.chat.id };
      root.classList.add("chosen");
      again();
    });
    const paint = painter(who, (people) => [
      el("option", { value: "0" }, "as a new person"),
      ...people.map((one) => el("option", { value: String(one.id) }, `as ${title(one.name)}`)),
    ]);
    form.paint = (people) => { const kept = who.value; if (paint(people)) who.value = kept || "0"; };
    return form;
  }

  const paintList = painter(list, (lines, here) => lines.length
    ? lines.map((chat) => el("button", {
        class: `line${here && chat.id === here.id && chat.bot === here.bot ? " here" : ""}`,
        onclick: () => choose(chat),
      },
      face(chat.title, chat.id),
      el("span", { class: "what" }, el("b", {}, chat.title), el("span", {}, chat.last_text || "no messages yet")),
      el("span", { class: "meta" },
        chat.last_at ? short(chat.last_at) : "",
        chat.blocked ? el("em", { class: "tag bad" }, "blocked") : null,
        chat.migrated_to ? el("em", { class: "tag" }, "migrated") : null)))
    : empty("Nobody has written yet", "Open a deep link above, or let the bot call first: any token of the form 123456:ABC is a bot."));

  const paintHooks = painter(hooks, (bots) => bots.map((bot) => el("div", { class: "card small" },
    el("b", {}, `@${bot.username}`), ` · bot ${bot.id}`,
    el("div", {}, bot.webhook ? `webhook ${bot.webhook}` : "polls or is silent"),
    bot.pending ? el("div", {}, `${bot.pending} updates wait`) : null,
    bot.last_error ? el("div", { class: "bad" }, bot.last_error) : null)));

  const screen = el("div", { class: "screen" });
  const head = el("header", { class: "bar" });
  const commands = el("div", { class: "chips" });
  const input = el("textarea", { rows: "1", placeholder: "Write as this person…", "aria-label": "Message" });
  const composer = el("form", { class: "composer" }, input, el("button", { class: "primary", "aria-label": "Send" }, "Send"));
  const body = el("div", { class: "body" }, head, screen, commands, composer);
  const nobody = el("div", { class: "body" }, empty("Choose a chat", "Messages and buttons appear here as the person sees them."));

  async function write(text) {
    await post(`/api/telegram/chats/${chosen.id}/write`, { text, bot: chosen.bot });
    again();
  }
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) write(input.value).then(() => { input.value = ""; });
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); composer.requestSubmit(); }
  });

  const paintHead = painter(head, (chat) => [
    el("button", { class: "back", "aria-label": "Back to chats", onclick: () => { chosen = null; root.classList.remove("chosen"); again(); } }, "‹"),
    face(chat.title, chat.id),
    el("div", { class: "what" }, el("b", {}, chat.title), el("span", {}, `${chat.type} · ${chat.id} · with @${chat.bot_username}`)),
    chat.type === "group"
      ? el("button", { onclick: () => post(`/api/telegram/chats/${chat.id}/migrate`, { bot: chat.bot }).then(again) }, "Migrate")
      : el("button", {
          class: chat.blocked ? "" : "danger",
          onclick: () => post(`/api/telegram/chats/${chat.id}/block`, { blocked: !chat.blocked, bot: chat.bot }).then(again),
        }, chat.blocked ? "Unblock bot" : "Block bot"),
  ]);
  const paintCommands = painter(commands, (known) => known.map((one) =>
    el("button", { title: one.description, onclick: () => write(`/${one.command}`) }, `/${one.command}`)));
  const paintScreen = painter(screen, (chat) => chat.messages.length
    ? chat.messages.map((message) => bubble(message, chat))
    : empty("An empty chat", "Write something below."));

  function bubble(message, chat) {
    const mine = !message.from.is_bot;
    const rows = message.reply_markup?.inline_keyboard || [];
    return el("div", { class: `turn ${mine ? "mine" : "theirs"}` },
      el("div", { class: "bubble" },
        message.reply_to_message ? el("div", { class: "quote" }, message.reply_to_message.text) : null,
        el("div", { class: "text" }, ...rich(message.text, message.entities || [])),
        el("small", {}, message.edit_date ? "edited " : "", clock(message.date))),
      rows.map((row) => el("div", { class: "keys" }, row.map((key) => button(key, message, chat)))));
  }

  function button(key, message, chat) {
    if (key.url) { const anchor = link(key.url, key.text, el("i", {}, "↗")); anchor.className = "key"; return anchor; }
    const waits = chat.presses.some((press) => press.message_id === message.message_id && press.data === key.callback_data && !press.answer);
    return el("button", {
      class: `key${waits ? " waits" : ""}`,
      title: key.callback_data ?? "",
      onclick: () => pressed(chat, message, key),
    }, key.text);
  }

  // Remembered at once: the bot may have answered before the page looks again.
  async function pressed(chat, message, key) {
    const body = { message_id: message.message_id, data: key.callback_data, bot: chat.bot };
    const { id } = await post(`/api/telegram/chats/${chat.id}/press`, body);
    answered.set(id, false);
    again();
  }

  function tellAnswers(presses) {
    for (const press of presses) {
      const before = answered.get(press.id);
      answered.set(press.id, Boolean(press.answer));
      if (before === false && press.answer?.text) toast(press.answer.text, press.answer.show_alert ? "alert" : "answer");
    }
  }

  async function refresh() {
    const told = await get("/api/telegram/chats");
    chats = told.chats;
    root.querySelector(".opener").paint(told.people);
    if (chosen && !chosen.bot) chosen.bot = chats.find((chat) => chat.id === chosen.id)?.bot;
    paintList(chats, chosen);
    paintHooks(told.bots);
    const exists = chosen && chats.some((chat) => chat.id === chosen.id && chat.bot === chosen.bot);
    const wanted = exists ? body : nobody;
    if (phone.firstChild !== wanted) phone.replaceChildren(wanted);
    if (!exists) return;
    const chat = await get(`/api/telegram/chats/${chosen.id}?bot=${chosen.bot}`);
    const low = screen.scrollHeight - screen.scrollTop - screen.clientHeight < 80;
    const { messages, presses, commands: known, last_text, last_at, count, ...rest } = chat;
    paintHead(rest);
    paintCommands(known);
    if (paintScreen({ ...chat, presses: presses.map(({ at, ...press }) => press) }) && low) screen.scrollTop = screen.scrollHeight;
    tellAnswers(presses);
  }

  return { root, refresh };
}

const title = (name) => name.title || [name.first_name, name.last_name].filter(Boolean).join(" ");

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span" };

// Entities count in UTF-16 units, as JavaScript strings do; they nest and never cross.
function rich(text, entities, from = 0, to = text.length) {
  const parts = [];
  let place = from;
  for (let n = 0; n < entities.length; n++) {
    const one = entities[n];
    const end = one.offset + one.length;
    if (one.offset < place || end > to) continue;
    parts.push(text.slice(place, one.offset));
    const inside = entities.slice(n + 1).filter((other) => other.offset + other.length <= end);
    parts.push(wrapped(one, text.slice(one.offset, end), rich(text, inside, one.offset, end)));
    place = end;
  }
  return [...parts, text.slice(place, to)];
}

function wrapped(entity, plain, children) {
  if (entity.type === "text_link") return link(entity.url, ...children);
  if (entity.type === "url") return link(plain, ...children);
  if (entity.type === "email") return link(`mailto:${plain}`, ...children);
  const tag = TAGS[entity.type];
  if (!tag) return el("span", { class: "found" }, ...children);
  return el(tag, { class: entity.type }, ...children);
}
