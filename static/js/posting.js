// The post page: a suggested category that is pressed outdoes one from the long list.
(() => {
  "use strict";

  const box = document.getElementById("category-box");
  const title = document.getElementById("title");
  if (!box || !title) return;

  box.addEventListener("change", (event) => {
    const list = document.getElementById("other_category");
    if (event.target.name === "category") {
      list.value = "";
    } else if (event.target === list && list.value) {
      for (const choice of box.querySelectorAll("input[name=category]")) choice.checked = false;
    }
  }, { capture: true });

  // A title that the browser remembers has not been asked about yet.
  if (title.value && !box.querySelector("input[name=category]")) {
    window.addEventListener("load", () => window.htmx?.trigger(title, "kierto:suggest"));
  }
})();
