// Shows chosen photos before they are sent, and tells the live card about the first one.
(() => {
  "use strict";

  for (const field of document.querySelectorAll("[data-photos]")) {
    const list = field.querySelector("[data-photo-list]");
    const inputs = [...field.querySelectorAll("input[type=file]")];
    let addresses = [];

    const show = () => {
      for (const address of addresses) URL.revokeObjectURL(address);
      const files = inputs.flatMap((input) => [...input.files]);
      addresses = files.map((file) => URL.createObjectURL(file));
      list.replaceChildren(
        ...files.map((file, index) => {
          const item = document.createElement("li");
          const picture = document.createElement("img");
          picture.alt = file.name;
          picture.src = addresses[index];
          // Some browsers cannot draw a phone's HEIC file; its name is shown instead.
          picture.addEventListener("error", () => picture.replaceWith(file.name));
          item.append(picture);
          return item;
        }),
      );
      list.hidden = files.length === 0;
      field.dispatchEvent(
        new CustomEvent("kierto:photos", { bubbles: true, detail: { first: addresses[0] ?? "" } }),
      );
    };

    for (const input of inputs) input.addEventListener("change", show);
  }
})();
