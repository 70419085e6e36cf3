// One key judges: each presses the button, or follows the link, that says so.
"use strict";

let sent = false;
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  if (typing && (event.key === "Escape" || event.key === "Enter")) event.target.blur();
  if (typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "b") document.getElementById("back")?.click();
  const wanted = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
  if (!wanted || sent) return;
  event.preventDefault();
  if (wanted.matches("input")) wanted.focus();
  else wanted.click();
});
document.getElementById("verdicts")?.addEventListener("submit", (event) => {
  if (sent) event.preventDefault(); // a second press must not judge the same picture again
  sent = true;
});
// From the browser's history the page comes back as it was left.
window.addEventListener("pageshow", () => { sent = false; });
