// Keeps each scan until the server has answered it: in IndexedDB, else in localStorage, else in this page.
const { store } = window.floor;
const NAME = "otgruz-floor";
const TABLE = "scans";

const open = () => new Promise((done, fail) => {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE, { keyPath: "seq", autoIncrement: true });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = asked.onblocked = () => fail(asked.error);
});

const inDatabase = (base) => {
  const act = (mode, ask) => new Promise((done, fail) => {
    const turn = base.transaction(TABLE, mode);
    const asked = ask(turn.objectStore(TABLE));
    turn.oncomplete = () => done(asked.result);
    turn.onerror = turn.onabort = () => fail(turn.error);
  });
  return {
    add: async (scan) => ({ ...scan, seq: await act("readwrite", (t) => t.add(scan)) }),
    put: (scan) => act("readwrite", (t) => t.put(scan)),
    remove: (seq) => act("readwrite", (t) => t.delete(seq)),
    all: () => act("readonly", (t) => t.getAll()),
  };
};

const inList = (load, save) => {
  const change = (make) => save(make(load()));
  return {
    add: async (scan) => {
      const kept = { ...scan, seq: (load().at(-1)?.seq || 0) + 1 };
      change((all) => [...all, kept]);
      return kept;
    },
    put: async (scan) => change((all) => all.map((one) => (one.seq === scan.seq ? scan : one))),
    remove: async (seq) => change((all) => all.filter((one) => one.seq !== seq)),
    all: async () => load(),
  };
};

const inLocal = () => {
  if (!store.set(`${NAME}-try`, 1)) throw new Error("no memory");
  return inList(() => store.get(NAME) || [], (all) => { if (!store.set(NAME, all)) throw new Error("full"); });
};

let held = [];
const inPage = () => inList(() => held, (all) => { held = all; });

const choose = async () => {
  try { return { ...inDatabase(await open()), lasts: true }; } catch { /* a private window */ }
  try { return { ...inLocal(), lasts: true }; } catch { /* nothing may be kept */ }
  return { ...inPage(), lasts: false };
};

window.floor.queue = choose();
