// SPDX-License-Identifier: Apache-2.0
// Previews as the centre draws them, and what it says of rooms that draw otherwise (contract/http.yaml).
import type { Level, Site } from "./api_types.ts";

export interface PreviewWarning {
  kind: string; // warning_* in i18n
  level: Level;
  slot: string; // slot_* in i18n; empty: of none
  detail: string;
}

export interface Preview {
  endpoint: string;
  site: Site;
  scene: string;
  size_reported?: boolean | null; // by the room; else it is that of the configuration
  rendered: {
    width: number;
    height: number;
    pixels_sha256: string; // names the picture
    lines: string[];
  } | null; // null: only the room can draw it, or a warning says why not
  warnings: PreviewWarning[];
}

// A logo or background that the centre has.
export interface StoredPicture {
  sha256: string; // of the file: its name
  media_type: string;
  bytes: number;
  width: number; // pixels; 0 of an SVG
  height: number;
}

// How a room's picture compares with what the centre draws of the same configuration.
export type Agreement = "same" | "other_inputs" | "other_pixels";

// All rooms of one software version draw otherwise than the centre, in the same way.
export interface DrawnOtherwise {
  software: string;
  rooms: number;
  how: Agreement;
}
