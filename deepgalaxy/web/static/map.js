// The latent space as points: typed arrays from the server, drawn into one image in one pass.
"use strict";

const box = document.getElementById("map");
if (box) start();

async function start() {
  const [canvas, status, hover] = ["sky-of-z", "map-status", "hover"].map((id) => document.getElementById(id));
  const { of, layout, state } = box.dataset, map = `layout=${layout}&state=${state}`, dim = document.getElementById("dim");
  let facts, data;
  try {
    const answers = await Promise.all([fetch(`/api/map?layout=${layout}${of ? `&of=${of}` : ""}`), fetch(`/api/map/points?${map}`)]);
    if (!answers.every((answer) => answer.ok)) throw new Error();
    [facts, data] = [await answers[0].json(), readPoints(await answers[1].arrayBuffer())];
  } catch {
    status.textContent = "The points could not be loaded: reload the page.";
    return;
  }
  const context = canvas.getContext("2d", { alpha: false });
  const extent = boundsOf(data);
  let view = whole(), colours = colourBy("stage", data, facts), image, buffer, frame = 0, still = Boolean(of);
  let line = pairs(box.dataset.within), drawing = false; // the selection's outline, in map coordinates

  function whole() {
    const scale = 0.92 * Math.min(canvas.clientWidth / extent.width, canvas.clientHeight / extent.height);
    return { x: extent.x, y: extent.y, scale };
  }
  function resize() {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
    canvas.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
    image = context.createImageData(canvas.width, canvas.height);
    buffer = new Uint32Array(image.data.buffer);
    redraw();
  }
  function redraw() {
    frame ||= requestAnimationFrame(draw);
  }
  function draw() {
    frame = 0;
    const { width, height } = canvas, ratio = width / canvas.clientWidth, { x, y, count } = data;
    const scale = view.scale * ratio, left = width / 2 - view.x * scale, top = height / 2 + view.y * scale;
    const size = Math.max(1, Math.round(ratio * Math.min(5, 2.2 * Math.sqrt(view.scale / whole().scale) * (count > 20000 ? 0.6 : 1.3))));
    const half = size >> 1;
    buffer.fill(0xff160d0b);
    const dimmed = facts.simulated.map((is) => is && dim.checked);
    const dots = (behind) => {
      for (let i = 0; i < count; i++) {
        if (dimmed[data.dataset[i]] !== behind) continue;
        const px = (left + x[i] * scale - half) | 0, py = (top - y[i] * scale - half) | 0;
        if (px < 0 || py < 0 || px + size > width || py + size > height) continue;
        const colour = behind ? faint(colours[i]) : colours[i];
        for (let line = 0, row = py * width + px; line < size; line++, row += width) {
          const inset = size > 3 && (line === 0 || line === size - 1) ? 1 : 0; // corners off: a dot
          buffer.fill(colour, row + inset, row + size - inset);
        }
      }
    };
    dots(true);
    dots(false);
    context.putImageData(image, 0, 0);
    if (facts.place) ring(left + facts.place[0] * scale, top - facts.place[1] * scale, 9 * ratio, ratio);
    if (line.length) outline(line.map(([lx, ly]) => [left + lx * scale, top - ly * scale]), ratio);
    listMiddle();
    showEdges();
  }
  function outline(corners, ratio) {
    context.beginPath();
    for (const [px, py] of corners) context.lineTo(px, py);
    if (!drawing) context.closePath();
    context.fillStyle = "rgb(255 255 255 / 12%)";
    context.fill("evenodd");
    context.strokeStyle = "#fff";
    context.lineWidth = 1.5 * ratio;
    context.setLineDash([5 * ratio, 3 * ratio]);
    context.stroke();
    context.setLineDash([]);
  }
  function ring(x, y, radius, ratio) {
    context.strokeStyle = "#fff";
    context.lineWidth = 2.5 * ratio;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
  // Screen to map, in CSS pixels.
  const toMap = (px, py) => [view.x + (px - canvas.clientWidth / 2) / view.scale, view.y - (py - canvas.clientHeight / 2) / view.scale];
  function nearest(x, y, count) {
    const best = [];
    for (let i = 0; i < data.count; i++) {
      const d = (data.x[i] - x) ** 2 + (data.y[i] - y) ** 2;
      if (best.length === count && d >= best[count - 1].d) continue;
      let place = best.length;
      while (place && best[place - 1].d > d) place--;
      best.splice(place, 0, { i, d });
      if (best.length > count) best.pop();
    }
    return best;
  }
  function zoom(factor, px = canvas.clientWidth / 2, py = canvas.clientHeight / 2) {
    const [x, y] = toMap(px, py), least = whole().scale / 2;
    view.scale = Math.min(Math.max(view.scale * factor, least), least * 4000);
    const [nx, ny] = toMap(px, py);
    view.x += x - nx;
    view.y += y - ny;
    redraw();
  }
  // From now on the list shows the centre of the view instead of the galaxy's neighbours.
  function leave() {
    still = false;
    document.getElementById("middle").textContent = "At the centre of the view";
  }
  let waiting;
  function listMiddle() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const [x, y] = still ? facts.place : [view.x, view.y];
      const list = document.getElementById("nearest");
      list.replaceChildren(...nearest(x, y, 12).map(({ i }) => card(data.ids[i], words(i))));
    }, 250);
  }
  const words = (i) => `${facts.datasets[data.dataset[i]]} · ${Number.isNaN(data.stage[i]) ? "no stage" : `stage ${data.stage[i].toFixed(0)}`}`;

  // What a line goes around is found by the server, which lists it; the address keeps it.
  const lasso = document.getElementById("lasso"), rectangle = document.getElementById("rectangle");
  async function select(corners) {
    line = corners;
    redraw();
    const address = `/map?${map}${of ? `&of=${of}` : ""}&within=${corners.flat().map((value) => value.toPrecision(7)).join()}`;
    history.replaceState(null, "", address);
    await htmx.ajax("GET", address, { source: "#selection", target: "#selection" });
  }
  function finish() {
    drawing = false;
    moved = Infinity; // no click
    lasso.setAttribute("aria-pressed", "false");
    if (line.length > 2) return select(thin(line, 128));
    line = [];
    redraw();
  }
  lasso.addEventListener("click", () => lasso.setAttribute("aria-pressed", String(lasso.getAttribute("aria-pressed") !== "true")));
  const fields = [...rectangle.querySelectorAll("input")];
  let typed = false; // from then on the fields are the visitor's
  function showEdges() {
    if (typed) return;
    const [[west, north], [east, south]] = [toMap(0, 0), toMap(canvas.clientWidth, canvas.clientHeight)];
    [west, east, south, north].forEach((value, at) => { fields[at].value = value.toPrecision(4); });
  }
  rectangle.addEventListener("input", () => { typed = true; });
  rectangle.addEventListener("submit", (event) => {
    event.preventDefault();
    const [west, east, south, north] = fields.map((field) => field.valueAsNumber);
    select([[west, south], [east, south], [east, north], [west, north]]);
  });

  const pointers = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
    moved = 0;
    if (drawing) line = []; // a second finger zooms
    drawing = pointers.size === 1 && (event.shiftKey || lasso.getAttribute("aria-pressed") === "true");
    if (drawing) [line, hover.hidden] = [[toMap(event.offsetX, event.offsetY)], true];
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return point(event);
    const here = [event.offsetX, event.offsetY], others = [...pointers].filter(([id]) => id !== event.pointerId);
    if (others.length) { // two fingers
      const [, other] = others[0], length = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]);
      zoom(length(here) / (length(before) || 1), (here[0] + other[0]) / 2, (here[1] + other[1]) / 2);
    } else if (drawing) {
      line.push(toMap(...here));
      redraw();
    } else {
      view.x -= (here[0] - before[0]) / view.scale;
      view.y += (here[1] - before[1]) / view.scale;
      redraw();
    }
    moved += Math.abs(here[0] - before[0]) + Math.abs(here[1] - before[1]);
    if (moved > 4 && !drawing) leave();
    pointers.set(event.pointerId, here);
  });
  let asked = 0;
  function point(event) {
    const [{ i, d } = {}] = nearest(...toMap(event.offsetX, event.offsetY), 1);
    const near = i !== undefined && Math.sqrt(d) * view.scale < (event.pointerType === "touch" ? 24 : 14), before = canvas.dataset.id;
    hover.hidden = !near;
    canvas.dataset.id = near ? data.ids[i] : "";
    if (!near) return;
    hover.style.left = `${Math.max(0, Math.min(event.offsetX + 14, canvas.clientWidth - 150))}px`;
    hover.style.top = `${Math.max(0, Math.min(event.offsetY + 14, canvas.clientHeight - 290))}px`;
    if (canvas.dataset.id === before) return;
    const [picture, name, when] = hover.children;
    picture.src = `/api/images/${data.ids[i]}/picture.png`;
    [name.textContent, when.textContent] = ["", words(i)];
    clearTimeout(asked);
    asked = setTimeout(() => describe(data.ids[i], name, when), 120); // not for points that the pointer only passes
  }
  async function describe(id, name, when) {
    const answer = await fetch(`/api/images/${id}`);
    if (!answer.ok || canvas.dataset.id !== String(id)) return;
    const galaxy = await answer.json(), own = galaxy.stage === null ? galaxy.estimate : galaxy;
    name.textContent = galaxy.name;
    if (!own) return;
    const told = own.stage === null ? [] : [`stage ${own.stage.toFixed(0)} of 70`], time = Math.round(own.time_myr);
    if (own.time_myr !== null) told.push(`${time < 0 ? "−" : "+"}${Math.abs(time)} Myr from first pericentre`);
    if (!told.length) {
      const p = own.p_interacting;
      when.textContent = p === null ? "" : `${p < 0.5 ? "probably no merger" : "a merger"} (${Math.floor(100 * p)} %)`;
      return;
    }
    when.textContent = told.join(", ") +
      (own === galaxy ? " (known from the simulation)" : " (the model's estimate)");
  }
  for (const kind of ["pointerup", "pointercancel"]) canvas.addEventListener(kind, (event) => {
    pointers.delete(event.pointerId);
    if (drawing) finish();
  });
  canvas.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") hover.hidden = true; });
  canvas.addEventListener("click", (event) => {
    if (moved > 4) return;
    const shown = hover.hidden ? "" : canvas.dataset.id;
    point(event);
    if (event.pointerType === "touch" && canvas.dataset.id !== shown) return; // the first tap shows the image, the second opens it
    if (canvas.dataset.id) window.location = `/galaxy/${canvas.dataset.id}`;
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    leave();
    zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const step = 60 / view.scale;
    const actions = {
      ArrowLeft: () => { view.x -= step; }, ArrowRight: () => { view.x += step; },
      ArrowUp: () => { view.y += step; }, ArrowDown: () => { view.y -= step; },
      "+": () => zoom(1.4), "=": () => zoom(1.4), "-": () => zoom(1 / 1.4),
    };
    if (!(event.key in actions) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    leave();
    actions[event.key]();
    redraw();
  });
  document.getElementById("closer").addEventListener("click", () => { leave(); zoom(1.5); });
  document.getElementById("further").addEventListener("click", () => { leave(); zoom(1 / 1.5); });
  document.getElementById("whole").addEventListener("click", () => { view = whole(); redraw(); });
  document.getElementById("colour").addEventListener("change", (event) => {
    colours = colourBy(event.target.value, data, facts);
    redraw();
  });
  document.getElementById("layout").addEventListener("change", (event) => event.target.form.submit());

  dim.addEventListener("change", redraw);

  new ResizeObserver(resize).observe(canvas);
  status.textContent = `${data.count.toLocaleString("en").replaceAll(",", "\u202f")} images · drag, scroll or pinch; ${matchMedia("(hover: none)").matches ? "tap to show, tap again to open" : "click to open"}`;
  box.dataset.ready = "yes";
}

