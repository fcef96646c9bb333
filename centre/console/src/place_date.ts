// SPDX-License-Identifier: Apache-2.0
// The line of place and date as Vietnamese documents have it, out of the conference's own time. Pure.
// Source: Nghị định 30/2020/NĐ-CP, Phụ lục I: Arabic numbers, a 0 before days below 10 and before months 1 and 2.
import type { ConfigBody } from "./api_types.ts";
import { placeholderSite } from "./maket_form.ts";

const hoursAheadOfUtc = 7; // in all of Vietnam, without summer time

interface Day {
  day: number;
  month: number;
  year: number;
}

// "{site}, ngày 05 tháng 02 năm 2022"; of several days the first and the last one: "ngày 14 - 15 tháng 7 năm 2022".
// Null: the conference is not known, or its times are none.
export function placeDateOf(conference: ConfigBody["conference"]): string | null {
  const first = dayOf(conference?.starts_at ?? "");
  const last = dayOf(conference?.ends_at ?? "");
  if (first === null || last === null) return null;
  const until = `${dayWords(last)} ${monthWords(last)} ${yearWords(last)}`;
  return `${placeholderSite}, ngày ${from(first, last)}${until}`;
}

function dayOf(iso: string): Day | null {
  const moment = Date.parse(iso);
  if (Number.isNaN(moment)) return null;
  const there = new Date(moment + hoursAheadOfUtc * 3_600_000);
  return { day: there.getUTCDate(), month: there.getUTCMonth() + 1, year: there.getUTCFullYear() };
}

// What stands before the last day: as much of the first one as is another.
function from(first: Day, last: Day): string {
  if (first.year !== last.year) return `${dayWords(first)} ${monthWords(first)} ${yearWords(first)} - `;
  if (first.month !== last.month) return `${dayWords(first)} ${monthWords(first)} - `;
  return first.day === last.day ? "" : `${dayWords(first)} - `;
}

const dayWords = ({ day }: Day): string => (day < 10 ? `0${day}` : `${day}`);
const monthWords = ({ month }: Day): string => (month < 3 ? `tháng 0${month}` : `tháng ${month}`);
const yearWords = ({ year }: Day): string => `năm ${year}`;
