// Keeps what was typed into form[data-keep="key"] until it is sent, for this browser tab only.
// Passwords, files and hidden fields are never kept.
(() => {
  "use strict";

  const kept = (form) =>
    [...form.elements].filter(
      (field) => field.name && !["password", "file", "hidden", "submit"].includes(field.type),
    );

  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = `kierto:${form.dataset.keep}`;
    const refused = form.querySelector("[aria-invalid], .error-summary");
    let saved = null;
    try {
      saved = JSON.parse(sessionStorage.getItem(key));
    } catch {
      sessionStorage.removeItem(key);
    }
    if (saved && !refused) {
      for (const field of kept(form)) {
        const values = saved[field.name];
        if (!values) continue;
        if (field.type === "radio" || field.type === "checkbox") {
          field.checked = values.includes(field.value);
        } else if (!field.value || field instanceof HTMLSelectElement) {
          field.value = values[0] ?? "";
        }
      }
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }
    form.addEventListener("input", () => {
      const values = {};
      for (const field of kept(form)) {
        const many = (values[field.name] ??= []);
        if (!["radio", "checkbox"].includes(field.type) || field.checked) many.push(field.value);
      }
      sessionStorage.setItem(key, JSON.stringify(values));
    });
    form.addEventListener("submit", () => sessionStorage.removeItem(key));
  }
})();
