// Asks a small address twice a second whether the room has moved or something was written, and only then lets
// what shows it run: a page that runs every second for everybody would keep a server busy with nothing. The bar asks;
// what is written hears of it from the same answer, and not of what comes anew with the room's move.

const EVERY = 500; // milliseconds
const AGAIN = 2500;
const asking = new WeakMap();
let written = () => {};

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
  const heard = (known) => {
    if (known === data.known) return false;
    const again = performance.now() - state.at > AGAIN; // a run that was cut short may have lost it
    if (known !== state.sent || again) {
      state.sent = known;
      state.at = performance.now();
      setTriggerValue("changed", known);
    }
    return true;
  };
  state.sent = null;
  if (data.of === "written") {
    const hear = (known) => heard(known);
    written = hear;
    return () => {
      if (written === hear) written = () => {};
    };
  }
  const ask = async () => {
    try {
      const answer = await fetch(data.address, { cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (!answer.ok) throw new Error(String(answer.status));
      const now = await answer.json();
      state.failed = 0;
      say(`${now.here} here`, "calm");
      if (!heard(now.room)) written(now.written);
    } catch {
      state.failed += 1;
      if (state.failed > 1) say(data.away, "away");
    }
    state.timer = setTimeout(ask, EVERY);
  };
  clearTimeout(state.timer);
  state.timer = setTimeout(ask, EVERY);
  return () => clearTimeout(state.timer);
}
