"use strict";
(() => {
  // The words behind a cell: every part of the quote, also where another quote cuts it.
  const light = () => {
    document.querySelectorAll("mark.on").forEach((mark) => mark.classList.remove("on"));
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch (_) { return; }
    const anchor = document.getElementById(name);
    if (!anchor || !anchor.classList.contains("anchor")) return;
    const issue = anchor.id.replace(/^q(?:\w+-)?\d+-/, "");  // its own name may hold a dash
    anchor.parentElement.querySelectorAll("mark").forEach((mark) => {
      if (mark.dataset.issues.split(" ").includes(issue)) mark.classList.add("on");
    });
  };
  // Arrow keys move between the cells of a heatmap.
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const walk = (event) => {
    const step = steps[event.key];
    const cell = step && event.target.closest(".heatmap td");
    if (!cell) return;
    let [row, column] = [cell.parentElement.rowIndex, cell.cellIndex];
    const table = cell.closest("table");
    for (;;) {
      row += step[0];
      column += step[1];
      const next = table.rows[row] && table.rows[row].cells[column];
      if (!next || row < 1 || column < 1) return;
      const link = next.querySelector("a");
      if (link) {
        event.preventDefault();
        link.focus();
        return;
      }
    }
  };
  // A session that runs is asked for again; what is open and where one reads stays as it is.
  const refresh = async () => {
    const main = document.getElementById("main");
    if (!main || !main.dataset.live) return;
    try {
      const answer = await fetch(location.href, { headers: { "If-None-Match": main.dataset.live } });
      if (answer.status === 200) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = page.getElementById("main");
        const open = [...main.querySelectorAll("details")].map((entry) => entry.open);
        main.replaceWith(document.adoptNode(next));
        next.querySelectorAll("details").forEach((entry, place) => (entry.open = open[place] || false));
        light();
      }
    } catch (_) { /* the server has gone: what is shown stays */ }
    setTimeout(refresh, 2000);
  };
  const remember = () => {
    document.querySelectorAll("[data-who]").forEach((field) => {
      try { field.value = field.value || localStorage.getItem("who") || ""; } catch (_) { return; }
      field.form.addEventListener("submit", () => localStorage.setItem("who", field.value));
    });
  };
  addEventListener("hashchange", light);
  addEventListener("keydown", walk);
  addEventListener("DOMContentLoaded", () => {
    light();
    remember();
    if (location.protocol !== "file:") setTimeout(refresh, 2000);
  });
})();
