// The map of z in a notebook: a canvas, drawn from the arrays that Python sends; no library, no network.
// Hover shows a picture, a click selects an image, a line drawn around images selects these (with Shift: too).

const SIZE = 480, REACH = 8, MARGIN = 12;
const STAGES = ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725", "#999999"];
const NAMES = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb", "#ee8866", "#44bb99", "#997700"];
const UNKNOWN = STAGES.length - 1;

function render({ model, el }) {
  el.classList.add("deepgalaxy-map");
  el.innerHTML = `<div class="bar"><label>colour <select><option>stage</option><option>dataset</option></select></label>
    <output></output></div><div class="both"><canvas tabindex="0" aria-label="map of z"></canvas>
    <figure><img alt="" hidden><figcaption>Hover over a point: its picture. Click, or draw a line around points, to
    select them; Shift adds. Wheel: nearer or farther. Double click: all.</figcaption></figure></div><p class="key"></p>`;
  const [canvas, select, said, picture, caption, key] =
    ["canvas", "select", "output", "img", "figcaption", ".key"].map((name) => el.querySelector(name));
  const dense = window.devicePixelRatio || 1, layer = document.createElement("canvas");
  const [context, dots] = [canvas, layer].map((each) => {
    each.width = each.height = SIZE * dense;
    const drawn = each.getContext("2d");
    drawn.setTransform(dense, 0, 0, dense, 0, 0);
    return drawn;
  });
  const names = model.get("_datasets"), known = new Map();
  let points, place, chosen, lasso = [], hovered = null, waiting = 0;

  function read() {
    const bytes = model.get("_points"), whole = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const n = whole.byteLength / 24;
    const part = (Kind, at) => new Kind(whole, at * n, n);
    points = { n, id: part(Float64Array, 0), x: part(Float32Array, 8), y: part(Float32Array, 12),
      stage: part(Float32Array, 16), dataset: part(Int16Array, 20) };
    all();
  }

  function all() { // both axes in one scale
    const range = (values) => {
      let low = Infinity, high = -Infinity;
      for (const value of values) { if (value < low) low = value; if (value > high) high = value; }
      return [low, high];
    };
    const [left, right] = range(points.x), [bottom, top] = range(points.y);
    const scale = (SIZE - 2 * MARGIN) / Math.max(right - left, top - bottom, 1e-9);
    place = { scale, x: SIZE / 2 - scale * (left + right) / 2, y: SIZE / 2 + scale * (bottom + top) / 2 };
    draw();
  }

  const across = (i) => place.x + place.scale * points.x[i], down = (i) => place.y - place.scale * points.y[i];

  const colours = { // which of the shades a point has
    stage: (i) => Number.isNaN(points.stage[i]) ? UNKNOWN : Math.min(UNKNOWN - 1, Math.floor(points.stage[i] / 70 * UNKNOWN)),
    dataset: (i) => points.dataset[i] % NAMES.length,
  };
  const toPixel = (shade, opacity) => // as ImageData has it: red in the lowest byte
    (opacity * 2 ** 24 + parseInt(shade.slice(5) + shade.slice(3, 5) + shade.slice(1, 3), 16)) >>> 0;

  function paint() { // the points as they are, and the line that is being drawn
    context.clearRect(0, 0, SIZE, SIZE);
    context.drawImage(layer, 0, 0, SIZE, SIZE);
    if (lasso.length < 2) return;
    context.strokeStyle = "#d33";
    context.beginPath();
    lasso.forEach(([x, y]) => context.lineTo(x, y));
    context.closePath();
    context.stroke();
  }

  function draw() {
    const image = new ImageData(layer.width, layer.height), cells = new Uint32Array(image.data.buffer);
    chosen = new Set(model.get("ids"));
    const side = points.n > 20000 ? 1.5 : points.n > 2000 ? 3 : 5;
    const dot = (i, pixel, width) => {
      const wide = Math.round(width * dense), left = Math.round(across(i) * dense - wide / 2);
      const top = Math.round(down(i) * dense - wide / 2);
      for (let y = Math.max(0, top); y < Math.min(layer.height, top + wide); y++)
        cells.fill(pixel, y * layer.width + Math.max(0, left), y * layer.width + Math.max(0, Math.min(layer.width, left + wide)));
    };
    const shades = select.value === "dataset" ? NAMES : STAGES, colour = colours[select.value];
    const [pixels, full] = [chosen.size ? 90 : 255, 255].map((opacity) => shades.map((shade) => toPixel(shade, opacity)));
    for (let i = 0; i < points.n; i++) dot(i, pixels[colour(i)], side);
    if (chosen.size) for (let i = 0; i < points.n; i++) if (chosen.has(points.id[i])) {
      if (side > 2) dot(i, toPixel("#000000", 255), side + 4);
      dot(i, full[colour(i)], side + 2);
    }
    dots.putImageData(image, 0, 0);
    paint();
    said.value = `${chosen.size.toLocaleString("en")} of ${points.n.toLocaleString("en")} images selected`;
    const entry = (shade, name) => `<span><i style="background:${shade}"></i>${name}</span>`;
    key.innerHTML = select.value === "dataset" ? "" :
      entry(STAGES[0], "stage 0") + entry(STAGES[UNKNOWN - 1], "stage 70") + entry(STAGES[UNKNOWN], "no stage, or probably no merger");
    if (select.value === "dataset") names.forEach((name, at) => {
      const span = document.createElement("span"), mark = document.createElement("i");
      mark.style.background = NAMES[at % NAMES.length];
      span.append(mark, name);
      key.append(span);
    });
  }

  function nearest(x, y) {
    let best = null, least = REACH ** 2;
    for (let i = 0; i < points.n; i++) {
      const distance = (across(i) - x) ** 2 + (down(i) - y) ** 2;
      if (distance <= least) [best, least] = [i, distance];
    }
    return best;
  }

  function choose(found, more) {
    model.set("ids", [...new Set([...(more ? model.get("ids") : []), ...found])]);
    model.save_changes();
  }

  function show(id) {
    const [words, url] = known.get(id);
    caption.textContent = words;
    picture.hidden = !url;
    if (url) picture.src = url;
  }

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * SIZE / box.width, (event.clientY - box.top) * SIZE / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    lasso = [at(event)];
  });
  canvas.addEventListener("pointermove", (event) => {
    const here = at(event);
    if (lasso.length) {
      lasso.push(here);
      requestAnimationFrame(paint);
      return;
    }
    const found = nearest(...here), id = found === null ? null : points.id[found];
    if (id === null || id === hovered) return;
    hovered = id;
    if (known.has(id)) return show(id);
    clearTimeout(waiting);
    waiting = setTimeout(() => model.send({ show: id }), 60);
  });
  canvas.addEventListener("pointerup", (event) => {
    const [x, y] = at(event), started = lasso[0], line = lasso;
    if (!started) return;
    if (line.every(([ax, ay]) => Math.hypot(ax - started[0], ay - started[1]) < 4)) {
      const found = nearest(x, y);
      choose(found === null ? [] : [points.id[found]], event.shiftKey);
    } else {
      const corners = line.map(([px, py]) => [(px - place.x) / place.scale, (place.y - py) / place.scale]);
      model.send({ within: corners, more: event.shiftKey }); // Python finds them, and sets the ids
    }
    lasso = [];
    paint();
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const [x, y] = at(event), by = Math.exp(-event.deltaY / 400);
    place = { scale: place.scale * by, x: x + (place.x - x) * by, y: y + (place.y - y) * by };
    draw();
  }, { passive: false });
  canvas.addEventListener("dblclick", all);
  select.addEventListener("change", draw);
  model.on("change:ids", draw);
  model.on("change:_points", read);
  model.on("msg:custom", (answer, [png]) => {
    const url = png && URL.createObjectURL(new Blob([png], { type: "image/png" }));
    known.set(answer.id, [answer.caption, url]);
    if (answer.id === hovered) show(answer.id);
  });
  read();
}

export default { render };
