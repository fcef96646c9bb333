// SPDX-License-Identifier: Apache-2.0
// The makét's words as a form: out of a Config's body, back into it, and which field an error points to.
import type { ConfigBody, MaketText } from "./api_types.ts";

export interface MaketForm {
  template: string;
  organiser: string;
  heading: string;
  title: string[];
  place_date: string;
  logo: string; // SHA-256 of the picture's file; empty: none, as the next
  background: string;
}

// A field's name: "template", "organiser", "heading", "place_date", "logo", "background", "title" (as a whole) or
// "title/0".
export type FieldName = string;

// Those that every room has.
export const templates = ["co-dien", "xanh", "trang"] as const;
export const mostTitleLines = 6;
export const placeholderSite = "{site}";

export function formOf(body: ConfigBody): MaketForm {
  const maket = body.screen?.maket;
  return {
    template: maket?.template ?? templates[0],
    organiser: maket?.organiser ?? "",
    heading: maket?.heading ?? "",
    title: maket && maket.title.length > 0 ? [...maket.title] : [""],
    place_date: maket?.place_date ?? "",
    logo: maket?.logo ?? "",
    background: maket?.background ?? "",
  };
}

// Text as it is signed: composed (NFC), one kind of white space, none around it.
export function tidy(words: string): string {
  return words.normalize("NFC").replace(/\s+/gu, " ").trim();
}

// The body with the form's words in it, as the API wants it: without the uplink, which is the centre's. A body
// without a makét gets none from an untouched form.
export function bodyWith(body: ConfigBody, form: MaketForm): ConfigBody {
  const { uplink: _centres, ...rest } = structuredClone(body);
  if (!body.screen?.maket && changedFields(formOf(body), form).length === 0) return rest;
  const { logo: _logo, background: _background, ...old } = body.screen?.maket ?? {};
  const maket: MaketText = {
    ...old,
    template: form.template,
    organiser: tidy(form.organiser),
    heading: tidy(form.heading),
    title: form.title.map(tidy),
    place_date: tidy(form.place_date),
    ...(form.logo === "" ? {} : { logo: form.logo }),
    ...(form.background === "" ? {} : { background: form.background }),
  };
  return { ...rest, screen: { ...rest.screen, maket } };
}

export function changedFields(before: MaketForm, after: MaketForm): FieldName[] {
  const fields: FieldName[] = [];
  if (before.template !== after.template) fields.push("template");
  if (tidy(before.organiser) !== tidy(after.organiser)) fields.push("organiser");
  if (tidy(before.heading) !== tidy(after.heading)) fields.push("heading");
  const lines = Math.max(before.title.length, after.title.length);
  for (let line = 0; line < lines; line += 1) {
    const was = before.title[line];
    const is = after.title[line];
    if (was === undefined || is === undefined || tidy(was) !== tidy(is)) fields.push(`title/${line}`);
  }
  if (tidy(before.place_date) !== tidy(after.place_date)) fields.push("place_date");
  if (before.logo !== after.logo) fields.push("logo");
  if (before.background !== after.background) fields.push("background");
  return fields;
}

// The field that an error's detail points to ("/body/screen/maket/title/1: too long"), if it is one of the form's.
export function fieldOf(detail: string): FieldName | null {
  const pointer = /^\/[^\s:]*/.exec(detail)?.[0] ?? "";
  const match = /^(?:\/body)?\/screen\/maket\/(template|organiser|heading|place_date|logo|background|title(?:\/\d+)?)(?:\/|$)/.exec(pointer);
  return match?.[1] ?? null;
}

export function linesOf(form: MaketForm, siteName: string): string[] {
  return [form.organiser, form.heading, ...form.title, form.place_date]
    .map((line) => tidy(line.replaceAll(placeholderSite, siteName)))
    .filter((line) => line !== "");
}
