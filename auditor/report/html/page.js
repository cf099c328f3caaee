// SPDX-License-Identifier: Apache-2.0
// Filters findings, copies display filters, opens everything for print.  Without it the page only lacks that.
"use strict";
(function () {
  var bar = document.getElementById("filters");
  var items = Array.prototype.slice.call(document.querySelectorAll("details.finding"));
  if (bar && items.length > 0) {
    var word = document.getElementById("word"), severity = document.getElementById("severity");
    var path = document.getElementById("path"), shown = document.getElementById("shown");
    var texts = items.map(function (item) {
      return (item.textContent + " " + item.parentNode.firstElementChild.textContent).toLowerCase();
    });
    var apply = function () {
      var wanted = word.value.toLowerCase(), count = 0;
      items.forEach(function (item, index) {
        var fits = texts[index].indexOf(wanted) >= 0 &&
          (severity.value === "" || item.dataset.severity === severity.value) &&
          (path.value === "" || item.dataset.path === path.value);
        item.hidden = !fits;
        count += fits ? 1 : 0;
      });
      document.querySelectorAll("article.check").forEach(function (check) {
        check.hidden = check.querySelector("details.finding:not([hidden])") === null;
      });
      shown.textContent = "Showing " + count + " of " + items.length + " listed findings.";
    };
    var toggle = document.getElementById("toggle");
    toggle.addEventListener("click", function () {
      var open = toggle.getAttribute("aria-pressed") !== "true";
      toggle.setAttribute("aria-pressed", String(open));
      items.forEach(function (item) { item.open = open; });
    });
    word.addEventListener("input", apply);
    severity.addEventListener("change", apply);
    path.addEventListener("change", apply);
    bar.hidden = false;
    apply();
  }
  if (navigator.clipboard) {
    document.querySelectorAll("code.filter").forEach(function (code) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.setAttribute("aria-label", "Copy the display filter");
      button.addEventListener("click", function () {
        navigator.clipboard.writeText(code.textContent).then(function () { button.textContent = "Copied"; });
      });
      code.after(button);
    });
  }
  var live = document.getElementById("live");
  if (live) {
    var pause = document.getElementById("pause");
    pause.hidden = false;
    pause.addEventListener("click", function () {
      pause.setAttribute("aria-pressed", String(pause.getAttribute("aria-pressed") !== "true"));
    });
    // Not under the hands of somebody who reads or filters.
    window.setInterval(function () {
      var busy = document.hidden || document.querySelector("details[open]") || (word && word.value !== "") ||
        pause.getAttribute("aria-pressed") === "true";
      if (!busy) { location.reload(); }
    }, 1000 * Number(live.dataset.refresh));
  }
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (item) { item.open = true; });
  });
})();
