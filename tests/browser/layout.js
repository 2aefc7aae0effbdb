// What is wrong with how the page is laid out at this size: a list of sentences, empty when nothing is.
// `own` names, as a selector, what Streamlit draws by itself and no theme can change.
(own) => {
  const found = [];
  const main = document.querySelector('[data-testid="stMain"]');
  const shown = (node) => {
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && style.display !== 'none'
      && !node.closest('[style*="clip"], canvas, template, noscript, style, script');
  };
  const told = (node) => `“${node.textContent.trim().slice(0, 50)}”`;

  // nothing runs over the side
  for (const box of [document.documentElement, main]) {
    if (box.scrollWidth > box.clientWidth + 1) found.push(`wider than the screen: ${box.scrollWidth} of ${box.clientWidth} px`);
  }

  // nothing is smaller than 14 px, and nothing is cut off with an ellipsis
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.nodeValue.trim() || !node || !shown(node) || node.closest(own)) continue;
    const style = getComputedStyle(node);
    if (style.fontFamily.includes('Material Symbols')) continue;
    if (parseFloat(style.fontSize) < 13.99) found.push(`${style.fontSize}: ${told(node)}`);
    if (style.textOverflow === 'ellipsis' && node.scrollWidth > node.clientWidth + 1) found.push(`cut off: ${told(node)}`);
  }

  // every word of a chart is inside its picture, and no two lie on each other
  for (const chart of document.querySelectorAll('.js-plotly-plot')) {
    const frame = chart.querySelector('.main-svg').getBoundingClientRect();
    const words = [...chart.querySelectorAll('text')].filter((t) => t.textContent.trim() && shown(t));
    const boxes = words.map((t) => t.getBoundingClientRect());
    boxes.forEach((box, i) => {
      const out = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
      if (out > 1) found.push(`${out.toFixed(0)} px outside its chart: ${told(words[i])}`);
      boxes.slice(i + 1).forEach((other, j) => {
        const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        if (across > 2 && down > 4) found.push(`on each other: ${told(words[i])} and ${told(words[i + 1 + j])}`);
      });
    });
  }
  return [...new Set(found)];
}