function readPoints(bytes) {
  const count = bytes.byteLength / 24; // 8 + 3 × 4 + 2 × 2
  let start = 0;
  const take = (kind) => {
    const array = new kind(bytes, start, count);
    start += count * kind.BYTES_PER_ELEMENT;
    return array;
  };
  const [ids, x, y, stage] = [take(Float64Array), take(Float32Array), take(Float32Array), take(Float32Array)];
  return { count, ids, x, y, stage, dataset: take(Int16Array), cluster: take(Int16Array) };
}

// "x,y,x,y" as pairs.
function pairs(numbers) {
  const values = numbers ? numbers.split(",").map(Number) : [];
  return Array.from({ length: values.length / 2 }, (_, i) => values.slice(2 * i, 2 * i + 2));
}

// At most so many corners of a line, evenly.
function thin(line, most) {
  const step = Math.max(1, line.length / most);
  return Array.from({ length: Math.min(line.length, most) }, (_, i) => line[Math.floor(i * step)]);
}

function boundsOf({ x, y, count }) {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    west = Math.min(west, x[i]); east = Math.max(east, x[i]);
    south = Math.min(south, y[i]); north = Math.max(north, y[i]);
  }
  return { x: (west + east) / 2, y: (south + north) / 2, width: east - west || 1, height: north - south || 1 };
}

