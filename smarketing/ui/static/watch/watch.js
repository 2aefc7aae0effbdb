// Asks a small address once a second whether the room has moved or something was written, and only then lets the page
// run: a page that runs every second for everybody would keep a server busy with nothing.

const EVERY = 700; // milliseconds
const AGAIN = 2500;
const asking = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const told = parentElement.querySelector("output");
  let state = asking.get(parentElement);
  if (!state) {
    state = { timer: 0, sent: null, at: 0, failed: 0 };
    asking.set(parentElement, state);
  }
  const say = (text, kind) => {
    if (told.textContent !== text) told.textContent = text;
    told.dataset.kind = kind;
  };
  const ask = async () => {
    try {
      const answer = await fetch(data.address, { cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (!answer.ok) throw new Error(String(answer.status));
      const now = await answer.json();
      state.failed = 0;
      if (data.counts) say(`${now.here} here`, "calm");
      const known = data.of === "room" ? now.room : now.written;
      const again = performance.now() - state.at > AGAIN; // a run that was cut short may have lost it
      if (known !== data.known && (known !== state.sent || again)) {
        state.sent = known;
        state.at = performance.now();
        setTriggerValue("changed", known);
      }
    } catch {
      state.failed += 1;
      if (data.counts && state.failed > 1) say(data.away, "away");
    }
    state.timer = setTimeout(ask, EVERY);
  };
  clearTimeout(state.timer);
  state.sent = null;
  state.timer = setTimeout(ask, EVERY);
  return () => clearTimeout(state.timer);
}
