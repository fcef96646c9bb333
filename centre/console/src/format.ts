// SPDX-License-Identifier: Apache-2.0
// Numbers, sizes, times and ages as people read them, in the page's language.
import type { Translate } from "./i18n/translate.ts";

export type Language = "vi" | "en";

const locales: Record<Language, string> = { vi: "vi-VN", en: "en-GB" };
const never = "–";

export function decimal(value: number, digits: number, language: Language): string {
  return new Intl.NumberFormat(locales[language], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

export function bytes(value: number, language: Language): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return `${decimal(size, digits, language)} ${units[unit]}`;
}

export function clockTime(iso: string, language: Language): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return never;
  return new Intl.DateTimeFormat(locales[language], { timeStyle: "medium" }).format(time);
}

export function day(iso: string, language: Language): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return never;
  const parts = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
  return new Intl.DateTimeFormat(locales[language], parts).format(time);
}

export function dateTime(iso: string, language: Language): string {
  return `${clockTime(iso, language)} ${day(iso, language)}`;
}

// Day and minute, for what is planned: "15/07/2022 08:00".
export function dayAndTime(iso: string, language: Language): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return never;
  return `${day(iso, language)} ${new Intl.DateTimeFormat(locales[language], { timeStyle: "short" }).format(time)}`;
}

// Whole seconds since `iso`, never below 0; null when it is no time.
export function ageSeconds(iso: string, nowMs: number): number | null {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? null : Math.max(0, Math.floor((nowMs - time) / 1000));
}

// The two largest units: "3 ngày 4 giờ", "12 phút 5 giây", "8 giây".
export function duration(seconds: number, t: Translate): string {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / 86400);
  const hours = Math.floor((whole % 86400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (days > 0) return `${t("unit_days", { n: days })} ${t("unit_hours", { n: hours })}`;
  if (hours > 0) return `${t("unit_hours", { n: hours })} ${t("unit_minutes", { n: minutes })}`;
  if (minutes >= 10) return t("unit_minutes", { n: minutes });
  if (minutes > 0) return `${t("unit_minutes", { n: minutes })} ${t("unit_seconds", { n: whole % 60 })}`;
  return t("unit_seconds", { n: whole });
}

export function age(iso: string, nowMs: number, t: Translate): string {
  const seconds = ageSeconds(iso, nowMs);
  if (seconds === null) return never;
  return seconds < 1 ? t("age_now") : t("age_ago", { duration: duration(seconds, t) });
}

// Position of a level on a meter from -60 dBFS (0) to full scale (1).
export function meterPosition(dbfs: number): number {
  return Math.min(1, Math.max(0, (dbfs + 60) / 60));
}

// A source as it is named to people: of a file only its name, "file:room.mkv".
export function shortSource(source: string): string {
  return source.startsWith("file:") ? `file:${source.slice(source.lastIndexOf("/") + 1)}` : source;
}
