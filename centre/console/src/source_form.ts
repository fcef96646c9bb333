// SPDX-License-Identifier: Apache-2.0
// Screen, camera, microphone, encoder and small picture of a Config's body as a form, and back into the body. What is not
// set stands as "": the room leaves it as it is.
import type { ConfigBody } from "./api_types.ts";
import { tidy } from "./maket_form.ts";

// By the member's path in the body: "camera/source", "microphone/muted", "camera/controls/brightness".
export type SourceForm = Readonly<Record<string, string>>;

// Words are what people read: composed and without white space around them.
type Kind = "text" | "words" | "flag" | "whole" | "real";

// The members that can be changed here, and what an absent one means.
const members: Record<string, { kind: Kind; absent: string }> = {
  "screen/scene": { kind: "text", absent: "setup" },
  "screen/connector": { kind: "text", absent: "all" },
  "screen/overlay": { kind: "words", absent: "" },
  "screen/fade_ms": { kind: "whole", absent: "0" },
  "camera/source": { kind: "text", absent: "auto" },
  "microphone/source": { kind: "text", absent: "auto" },
  "microphone/muted": { kind: "flag", absent: "false" },
  "microphone/switch_on": { kind: "flag", absent: "true" },
  "microphone/volume_percent": { kind: "whole", absent: "" },
  "microphone/gain_db": { kind: "real", absent: "" },
  "audio/channels": { kind: "whole", absent: "1" },
  "video/encoder": { kind: "text", absent: "auto" },
  "video/small_picture": { kind: "flag", absent: "true" },
};
const controlPath = "camera/controls/";

export function controlField(name: string): string {
  return `${controlPath}${name}`;
}

export function sourcesOf(body: ConfigBody): SourceForm {
  const form: Record<string, string> = {};
  for (const [field, { absent }] of Object.entries(members)) {
    const [part, name] = split(field);
    const value = partOf(body, part)[name];
    form[field] = value === undefined || value === null ? absent : String(value);
  }
  for (const { name, value } of body.camera?.controls ?? []) form[controlField(name)] = String(value);
  return form;
}

// The fields whose value is another one; a control that is set in neither form is in neither.
export function changedSources(before: SourceForm, after: SourceForm): string[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields].filter((field) => meaning(field, before[field]) !== meaning(field, after[field]));
}

// The body with what was changed in the form; all else stays as it came.
export function bodyWithSources(body: ConfigBody, form: SourceForm): ConfigBody {
  const next = structuredClone(body);
  for (const field of changedSources(sourcesOf(body), form)) {
    const value = valueOf(field, form[field]);
    if (field.startsWith(controlPath)) setControl(next, field.slice(controlPath.length), value);
    else setMember(next, field, value);
  }
  return next;
}

// The names of the controls that the form sets.
export function controlsSet(form: SourceForm): string[] {
  const fields = Object.keys(form).filter((field) => field.startsWith(controlPath) && form[field] !== "");
  return fields.map((field) => field.slice(controlPath.length));
}

// The field that an error's detail points to in `body` ("/camera/controls/0/value: …"), if it is one of the form's.
export function sourceFieldOf(detail: string, body: ConfigBody): string | null {
  const pointer = /^(?:\/body)?\/([^\s:]*)/.exec(detail)?.[1] ?? "";
  const index = /^camera\/controls\/(\d+)/.exec(pointer)?.[1];
  const control = index === undefined ? undefined : body.camera?.controls?.[Number(index)];
  if (control !== undefined) return controlField(control.name);
  return pointer in members ? pointer : null;
}

function split(field: string): [string, string] {
  const [part = "", name = ""] = field.split("/");
  return [part, name];
}

function partOf(body: ConfigBody, part: string): Record<string, unknown> {
  return (body[part] ?? {}) as Record<string, unknown>;
}

function valueOf(field: string, words: string | undefined): string | number | boolean | undefined {
  const kind = members[field]?.kind ?? "whole";
  if (words === undefined || words === "") return undefined;
  if (kind === "text") return words;
  if (kind === "words") return tidy(words) || undefined;
  if (kind === "flag") return words === "true";
  const value = Number(words);
  if (!Number.isFinite(value)) return undefined;
  return kind === "whole" ? Math.round(value) : value;
}

// "80" and "80.0" are the same wish, and so are a control that is absent and one that is "".
function meaning(field: string, words: string | undefined): unknown {
  return valueOf(field, words ?? members[field]?.absent);
}

function setMember(body: ConfigBody, field: string, value: unknown): void {
  const [part, name] = split(field);
  const { [name]: _old, ...rest } = partOf(body, part);
  body[part] = value === undefined ? rest : { ...rest, [name]: value };
}

function setControl(body: ConfigBody, name: string, value: unknown): void {
  const old = body.camera?.controls ?? [];
  const known = old.some((control) => control.name === name);
  const added = typeof value === "number" && !known ? [{ name, value }] : [];
  const kept = old.flatMap((control) => {
    if (control.name !== name) return [control];
    return typeof value === "number" ? [{ ...control, value }] : [];
  });
  body.camera = { ...body.camera, controls: [...kept, ...added] };
}
