// Aladin Lite is loaded from the CDS, and only when the button is pressed.
"use strict";

document.getElementById("show-sky")?.addEventListener("click", (event) => {
  const frame = document.createElement("iframe");
  frame.src = event.currentTarget.dataset.sky;
  frame.title = "The sky around this galaxy, in Aladin Lite";
  document.getElementById("sky").replaceChildren(frame);
});
