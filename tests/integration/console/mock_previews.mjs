// SPDX-License-Identifier: Apache-2.0
// Previews of the mock centre: a room's draft as lines on a picture, with the warnings that a real one would give.
import { createHash } from "node:crypto";

import { screenPicture } from "./sample_pictures.mjs";

const pictures = new Map(); // pixels_sha256 → lines

// RFC 7396.
function merged(target, patch) {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const result = typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
}

function warningsOf(body, site) {
  const { organiser, heading, title, place_date: place } = body.screen.maket;
  const texts = [organiser, heading, ...title, place];
  const found = [];
  const warn = (kind, level, slot, detail) => found.push({ kind, level, slot, detail });
  if (title.some((line) => line.length > 90)) warn("overflow", "error", "title", "");
  if (!texts.some((text) => text.includes("{site}") || text.includes(site.name))) warn("site_missing", "warning", "", "");
  const stated = /(\d+) tháng (\d+) năm (\d+)/.exec(place);
  const day = stated && `${stated[3]}-${stated[2].padStart(2, "0")}-${stated[1].padStart(2, "0")}`;
  if (day && day !== body.conference.starts_at.slice(0, 10)) warn("date_differs", "warning", "", day);
  if (site.name.length > 21) warn("shrunk", "info", "place_date", "94");
  return found;
}

function previewOf(room, body) {
  const { scene } = body.screen;
  const { organiser, heading, title, place_date: place } = body.screen.maket;
  const own = (text) => text.replaceAll("{site}", room.site.name);
  const lines = scene === "maket" ? [organiser, heading, ...title, place].map(own) : [];
  if (body.screen.overlay) lines.push(body.screen.overlay);
  const pixels = createHash("sha256").update(JSON.stringify([scene, lines])).digest("hex");
  pictures.set(pixels, lines);
  return {
    endpoint: room.id,
    site: room.site,
    scene,
    size_reported: room.lastSeen !== null,
    rendered: scene === "setup" ? null : { width: 1920, height: 1080, inputs_sha256: pixels, pixels_sha256: pixels, lines },
    warnings: scene === "maket" ? warningsOf(body, room.site) : [],
  };
}

// With a room's own texts in it.
function filledIn(patch, site, variables = {}) {
  const own = { ...variables[site.code], "site.code": site.code, "site.name": site.name };
  const fill = (text) => text.replace(/\$\{([^}]+)\}/g, (_, name) => own[name]);
  return JSON.parse(JSON.stringify(patch), (_, value) => (typeof value === "string" ? fill(value) : value));
}

// The answer to a POST, or null where it names no room.
export function previews(rooms, { endpoints, body, changes, variables }) {
  const named = endpoints.map((id) => rooms.find((room) => room.id === id));
  if (named.some((room) => room === undefined)) return null;
  return { previews: named.map((room) => previewOf(room, body ?? merged(room.versions[0].body, filledIn(changes, room.site, variables)))) };
}

export function previewPicture(pixels) {
  const lines = pictures.get(pixels);
  return lines && screenPicture(lines);
}
