// A text that is saved while it is typed. What is not confirmed yet lies in this browser's storage, whatever happens
// to the page, the connection or the database; it is offered to the server again when the field is next on screen.

const PAUSE = 500; // milliseconds without a key, then it is sent
const AGAIN = 4000; // milliseconds without an answer, then it is sent once more
const MOST = 40; // texts that were sent and not heard of: the first ones, since after them nothing went through
const fields = new WeakMap();

const stored = {
  read(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch {
      // private windows may refuse: then the server's copy is the only one
    }
  },
  drop(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      // see above
    }
  },
};

function put(area, text) {
  if (area.value === text) return;
  const { selectionStart, selectionEnd } = area;
  area.value = text;
  if (area.getRootNode().activeElement === area) area.setSelectionRange(selectionStart, selectionEnd);
}

function fit(area, rows) {
  if (rows === 1) return;
  area.style.height = "auto";
  area.style.height = `${Math.min(Math.max(area.scrollHeight + 2, rows * 26), 460)}px`;
}

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  const area = parentElement.querySelector("textarea");
  const label = parentElement.querySelector("label");
  const state = parentElement.querySelector("output");
  let field = fields.get(parentElement);
  if (!field) {
    field = { base: "", unheard: [], timer: 0, again: 0, adopt: null, tries: 0 };
    fields.set(parentElement, field);
  }

  const told = (words, kind) => {
    state.textContent = words;
    state.dataset.kind = kind;
  };
  const keep = () => stored.write(data.kept, { text: area.value, base: field.base, unheard: field.unheard });
  const rebase = (text) => {
    field.base = text;
    field.unheard = field.unheard.slice(field.unheard.indexOf(text) + 1); // what was sent before it is over
  };
  const send = () => {
    clearTimeout(field.timer);
    clearTimeout(field.again);
    if (area.value === field.base) return;
    if (!field.unheard.includes(area.value) && field.unheard.length < MOST) field.unheard.push(area.value);
    field.tries += 1;
    setStateValue("typed", { text: area.value, base: field.base, unheard: field.unheard, tries: field.tries });
    keep();
    field.again = setTimeout(() => {
      told("Not saved yet: kept in this browser until the server answers", "waits");
      send();
    }, AGAIN);
  };
  const settle = () => {
    clearTimeout(field.again);
    stored.drop(data.kept);
    told(data.status, data.kind);
  };

  label.textContent = data.label;
  area.placeholder = data.placeholder;
  area.rows = data.rows;
  area.setAttribute("aria-label", data.label);

  if (data.entry) {
    if (field.adopt === null) put(area, stored.read(data.kept)?.text ?? "");
    else if (field.adopt !== data.adopt) {
      put(area, "");
      stored.drop(data.kept);
    }
    field.adopt = data.adopt;
    told(data.status, data.kind);
    area.oninput = () => stored.write(data.kept, { text: area.value });
    area.onkeydown = (event) => {
      event.stopPropagation();
      if (event.key !== "Enter" || !area.value.trim()) return;
      event.preventDefault();
      field.tries += 1;
      setTriggerValue("entered", { text: area.value, tries: field.tries });
    };
    return;
  }

  if (field.adopt !== data.adopt) {
    const first = field.adopt === null;
    field.adopt = data.adopt;
    field.base = data.text;
    field.unheard = [];
    const left = first ? stored.read(data.kept) : null;
    if (left && left.text !== data.text) {
      put(area, left.text);
      field.base = left.base;
      field.unheard = left.unheard ?? [];
      told("Found what was not saved: saving it now", "waits");
      send();
    } else {
      put(area, data.text);
      settle();
    }
  } else if (area.value === data.text) {
    rebase(data.text);
    settle();
  } else if (field.unheard.includes(data.text)) {
    rebase(data.text); // typed on while it was saved
    keep();
    clearTimeout(field.timer);
    field.timer = setTimeout(send, PAUSE);
  } else if (area.value === field.base) {
    rebase(data.text);
    put(area, data.text);
    settle();
  } else if (data.kind !== "saved") {
    told(data.status, data.kind);
  }
  fit(area, data.rows);

  area.oninput = () => {
    keep();
    told("…", "waits");
    fit(area, data.rows);
    clearTimeout(field.timer);
    field.timer = setTimeout(send, PAUSE);
  };
  area.onblur = send;
  area.onkeydown = (event) => {
    event.stopPropagation(); // the arrows move the cursor here, not the room
    if (event.key === "Enter" && data.rows === 1) {
      event.preventDefault();
      send();
      area.blur();
    }
  };
  return () => {
    clearTimeout(field.timer);
    clearTimeout(field.again);
    if (area.value !== field.base) keep();
  };
}
