// SPDX-License-Identifier: Apache-2.0
// Shape checks for JSON that comes from the network: small predicates that are put together.

export type Check = (value: unknown) => boolean;

export const text: Check = (value) => typeof value === "string";
export const number: Check = (value) => typeof value === "number" && Number.isFinite(value);
export const flag: Check = (value) => typeof value === "boolean";

export function oneOf(...names: string[]): Check {
  return (value) => typeof value === "string" && names.includes(value);
}

export function list(item: Check): Check {
  return (value) => Array.isArray(value) && value.every(item);
}

// Absent, null, or as `check` says.
export function maybe(check: Check): Check {
  return (value) => value === undefined || value === null || check(value);
}

// An object whose named members are as their checks say; other members do not matter.
export function record(members: Record<string, Check>): Check {
  const entries = Object.entries(members);
  return (value) => isObject(value) && entries.every(([name, check]) => check(value[name]));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
