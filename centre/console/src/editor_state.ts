// SPDX-License-Identifier: Apache-2.0
// The editor of a room's configuration between its loading and its push: what was loaded, what was typed, how
// the push went. The makét's words and the sources are one draft: both go with the next push.
// Pure: the view dispatches, this answers with the next state.
import type { ApiError } from "./api.ts";
import type { ConfigBody, ConfigVersionWithBody } from "./api_types.ts";
import { bodyWith, changedFields, fieldOf, formOf, mostTitleLines, type FieldName, type MaketForm } from "./maket_form.ts";
import type { Pushed } from "./push_progress.ts";
import { bodyWithSources, changedSources, sourceFieldOf, type SourceForm, sourcesOf } from "./source_form.ts";

export interface Base {
  version: number;
  body: ConfigBody;
}

export type PushState =
  | { kind: "none" }
  | { kind: "sending" }
  | { kind: "done"; pushed: Pushed }
  | { kind: "failed"; error: ApiError };

export interface EditorState {
  base: Base | null;  // the version that is edited
  newest: ConfigVersionWithBody | null;  // the newest that was loaded
  form: MaketForm | null;
  sources: SourceForm;  // empty while there is no base
  push: PushState;
  wordsOf: number | null;  // the older version whose words were loaded into the form
}

export const emptyEditor: EditorState = {
  base: null,
  newest: null,
  form: null,
  sources: {},
  push: { kind: "none" },
  wordsOf: null,
};

export type EditorAction =
  | { kind: "loaded"; config: ConfigVersionWithBody }
  | { kind: "reload" }
  | { kind: "revert" }
  | { kind: "words"; config: ConfigVersionWithBody }
  | { kind: "typed"; field: FieldName; words: string }
  | { kind: "source_set"; field: FieldName; value: string }
  | { kind: "line_added" }
  | { kind: "line_removed"; line: number }
  | { kind: "sending" }
  | { kind: "pushed"; body: ConfigBody; pushed: Pushed }
  | { kind: "failed"; error: ApiError };

export function changesOf(state: EditorState): FieldName[] {
  return state.base === null ? [] : [...maketChanges(state), ...changedSources(sourcesOf(state.base.body), state.sources)];
}

// Whether a push would change what stands on the room's screen.
export function changesScreen(state: EditorState): boolean {
  const scene = "screen/scene";
  return changesOf(state).includes(scene) || (state.sources[scene] === "maket" && maketChanges(state).length > 0);
}

function maketChanges(state: EditorState): FieldName[] {
  return state.base === null || state.form === null ? [] : changedFields(formOf(state.base.body), state.form);
}

// The field that the centre did not take, if it is one of the form's.
export function refusedField(state: EditorState): FieldName | null {
  if (state.push.kind !== "failed" || state.push.error.status !== 400) return null;
  const body = bodyToPush(state);
  const { detail } = state.push.error;
  return fieldOf(detail) ?? (body === null ? null : sourceFieldOf(detail, body));
}

// A version that someone else pushed over the one that is being edited.
export function newerThanBase(state: EditorState): ConfigVersionWithBody | null {
  const { base, newest } = state;
  return base !== null && newest !== null && newest.version > base.version ? newest : null;
}

export function bodyToPush(state: EditorState): ConfigBody | null {
  const { base, form, sources } = state;
  return base === null || form === null ? null : bodyWithSources(bodyWith(base.body, form), sources);
}

export function nextEditor(state: EditorState, action: EditorAction): EditorState {
  switch (action.kind) {
    case "loaded":
      return loaded(state, action.config);
    case "reload":
      return state.newest === null ? state : editing(state, state.newest);
    case "revert":
      return state.base === null ? state : { ...editing(state, state.base), newest: state.newest };
    case "words":
      return { ...state, form: formOf(action.config.body), wordsOf: action.config.version, push: { kind: "none" } };
    case "source_set": {
      const sources = { ...state.sources, [action.field]: action.value };
      return { ...state, sources, push: settled(state.push) };
    }
    case "sending":
      return { ...state, push: { kind: "sending" } };
    case "pushed":
      return pushed(state, action.body, action.pushed);
    case "failed":
      return { ...state, push: { kind: "failed", error: action.error } };
    default:
      return state.form === null ? state : { ...state, form: typed(state.form, action), push: settled(state.push) };
  }
}

// What was typed is never overwritten by what arrives.
function loaded(state: EditorState, config: ConfigVersionWithBody): EditorState {
  if (state.newest !== null && config.version < state.newest.version) return state;
  const next = { ...state, newest: config };
  const untouched = changesOf(state).length === 0 && state.push.kind !== "sending";
  return untouched && config.version !== state.base?.version ? { ...editing(next, config), push: next.push } : next;
}

function editing(state: EditorState, base: Base): EditorState {
  return {
    ...state,
    base: { version: base.version, body: base.body },
    form: formOf(base.body),
    sources: sourcesOf(base.body),
    push: { kind: "none" },
    wordsOf: null,
  };
}

function pushed(state: EditorState, body: ConfigBody, done: Pushed): EditorState {
  const base = { version: done.version, body };
  const push: PushState = { kind: "done", pushed: done };
  // What was typed while the push was on its way stays, as changes of the new base.
  const since = { ...state, base, push, wordsOf: null };
  return changesOf(since).length > 0 ? since : { ...editing(state, base), push };
}

// Typing takes away the words about a push that failed, not those about one that is on its way.
function settled(push: PushState): PushState {
  return push.kind === "failed" && push.error.code !== "version_conflict" ? { kind: "none" } : push;
}

function typed(form: MaketForm, action: EditorAction): MaketForm {
  if (action.kind === "line_added") {
    return form.title.length < mostTitleLines ? { ...form, title: [...form.title, ""] } : form;
  }
  if (action.kind === "line_removed") {
    return form.title.length > 1 ? { ...form, title: form.title.filter((_, line) => line !== action.line) } : form;
  }
  if (action.kind !== "typed") return form;
  const line = /^title\/(\d+)$/.exec(action.field)?.[1];
  if (line === undefined) return { ...form, [action.field]: action.words };
  return { ...form, title: form.title.map((old, index) => (index === Number(line) ? action.words : old)) };
}
