// Words that lie in this browser's storage for fields that can't be saved any more: shown, to be copied or let go.

function left(kept) {
  try {
    const { text, base } = JSON.parse(localStorage.getItem(kept)) ?? {};
    return text?.trim() && text !== base ? text : "";
  } catch {
    return "";
  }
}

function shown({ kept, label }, text, all) {
  const one = document.createElement("section");
  const name = document.createElement("h6");
  const words = document.createElement("p");
  const drop = document.createElement("button");
  name.textContent = label;
  words.textContent = text;
  drop.textContent = "Let go";
  drop.onclick = () => {
    localStorage.removeItem(kept);
    one.remove();
    all.hidden = !all.querySelector("section");
  };
  one.append(name, words, drop);
  return one;
}

export default function ({ data, parentElement }) {
  const all = parentElement.querySelector("aside");
  all.querySelectorAll("section").forEach((one) => one.remove());
  for (const field of data.fields) {
    const text = left(field.kept);
    if (text) all.append(shown(field, text, all));
  }
  all.hidden = !all.querySelector("section");
}
