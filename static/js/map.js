// Draws each [data-map] with Leaflet. The list beside it holds the same things, so a map that
// cannot be drawn stays hidden and nothing is lost.
(() => {
  "use strict";
  if (!window.L) return;

  const number = (text) => Number.parseFloat(String(text).replace(/\s/g, "").replace(",", "."));
  const pin = (kind) =>
    L.divIcon({
      className: `map__pin map__pin--${kind || "listing"}`,
      iconSize: [26, 26],
      iconAnchor: [13, 30],
      popupAnchor: [0, -28],
    });

  // Text is set as text: titles are written by people.
  const bubble = (point) => {
    const box = document.createElement("div");
    const title = document.createElement(point.url ? "a" : "strong");
    title.textContent = point.title;
    if (point.url) title.href = point.url;
    box.append(title);
    if (point.text) {
      const line = document.createElement("div");
      line.textContent = point.text;
      box.append(line);
    }
    return box;
  };

  const ground = async (map, settings) => {
    if (settings.tiles) {
      L.tileLayer(settings.tiles, { attribution: settings.attribution ?? "", maxZoom: 19 }).addTo(map);
    }
    if (settings.base) {
      const answer = await fetch(settings.base);
      if (answer.ok) {
        L.geoJSON(await answer.json(), {
          className: "map__land",
          interactive: false,
          style: { weight: 1, fillOpacity: 1, fillColor: "#f3f1e7", color: "#b8c4ba" },
        })
          .addTo(map)
          .bringToBack();
      }
    }
  };

  const pick = (map, box, start) => {
    const latitude = document.getElementById(box.dataset.pickLatitude);
    const longitude = document.getElementById(box.dataset.pickLongitude);
    const marker = L.marker(start, { icon: pin("listing"), draggable: true, keyboard: false });
    const typed = () => {
      const place = [number(latitude.value), number(longitude.value)];
      if (place.every(Number.isFinite) && Math.abs(place[0]) <= 90 && Math.abs(place[1]) <= 180) {
        marker.setLatLng(place).addTo(map);
        map.panTo(place);
      }
    };
    const write = (place) => {
      const comma = document.documentElement.lang === "en" ? "." : ",";
      latitude.value = place.lat.toFixed(5).replace(".", comma);
      longitude.value = place.wrap().lng.toFixed(5).replace(".", comma);
      marker.setLatLng(place).addTo(map);
      latitude.dispatchEvent(new Event("input", { bubbles: true }));
    };
    map.on("click", (event) => write(event.latlng));
    marker.on("dragend", () => write(marker.getLatLng()));
    latitude.addEventListener("change", typed);
    longitude.addEventListener("change", typed);
    typed();
  };

  for (const box of document.querySelectorAll("[data-map]")) {
    const settings = JSON.parse(box.dataset.settings || "{}");
    const points = JSON.parse(box.dataset.points || "[]");
    const centre = box.dataset.centre ? JSON.parse(box.dataset.centre) : null;
    const picking = Boolean(box.dataset.pickLatitude);
    if (!picking && points.length === 0 && !centre) continue;

    box.hidden = false;
    const start = centre ?? (points[0] ? [points[0].lat, points[0].lon] : [65.7364, 24.5637]);
    const map = L.map(box, {
      zoomControl: false,
      scrollWheelZoom: false,
      maxZoom: 19,
    }).setView(start, 11);
    L.control
      .zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut })
      .addTo(map);
    map.attributionControl.setPrefix("Leaflet");

    const marks = L.markerClusterGroup
      ? L.markerClusterGroup({
          showCoverageOnHover: false,
          maxClusterRadius: 45,
          iconCreateFunction: (group) =>
            L.divIcon({
              className: "map__group",
              html: String(group.getChildCount()),
              iconSize: [42, 42],
            }),
        })
      : L.featureGroup();
    for (const point of points) {
      L.marker([point.lat, point.lon], { icon: pin(point.kind), title: point.title, alt: point.title })
        .bindPopup(bubble(point))
        .addTo(marks);
    }
    marks.addTo(map);
    let bounds = marks.getBounds();
    if (centre && box.dataset.radiusKm) {
      const reach = L.circle(centre, {
        radius: 1000 * number(box.dataset.radiusKm),
        className: "map__reach",
        interactive: false,
        weight: 2,
      }).addTo(map);
      bounds = reach.getBounds();
    }
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [36, 36], maxZoom: 14 });
    if (picking) pick(map, box, start);
    ground(map, settings).catch(() => box.classList.add("map--bare"));
  }
})();
