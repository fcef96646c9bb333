// SPDX-License-Identifier: Apache-2.0
// Texts of a change that each room fills in for itself: what it asks for, and the table that people paste. Pure.
import type { ConfigBody, Site } from "./api_types.ts";
import { isObject } from "./check.ts";

// By site code, then by name (contract/http.yaml).
export type Variables = Record<string, Record<string, string>>;

// `line`: of the table, from 1. `word`: what is wrong there.
export interface SheetProblem {
  kind: "site_unknown" | "site_twice" | "name_twice" | "cells" | "text_long";
  line: number;
  word: string;
}

export interface Sheet {
  variables: Variables;
  problems: SheetProblem[];
}

export interface MissingTexts {
  site: Site;
  names: string[];
}

// As the centre has it, in bytes.
const longest = 400;
// The centre fills these in.
const own = new Set(["site.code", "site.name"]);

// The names that stand as "${name}" in the texts of a merge patch, but for those that the centre knows.
export function namesIn(patch: unknown): string[] {
  const names = new Set<string>();
  collect(patch, names);
  return [...names].filter((name) => !own.has(name));
}

// What a push to one room would leave as it is written on that room's screen: only a push of many fills it in.
export function unfilledIn(body: ConfigBody): string[] {
  const names = new Set<string>();
  collect(body.screen, names);
  return [...names].map((name) => `\${${name}}`);
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value === "string") {
    for (const [, name] of value.matchAll(/\$\{([^}]*)\}/g)) names.add(name ?? "");
  } else if (Array.isArray(value)) {
    for (const part of value) collect(part, names);
  } else if (isObject(value)) {
    for (const part of Object.values(value)) collect(part, names);
  }
}

// A table as spreadsheets give it, by tabs, or as CSV (RFC 4180) by commas or semicolons. The first line has the names;
// the first column the codes of the sites. A cell without text is none.
export function readSheet(text: string, sites: readonly Site[]): Sheet {
  const rows = rowsOf(text);
  const [head, ...body] = rows;
  const sheet: Sheet = { variables: {}, problems: [] };
  if (head === undefined) return sheet;
  const names = head.cells.slice(1);
  names.forEach((name, at) => {
    if (name !== "" && names.indexOf(name) < at) sheet.problems.push({ kind: "name_twice", line: head.line, word: name });
  });
  for (const { cells, line } of body) readRow(cells, line, names, sites, sheet);
  return sheet;
}

function readRow(cells: readonly string[], line: number, names: readonly string[], sites: readonly Site[], sheet: Sheet): void {
  const [written = "", ...values] = cells;
  const problem = (kind: SheetProblem["kind"], word: string): void => void sheet.problems.push({ kind, line, word });
  // Spreadsheets take the zero from "01".
  const site = sites.find(({ code }) => code === written) ?? sites.find(({ code }) => code === written.padStart(2, "0"));
  if (site === undefined) return problem("site_unknown", written);
  if (sheet.variables[site.code] !== undefined) return problem("site_twice", written);
  if (values.slice(names.length).some((value) => value !== "")) return problem("cells", written);
  const texts: Record<string, string> = {};
  names.forEach((name, at) => {
    const value = values[at] ?? "";
    if (name === "" || own.has(name) || value === "") return;
    if (new TextEncoder().encode(value).length > longest) problem("text_long", value.slice(0, 40));
    texts[name] = value;
  });
  sheet.variables[site.code] = texts;
}

interface Row {
  cells: string[];
  line: number;
}

// Lines without any text are no rows.
function rowsOf(text: string): Row[] {
  const lines = text.split(/\r\n|\r|\n/);
  const first = lines.find((line) => line.trim() !== "") ?? "";
  const mark = ["\t", ";"].find((candidate) => first.includes(candidate)) ?? ",";
  return lines
    .map((line, at) => ({ cells: cellsOf(line, mark).map((cell) => cell.trim()), line: at + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
}

// A cell in quotes may hold the mark, and a quote twice.
function cellsOf(line: string, mark: string): string[] {
  const cells: string[] = [];
  let rest = line;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(rest);
    const whole = quoted !== null && (rest.length === quoted[0].length || rest[quoted[0].length] === mark);
    const end = whole ? quoted[0].length : rest.indexOf(mark) < 0 ? rest.length : rest.indexOf(mark);
    cells.push(whole ? (quoted[1] ?? "").replaceAll('""', '"') : rest.slice(0, end));
    if (end >= rest.length) return cells;
    rest = rest.slice(end + 1);
  }
}

// The rooms that lack a text, in the order of their codes.
export function missingTexts(names: readonly string[], variables: Variables, sites: readonly Site[]): MissingTexts[] {
  return [...sites]
    .sort((a, b) => a.code.localeCompare(b.code, "vi"))
    .map((site) => ({ site, names: names.filter((name) => variables[site.code]?.[name] === undefined) }))
    .filter(({ names: lacking }) => lacking.length > 0);
}

// A table to be filled in, with the rooms and what is there already.
export function sheetFor(names: readonly string[], variables: Variables, sites: readonly Site[]): string {
  const rows = [...sites]
    .sort((a, b) => a.code.localeCompare(b.code, "vi"))
    .map((site) => [site.code, site.name, ...names.map((name) => variables[site.code]?.[name] ?? "")]);
  return [["site.code", "site.name", ...names], ...rows].map((row) => row.join("\t")).join("\n");
}
