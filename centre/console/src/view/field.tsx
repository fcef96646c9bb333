// SPDX-License-Identifier: Apache-2.0
// One field of the configuration with its label, marked when it was changed or when the centre did not take it.
import type { ComponentChildren, JSX } from "preact";

import { changesOf, type EditorAction, type EditorState, refusedField } from "../editor_state.ts";
import { wordsFor } from "../i18n/translate.ts";
import type { FieldName } from "../maket_form.ts";
import { useSpeech } from "./context.ts";

export type Dispatch = (action: EditorAction) => void;

export interface Editing {
  state: EditorState;
  dispatch: Dispatch;
}

interface InputAttributes {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string;
}

interface FieldProps {
  name: FieldName;
  label: string;
  state: EditorState;
  hint?: ComponentChildren;
  children: (input: InputAttributes) => ComponentChildren;
}

export function Field(props: FieldProps): JSX.Element {
  const { label, children } = props;
  const { input, frame, words } = useField(props);
  return (
    <div {...frame}>
      <label for={input.id}>{label}</label>
      <div class="field__row">{children(input)}</div>
      {words}
    </div>
  );
}

// A wish that is on or off.
export function SwitchField(props: Omit<FieldProps, "children"> & { dispatch: Dispatch }): JSX.Element {
  const { name, label, state, dispatch } = props;
  const { input, frame, words } = useField(props);
  const set = (event: Event & { currentTarget: HTMLInputElement }): void =>
    dispatch({ kind: "source_set", field: name, value: String(event.currentTarget.checked) });
  return (
    <div {...frame}>
      <label class="check" for={input.id}>
        <input {...input} type="checkbox" checked={state.sources[name] === "true"} onChange={set} />
        {label}
      </label>
      {words}
    </div>
  );
}

// A line that people read.
export function WordsField(props: Omit<FieldProps, "children"> & { dispatch: Dispatch }): JSX.Element {
  const { name, state, dispatch } = props;
  const set = (event: Event & { currentTarget: HTMLInputElement }): void =>
    dispatch({ kind: "source_set", field: name, value: event.currentTarget.value });
  return (
    <Field {...props}>
      {(input) => <input {...input} type="text" lang="vi" value={state.sources[name] ?? ""} onInput={set} />}
    </Field>
  );
}

// A wish out of a few.
export function SelectField(
  props: Omit<FieldProps, "children"> & { dispatch: Dispatch; options: [value: string, words: string][] },
): JSX.Element {
  const { name, state, dispatch, options } = props;
  const value = state.sources[name] ?? "";
  const known = options.some(([one]) => one === value);
  const set = (event: Event & { currentTarget: HTMLSelectElement }): void =>
    dispatch({ kind: "source_set", field: name, value: event.currentTarget.value });
  return (
    <Field {...props}>
      {(input) => (
        <select {...input} value={value} onChange={set}>
          {(known ? options : [...options, [value, value]]).map(([one, words]) => (
            <option key={one} value={one}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function useField(props: Pick<FieldProps, "name" | "state" | "hint">): {
  input: InputAttributes;
  frame: { class: string; "data-field": string };
  words: JSX.Element;
} {
  const { t } = useSpeech();
  const { name, state, hint } = props;
  const marked = isRefused(state, name);
  const id = idOf(name);
  const reason = marked && state.push.kind === "failed" ? wordsFor(t, "invalid", state.push.error.code) : "";
  return {
    input: { id, "aria-invalid": marked, "aria-describedby": `${id}-words` },
    frame: { class: changesOf(state).includes(name) ? "field field--changed" : "field", "data-field": name },
    words: (
      <p id={`${id}-words`} class={marked ? "field-error" : "quiet small"}>
        {marked ? t("push_invalid_field", { reason }) : hint}
      </p>
    ),
  };
}

// An error of the title as a whole marks its first line.
export function isRefused(state: EditorState, name: FieldName): boolean {
  const field = refusedField(state);
  return field === name || (field === "title" && name === "title/0");
}

function idOf(name: FieldName): string {
  const part = name.includes("/") && !name.startsWith("title/") ? "source" : "maket";
  return `${part}-${name.replace(/[^\w-]/g, "-")}`;
}
