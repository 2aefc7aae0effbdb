// Put into the page before anything else: notes when charts were drawn, on screen, and what came over the wire.
//
// A chart counts as drawn when Plotly says so (plotly_afterplot) and nothing inside it changes any more; as on
// screen two animation frames after its last change, when the browser has painted it.
(() => {
  const CHART = '.js-plotly-plot';
  const seen = { changed: 0, painted: 0, idle: 0, asked: 0, sent: 0, first: 0, last: 0, messages: 0, bytes: 0 };
  window.__seen = seen;

  const note = () => {
    seen.changed = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => { seen.painted = performance.now(); }));
  };

  const hook = () => {
    for (const chart of document.querySelectorAll(CHART)) {
      if (chart.__draws !== undefined || !chart.on) continue;
      chart.__draws = 0;
      chart.on('plotly_afterplot', () => { chart.__draws += 1; note(); });
    }
  };

  const look = (changes) => {
    hook();
    for (const change of changes) {
      const at = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      if (at && at.closest(CHART)) note();
      if (change.attributeName === 'data-test-script-state') {
        if (change.target.getAttribute('data-test-script-state') === 'notRunning') seen.idle = performance.now();
      }
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

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

  window.__settled = (charts, quiet) => {
    hook();
    const app = document.querySelector('[data-testid="stApp"]');
    const drawn = [...document.querySelectorAll(CHART)].filter((c) => c.__draws > 0 && c.querySelector('.main-svg'));
    return !!app && app.getAttribute('data-test-script-state') === 'notRunning' && drawn.length >= charts &&
      seen.painted >= seen.changed && performance.now() - Math.max(seen.changed, seen.idle) > quiet;
  };
})();
