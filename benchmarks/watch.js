// Put into the page before anything else: notes when charts were drawn, on screen, and what came over the wire.
//
// A chart counts as drawn when Plotly says so (plotly_afterplot) and nothing inside it changes any more; as on
// screen two animation frames after its last change, when the browser has painted it.
(() => {
  const CHART = '.js-plotly-plot';
  const seen = { changed: 0, painted: 0, idle: 0, asked: 0, sent: 0, first: 0, last: 0, messages: 0, bytes: 0 };
  window.__seen = seen;

  let waiting = false;
  const painted = (changed) => {
    if (changed !== seen.changed) return next(); // it changed again meanwhile
    seen.painted = performance.now();
    waiting = false;
  };
  const next = () => {
    const changed = seen.changed;
    requestAnimationFrame(() => requestAnimationFrame(() => painted(changed)));
  };
  const note = () => {
    seen.changed = performance.now();
    if (!waiting) { waiting = true; next(); }
  };

  const hook = () => {
    for (const chart of document.querySelectorAll(CHART)) {
      if (chart.__draws !== undefined || !chart.on) continue;
      chart.__draws = 0;
      chart.on('plotly_afterplot', () => { chart.__draws += 1; note(); });
    }
  };

  // what is noted must cost little: one question a batch of changes
  const look = (changes) => {
    hook();
    if (changes.some((c) => c.target.ownerSVGElement || (c.target.closest && c.target.closest(CHART)))) note();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });

  const state = 'data-test-script-state';
  const done = (changes) => changes.forEach((c) => {
    if (c.target.getAttribute(state) === 'notRunning') seen.idle = performance.now();
  });
  new MutationObserver(done).observe(document, { subtree: true, attributeFilter: [state] });

  // the wire: from the last thing the page sent to the last thing it was told
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', (event) => {
        const now = performance.now();
        seen.first ||= now;
        seen.last = now;
        seen.messages += 1;
        seen.bytes += event.data.byteLength || event.data.size || event.data.length || 0;
      });
    }
    send(what) { seen.sent = performance.now(); return super.send(what); }
  };

  // from here on only what follows a click counts
  window.addEventListener('click', () => {
    if (!seen.armed) return;
    Object.assign(seen, { asked: performance.now(), changed: 0, painted: 0, idle: 0, first: 0, last: 0, messages: 0, bytes: 0, armed: false });
    for (const chart of document.querySelectorAll(CHART)) chart.__draws = 0;
  }, { capture: true });

  window.__draws = () => [...document.querySelectorAll(CHART)].reduce((sum, chart) => sum + (chart.__draws || 0), 0);

  window.__settled = (charts, quiet) => {
    hook();
    const app = document.querySelector('[data-testid="stApp"]');
    const drawn = [...document.querySelectorAll(CHART)].filter((c) => c.__draws > 0 && c.querySelector('.main-svg'));
    return !!app && app.getAttribute('data-test-script-state') === 'notRunning' && drawn.length >= charts &&
      seen.painted >= seen.changed && performance.now() - Math.max(seen.changed, seen.idle) > quiet;
  };
})();
