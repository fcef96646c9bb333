// SPDX-License-Identifier: Apache-2.0
// Words by key in the language chosen, with {placeholders} filled in.
import type { Language } from "../format.ts";
import { en } from "./en.ts";
import { vi } from "./vi.ts";

export type Key = keyof typeof vi;
export type Dictionary = Record<Key, string>;
export type Values = Record<string, string | number>;
export type Translate = (key: Key, values?: Values) => string;

export const dictionaries: Record<Language, Dictionary> = { vi, en };

// A placeholder without a value stays as it is, such as the makét's own {site}.
export function fill(words: string, values: Values): string {
  return words.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}

export function translator(language: Language): Translate {
  const dictionary = dictionaries[language];
  return (key, values) => (values === undefined ? dictionary[key] : fill(dictionary[key], values));
}

// The words for a key that is put together from a name in a document; the bare name when it is unknown.
export function wordsFor(t: Translate, prefix: string, name: string): string {
  const key = `${prefix}_${name}`;
  return key in vi ? t(key as Key) : name;
}