// The colour map plasma (van der Walt & Smith), from six of its colours, lighter at the dark end.
const PLASMA = [[86, 70, 224], [138, 62, 214], [190, 65, 165], [228, 100, 112], [250, 152, 60], [243, 231, 60]];
const KINDS = [[102, 194, 255], [255, 158, 87], [139, 224, 142], [240, 120, 170], [190, 160, 255], [255, 222, 110],
  [120, 230, 220], [255, 120, 110], [200, 200, 200], [170, 140, 110]];
// A quarter of a packed colour over the background.
const faint = (colour) => (0xff000000 | (((colour >>> 2) & 0x3f3f3f) + 0x110a08)) >>> 0;
const UNKNOWN = [110, 115, 135];

function plasma(share) {
  const place = Math.min(Math.max(share, 0), 1) * (PLASMA.length - 1), low = Math.min(Math.floor(place), PLASMA.length - 2);
  return PLASMA[low].map((value, band) => Math.round(value + (PLASMA[low + 1][band] - value) * (place - low)));
}

function colourBy(what, data, facts) {
  const packed = ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  const ramp = Uint32Array.from({ length: 141 }, (_, i) => packed(plasma(i / 140)));
  const kinds = KINDS.map(packed), unknown = packed(UNKNOWN), colours = new Uint32Array(data.count);
  const legend = document.getElementById("legend");
  if (what === "stage") {
    for (let i = 0; i < data.count; i++) colours[i] = Number.isNaN(data.stage[i]) ? unknown : ramp[Math.round(2 * data.stage[i])];
    const bar = document.createElement("canvas");
    [bar.width, bar.height, bar.ariaHidden] = [141, 1, "true"];
    const pixels = new ImageData(141, 1);
    new Uint32Array(pixels.data.buffer).set(ramp);
    bar.getContext("2d").putImageData(pixels, 0, 0);
    legend.replaceChildren("stage 0", bar, "70");
  } else {
    const group = what === "dataset" ? data.dataset : data.cluster;
    for (let i = 0; i < data.count; i++) colours[i] = group[i] < 0 ? unknown : kinds[group[i] % kinds.length];
    const names = what === "dataset" ? facts.datasets : Array.from({ length: facts.n_clusters }, (_, i) => `cluster ${i}`);
    legend.replaceChildren(...names.map((name, i) => swatch(name, KINDS[i % KINDS.length])));
  }
  return colours;
}

function swatch(name, [r, g, b]) {
  const item = document.createElement("span"), dot = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  dot.setAttribute("width", "10");
  dot.setAttribute("height", "10");
  dot.append(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "circle")));
  for (const [key, value] of Object.entries({ cx: 5, cy: 5, r: 5, fill: `rgb(${r} ${g} ${b})`, stroke: "#888" })) dot.firstChild.setAttribute(key, value);
  item.append(dot, name);
  return item;
}

function card(id, words) {
  const item = document.createElement("li"), link = document.createElement("a");
  const picture = document.createElement("img"), name = document.createElement("span");
  item.className = "card";
  link.href = `/galaxy/${id}`;
  Object.assign(picture, { src: `/api/images/${id}/picture.png`, width: 96, height: 96, alt: "" });
  name.textContent = words;
  link.append(picture, name);
  item.append(link);
  return item;
}
