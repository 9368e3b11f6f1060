// The live card on the post page: a part marked data-preview="name" repeats the field of that name.
// data-preview-suffix is put after the value, data-preview-empty stands while there is none.
(() => {
  "use strict";

  const card = document.querySelector("[data-preview-card]");
  const form = document.querySelector("form[data-preview-form]");
  if (!card || !form) return;

  const spoken = (name) => {
    const field = form.elements[name];
    if (!field) return "";
    if (field instanceof RadioNodeList) {
      const chosen = [...field].find((option) => option.checked);
      return chosen?.closest("label")?.querySelector(".choice__label")?.textContent.trim() ?? "";
    }
    if (field instanceof HTMLSelectElement) {
      return field.value ? (field.selectedOptions[0]?.textContent.trim() ?? "") : "";
    }
    return field.value.trim();
  };

  const draw = () => {
    for (const part of card.querySelectorAll("[data-preview]")) {
      const value = spoken(part.dataset.preview);
      const after = part.dataset.previewSuffixOf
        ? spoken(part.dataset.previewSuffixOf)
        : (part.dataset.previewSuffix ?? "");
      part.textContent = value
        ? [value, after].filter(Boolean).join(" ")
        : (part.dataset.previewEmpty ?? "");
    }
  };

  form.addEventListener("input", draw);
  form.addEventListener("change", draw);
  document.addEventListener("htmx:afterSwap", draw);
  document.addEventListener("kierto:photos", (event) => {
    const photo = card.querySelector("[data-preview-photo]");
    if (!photo) return;
    photo.dataset.drawn ??= photo.getAttribute("src");
    photo.src = event.detail.first || photo.dataset.drawn;
    photo.closest(".card__photo")?.classList.toggle("card__photo--drawn", !event.detail.first);
  });
  draw();
})();
