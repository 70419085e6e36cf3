// Runs in the iframe that contains only Aladin Lite.
"use strict";

const place = document.getElementById("aladin");
if (window.A) {
  window.A.init.then(() => window.A.aladin("#aladin", { target: place.dataset.target, fov: 0.1, survey: "P/DESI-Legacy-Surveys/DR10/color" }));
} else {
  place.hidden = true;
  document.getElementById("away").hidden = false;
}
