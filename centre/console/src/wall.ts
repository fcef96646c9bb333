// SPDX-License-Identifier: Apache-2.0
// The wall of screens: what is proved of each, level by level, and which one is not like the others. Pure.
import type { Endpoint, ProofState } from "./api_types.ts";

export const proofLevels = ["rendered", "alike", "scanned_out", "display_there", "display_awake"] as const;
export type ProofLevel = (typeof proofLevels)[number];

// Nothing is concluded from one level to the next, and what a room that is away said last proves nothing now.
export function proofsOf(endpoint: Endpoint): Record<ProofLevel, ProofState> {
  const screen = endpoint.online ? endpoint.status?.screen : null;
  if (screen === null || screen === undefined) {
    return { rendered: "unknown", alike: "unknown", scanned_out: "unknown", display_there: "unknown", display_awake: "unknown" };
  }
  return {
    rendered: screen.rendered.pixels_sha256 === "" ? "no" : "yes",
    alike: alikeOf(endpoint),
    scanned_out: screen.scanned_out.state,
    display_there: screen.display_there.state,
    display_awake: screen.display_awake.state,
  };
}

function alikeOf(endpoint: Endpoint): ProofState {
  if (endpoint.agreement === null || endpoint.agreement === undefined) return "unknown";
  return endpoint.agreement === "same" ? "yes" : "no";
}

// Scene and words without the room's own name: the same in rooms that show the same. Null: not known.
export function lookOf(endpoint: Endpoint): string | null {
  const screen = endpoint.online ? endpoint.status?.screen : null;
  if (screen === null || screen === undefined) return null;
  const name = endpoint.site.name.toLowerCase();
  const words = screen.rendered.lines.join(" ").toLowerCase().replaceAll(name, "{site}");
  return `${screen.scene} ${words.replace(/\s+/gu, " ").trim()}`;
}

// What most rooms show; null while nobody shows anything, or no look is had by more rooms than any other.
export function commonLook(endpoints: Iterable<Endpoint>): string | null {
  const counts = new Map<string, number>();
  for (const endpoint of endpoints) {
    const look = lookOf(endpoint);
    if (look !== null) counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a);
  if (first === undefined || first[1] === second?.[1]) return null;
  return first[0];
}

export type WallState = "odd" | "unproved" | "proved";
const states: readonly WallState[] = ["odd", "unproved", "proved"];

// Odd: something is known to be wrong with the screen, it shows something else than most, or nobody knows what.
export function wallStateOf(endpoint: Endpoint, common: string | null): WallState {
  const proofs = Object.values(proofsOf(endpoint));
  const look = lookOf(endpoint);
  const unlike = common !== null && look !== null && look !== common;
  const silent = look === null && endpoint.desired !== null;
  if (unlike || silent || proofs.includes("no")) return "odd";
  return proofs.includes("unknown") ? "unproved" : "proved";
}

export function compareOnWall(common: string | null): (a: Endpoint, b: Endpoint) => number {
  const rank = (endpoint: Endpoint): number => states.indexOf(wallStateOf(endpoint, common));
  return (a, b) => rank(a) - rank(b) || a.site.code.localeCompare(b.site.code, "vi") || a.id.localeCompare(b.id);
}
