// SPDX-License-Identifier: Apache-2.0
// How badly off an endpoint is, and the order of the list: worst first, then by site code.
import type { Condition, Endpoint, Level } from "./api_types.ts";

// From worst to best. `offline` stands for an endpoint that is away without a condition that says more.
export const severities = ["critical", "error", "offline", "warning", "ok"] as const;
export type Severity = (typeof severities)[number];

const levels: readonly Level[] = ["critical", "error", "warning", "info"];

export function worstCondition(conditions: readonly Condition[]): Condition | null {
  let worst: Condition | null = null;
  for (const condition of conditions) {
    if (worst === null || levels.indexOf(condition.level) < levels.indexOf(worst.level)) worst = condition;
  }
  return worst;
}

export function severityOf(endpoint: Endpoint): Severity {
  const worst = worstCondition(endpoint.conditions)?.level;
  if (worst === "critical" || worst === "error") return worst;
  if (!endpoint.online) return "offline";
  return worst === "warning" ? "warning" : "ok";
}

export function compareEndpoints(a: Endpoint, b: Endpoint): number {
  const bySeverity = severities.indexOf(severityOf(a)) - severities.indexOf(severityOf(b));
  return bySeverity || a.site.code.localeCompare(b.site.code, "vi") || a.id.localeCompare(b.id);
}

export interface Filter {
  words: string;  // of the site's name or code, or of the endpoint's id
  problemsOnly: boolean;
}

// Letters without their marks, so that "ha noi" finds "Hà Nội".
export function plainLetters(words: string): string {
  return words
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .trim();
}

export function matches(endpoint: Endpoint, filter: Filter): boolean {
  if (filter.problemsOnly && severityOf(endpoint) === "ok") return false;
  const words = plainLetters(filter.words);
  const target = plainLetters(`${endpoint.site.code} ${endpoint.site.name} ${endpoint.id}`);
  return words === "" || target.includes(words);
}

export interface Counts {
  all: number;
  online: number;
  problems: number;  // error and worse, and those away
  warnings: number;
}

export function countEndpoints(endpoints: Iterable<Endpoint>): Counts {
  const counts: Counts = { all: 0, online: 0, problems: 0, warnings: 0 };
  for (const endpoint of endpoints) {
    const severity = severityOf(endpoint);
    counts.all += 1;
    counts.online += endpoint.online ? 1 : 0;
    counts.warnings += severity === "warning" ? 1 : 0;
    counts.problems += severity === "warning" || severity === "ok" ? 0 : 1;
  }
  return counts;
}
