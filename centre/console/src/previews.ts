// SPDX-License-Identifier: Apache-2.0
// Previews of many rooms: who stands first, what a change touches. Pure.
import type { Level } from "./api_types.ts";
import { isObject } from "./check.ts";
import type { Preview } from "./preview_types.ts";

const levels: readonly Level[] = ["critical", "error", "warning", "info"];

// The worst level of a preview's warnings.
export function levelOf(preview: Preview): Level | "ok" {
  return levels.find((level) => preview.warnings.some((warning) => warning.level === level)) ?? "ok";
}

// Whether somebody should look before it is pushed. Text that was made smaller is as the template allows.
export function isDoubtful(preview: Preview): boolean {
  const level = levelOf(preview);
  return level !== "ok" && level !== "info";
}

export function comparePreviews(a: Preview, b: Preview): number {
  const rank = (preview: Preview): number => [...levels, "ok"].indexOf(levelOf(preview));
  return rank(a) - rank(b) || a.site.code.localeCompare(b.site.code, "vi") || a.endpoint.localeCompare(b.endpoint);
}

// The members that a merge patch sets or takes away, by path: "screen/maket/heading".
export function patchedMembers(patch: object, above = ""): string[] {
  return Object.entries(patch).flatMap(([name, value]) =>
    isObject(value) ? patchedMembers(value, `${above}${name}/`) : [`${above}${name}`],
  );
}

// In pieces of at most `size`.
export function inPieces<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, piece) => list.slice(piece * size, (piece + 1) * size));
}
