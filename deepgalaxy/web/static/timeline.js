// Plays the frames of a merger: one picture has all of them, ten per row.
"use strict";

const player = document.getElementById("player");
if (player) start();

function start() {
  const frames = JSON.parse(document.getElementById("frames").textContent);
  const [screen, slider, play, info, open, speed, now] =
    ["screen", "slider", "play", "frame-info", "open", "speed", "now"].map((id) => document.getElementById(id));
  const context = screen.getContext("2d");
  const strip = new Image();
  let current = Number(slider.value), timer = null;
  const bars = drawLikeness(frames);

  const at = (stage) => `${(100 * (stage + 0.5)) / 71}%`;
  function show(number) {
    current = (number + frames.length) % frames.length;
    const frame = frames[current], side = strip.width / 10;
    if (strip.complete && side) {
      screen.width = screen.height = side;
      context.drawImage(strip, (current % 10) * side, Math.floor(current / 10) * side, side, side, 0, 0, side, side);
    }
    slider.value = current;
    const time = Math.round(frame.time_myr);
    info.textContent = `stage ${frame.stage.toFixed(0)} of 70 · ${time < 0 ? "−" : "+"}${Math.abs(time)} Myr` +
      (frame.distance === null ? "" : ` · distance ${frame.distance.toFixed(2)}`);
    slider.setAttribute("aria-valuetext", info.textContent);
    open.href = `/galaxy/${frame.id}`;
    now.setAttribute("cx", at(frame.stage));
    document.getElementById("frame-kept").value = current;
    bars.forEach((bar, place) => bar.classList.toggle("now", place === current));
  }
  function pause() {
    clearInterval(timer);
    timer = null;
    play.textContent = "▶ Play";
    play.setAttribute("aria-pressed", "false");
  }
  function toggle() {
    if (timer) return pause();
    timer = setInterval(() => show(current + 1), 1000 / Number(speed.value));
    play.textContent = "❚❚ Pause";
    play.setAttribute("aria-pressed", "true");
  }
  function turn(by) {
    const camera = document.getElementById("camera"), place = camera.selectedIndex + by;
    if (place < 0 || place >= camera.length) return;
    camera.selectedIndex = place;
    camera.form.requestSubmit();
  }

  strip.onload = () => show(current);
  strip.onerror = () => { info.textContent = "The pictures of this merger cannot be read: was its file moved?"; };
  strip.src = player.dataset.strip;
  play.addEventListener("click", toggle);
  slider.addEventListener("input", () => { pause(); show(Number(slider.value)); });
  speed.addEventListener("change", () => { if (timer) { pause(); toggle(); } });
  document.getElementById("to-nearest")?.addEventListener("click", () => {
    pause();
    show(frames.reduce((best, frame, place) => (frame.distance < frames[best].distance ? place : best), 0));
  });
  document.getElementById("camera").addEventListener("change", (event) => event.target.form.requestSubmit());
  document.getElementById("merger").addEventListener("change", (event) => {
    const chosen = event.target.selectedOptions[0], form = event.target.form;
    form.elements.dataset.value = chosen.dataset.dataset;
    form.elements.simulation.value = chosen.dataset.simulation;
    form.requestSubmit();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("select, input[type=search], input[type=text]")) return;
    const actions = {
      ArrowRight: () => { pause(); show(current + 1); }, ArrowLeft: () => { pause(); show(current - 1); },
      ArrowUp: () => turn(-1), ArrowDown: () => turn(1), " ": toggle,
    };
    if (!(event.key in actions) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === " " && event.target.closest("button, a")) return; // the key activates them
    event.preventDefault();
    actions[event.key]();
  });
}

// One bar per frame: taller where its vector is closer to the galaxy's.
function drawLikeness(frames) {
  const group = document.getElementById("bars");
  const distances = frames.map((frame) => frame.distance).filter((d) => d !== null);
  if (!distances.length) return [];
  const least = Math.min(...distances), most = Math.max(...distances);
  return frames.map((frame) => {
    const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const height = frame.distance === null ? 0 : 4 + (72 * (most - frame.distance)) / (most - least || 1);
    for (const [name, value] of Object.entries({
      class: "bar", x: `${(100 * frame.stage) / 71}%`, y: 80 - height, width: "1.2%", height,
    })) bar.setAttribute(name, value);
    group.append(bar);
    return bar;
  });
}
