// SPDX-License-Identifier: Apache-2.0
// The makét editor between its loading and its push: what was loaded, what was typed, how the push went.
// Pure: the view dispatches, this answers with the next state.
import type { ApiError } from "./api.ts";
import type { ConfigBody, ConfigVersionWithBody } from "./api_types.ts";
import { bodyWith, changedFields, formOf, mostTitleLines, type FieldName, type MaketForm } from "./maket_form.ts";
import type { Pushed } from "./push_progress.ts";

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
  push: PushState;
  wordsOf: number | null;  // the older version whose words were loaded into the form
}

export const emptyEditor: EditorState = { base: null, newest: null, form: null, push: { kind: "none" }, wordsOf: null };

export type EditorAction =
  | { kind: "loaded"; config: ConfigVersionWithBody }
  | { kind: "reload" }
  | { kind: "revert" }
  | { kind: "words"; config: ConfigVersionWithBody }
  | { kind: "typed"; field: FieldName; words: string }
  | { kind: "line_added" }
  | { kind: "line_removed"; line: number }
  | { kind: "sending" }
  | { kind: "pushed"; body: ConfigBody; pushed: Pushed }
  | { kind: "failed"; error: ApiError };

export function changesOf(state: EditorState): FieldName[] {
  return state.base === null || state.form === null ? [] : changedFields(formOf(state.base.body), state.form);
}

// A version that someone else pushed over the one that is being edited.
export function newerThanBase(state: EditorState): ConfigVersionWithBody | null {
  const { base, newest } = state;
  return base !== null && newest !== null && newest.version > base.version ? newest : null;
}

export function bodyToPush(state: EditorState): ConfigBody | null {
  return state.base === null || state.form === null ? null : bodyWith(state.base.body, state.form);
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
    push: { kind: "none" },
    wordsOf: null,
  };
}

function pushed(state: EditorState, body: ConfigBody, done: Pushed): EditorState {
  const base = { version: done.version, body };
  return { ...state, base, form: formOf(body), push: { kind: "done", pushed: done }, wordsOf: null };
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
