// Two clocks that go on in the browser: the meeting's and that of the point at hand, with its time box. They count from
// the seconds that the server has told, never by the wall clock, so summer time and a wrong clock change nothing.

const going = new WeakMap();

const written = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
};

export default function (component) {
  const { data, parentElement } = component;
  const told = performance.now();
  const box = data.box * 60;
  const find = (name) => parentElement.querySelector(`[data-of="${name}"]`);
  const draw = () => {
    const gone = (performance.now() - told) / 1000;
    const spent = data.spent + gone;
    const left = box - spent;
    const over = left < 0;
    find("item").textContent = over ? `${written(-left)} over` : `${written(left)} left`;
    find("box").textContent = `of ${data.box} min`;
    find("meeting").textContent = `${written(data.elapsed + gone)} of ${data.planned} min`;
    find("bar").style.width = `${Math.min(100, (100 * spent) / (box || 1))}%`;
    parentElement.querySelector("section").dataset.over = over ? "yes" : "no";
  };
  clearInterval(going.get(parentElement));
  going.set(parentElement, setInterval(draw, 500));
  draw();
  return () => clearInterval(going.get(parentElement));
}
