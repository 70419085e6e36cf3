// On all pages: pictures dropped on or pasted into the upload form, tooltips, and messages for HTMX's errors.
"use strict";

const drop = document.getElementById("upload");
if (drop) {
  const input = document.getElementById("file");
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) document.addEventListener(kind, () => drop.classList.remove("over"));
  drop.addEventListener("htmx:beforeRequest", (event) => {
    const most = Number(drop.dataset.mostMib);
    if (input.files[0].size <= most * 2 ** 20) return;
    event.preventDefault(); // the server would close the connection before the browser reads its response
    showProblem(event.detail.target, `${input.files[0].name}: too large: an upload is at most ${most} MiB`);
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    drop.requestSubmit();
  });
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    input.files = event.clipboardData.files;
    drop.requestSubmit();
  });
}

// Tooltips for touch screens; with a mouse, browsers show the title themselves.
document.addEventListener("click", (event) => {
  document.querySelector(".bubble")?.remove();
  const tip = event.target.closest(".tip");
  if (!tip) return;
  const bubble = document.createElement("div"), { left, bottom } = tip.getBoundingClientRect();
  bubble.className = "bubble";
  bubble.setAttribute("role", "status");
  bubble.textContent = tip.title;
  document.body.append(bubble);
  bubble.style.left = `${Math.max(12, Math.min(left, document.documentElement.clientWidth - bubble.offsetWidth - 12)) + window.scrollX}px`;
  bubble.style.top = `${bottom + window.scrollY + 6}px`;
});

document.addEventListener("htmx:sendError", (event) => showProblem(event.detail.target, "The explorer does not respond: is it still running?"));
document.addEventListener("htmx:responseError", (event) => showProblem(event.detail.target, `The explorer answered with an error (${event.detail.xhr.status}).`));

function showProblem(target, words) {
  const problem = document.createElement("p");
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  problem.textContent = words;
  target.replaceChildren(problem);
}
