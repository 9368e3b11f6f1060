// What every page shares. All of it is comfort: pages work without this file.
(() => {
  "use strict";

  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu !== except && !menu.contains(except)) menu.open = false;
    }
  };

  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A second press while the first is on its way sends nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
    }
  });

  const words = { fi: "Sulje", sv: "Stäng", en: "Close" };
  const ready = (root) => {
    for (const notice of root.querySelectorAll("[data-dismissible]:not([data-ready])")) {
      notice.dataset.ready = "yes";
      const close = document.createElement("button");
      close.type = "button";
      close.className = "notice__close";
      close.setAttribute("aria-label", words[document.documentElement.lang] ?? words.en);
      close.textContent = "✕";
      close.addEventListener("click", () => notice.remove());
      notice.querySelector(".notice__inner")?.append(close);
    }
    root.querySelector("[data-focus]")?.focus();
    // A list that filters itself keeps its button for those who have no scripts.
    for (const form of root.querySelectorAll("form[data-filter-self]:not([data-ready])")) {
      form.dataset.ready = "yes";
      form.addEventListener("change", () => form.requestSubmit());
    }
  };

  // Parts of a chart's table are opened for paper and closed again afterwards.
  window.addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details.chart__values:not([open])")) {
      part.open = true;
      part.dataset.opened = "yes";
    }
  });
  window.addEventListener("afterprint", () => {
    for (const part of document.querySelectorAll("details[data-opened]")) {
      part.open = false;
      delete part.dataset.opened;
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("htmx:load", (event) => ready(event.target));
  ready(document);
})();
