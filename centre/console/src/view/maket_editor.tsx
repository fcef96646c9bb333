// SPDX-License-Identifier: Apache-2.0
// The words of the makét as fields, and the button that pushes them.
import type { JSX } from "preact";

import type { Endpoint } from "../api_types.ts";
import {
  bodyToPush,
  changesOf,
  type EditorAction,
  type EditorState,
  newerThanBase,
} from "../editor_state.ts";
import { fill, wordsFor } from "../i18n/translate.ts";
import { fieldOf, type FieldName, type MaketForm, mostTitleLines, tidy } from "../maket_form.ts";
import { useConsole, useSpeech } from "./context.ts";
import { PushLine } from "./push_line.tsx";
import type { LoadedConfig } from "./use_config.ts";

export type Dispatch = (action: EditorAction) => void;

interface Props {
  endpoint: Endpoint;
  loaded: LoadedConfig;
  state: EditorState;
  dispatch: Dispatch;
}

export function MaketEditor(props: Props): JSX.Element {
  const { t } = useSpeech();
  const { endpoint, loaded, state } = props;
  const template = state.base?.body.screen?.maket?.template;
  return (
    <section class="panel editor" aria-labelledby="maket-title" data-part="editor">
      <h2 id="maket-title">
        {t("maket_title")}{" "}
        <span class="quiet">
          {state.base === null ? "" : t("maket_editing", { version: state.base.version })}
          {template === undefined ? "" : ` · ${t("maket_template", { name: template })}`}
        </span>
      </h2>
      {endpoint.desired === null ? <p class="quiet">{t("maket_no_config")}</p> : null}
      {loaded.error === null ? null : (
        <p class="field-error" role="alert">
          {t("maket_load_failed", { code: loaded.error.code })}{" "}
          <button type="button" class="button" onClick={loaded.load}>
            {t("retry")}
          </button>
        </p>
      )}
      {state.form === null ? null : <Form {...props} form={state.form} />}
    </section>
  );
}

function usePush(props: Props): () => Promise<void> {
  const operatorConsole = useConsole();
  const { endpoint, state, dispatch } = props;
  return async () => {
    const body = bodyToPush(state);
    if (body === null || state.base === null || state.push.kind === "sending") return;
    const screenEtag = endpoint.snapshots.screen?.etag ?? null;
    dispatch({ kind: "sending" });
    const answer = await operatorConsole.api.push(endpoint.id, state.base.version, body);
    if (answer.ok) {
      const pushed = { version: answer.value.version, atMs: performance.now(), screenEtag };
      dispatch({ kind: "pushed", body, pushed });
    } else {
      dispatch({ kind: "failed", error: answer.error });
      operatorConsole.noticed(answer.error);
    }
  };
}

function Form(props: Props & { form: MaketForm }): JSX.Element {
  const { t } = useSpeech();
  const { endpoint, form, state, dispatch } = props;
  const push = usePush(props);
  const submit = (event: Event): void => {
    event.preventDefault();
    void push();
  };
  const hint = fill(t("maket_place_hint"), { result: tidy(form.place_date.replaceAll("{site}", endpoint.site.name)) });
  return (
    <form class="editor__form" onSubmit={submit} onKeyDown={keepEnter} autoComplete="off">
      <Field {...props} name="organiser" label={t("maket_organiser")} words={form.organiser} />
      <Field {...props} name="heading" label={t("maket_heading")} words={form.heading} />
      {form.title.map((line, index) => (
        <Field
          key={index}
          {...props}
          name={`title/${index}`}
          label={t("maket_title_line", { n: index + 1 })}
          words={line}
          remove={form.title.length > 1 ? () => dispatch({ kind: "line_removed", line: index }) : undefined}
        />
      ))}
      {form.title.length < mostTitleLines ? (
        <button type="button" class="button editor__add" onClick={() => dispatch({ kind: "line_added" })}>
          {t("maket_add_line")}
        </button>
      ) : null}
      <Field {...props} name="place_date" label={t("maket_place_date")} words={form.place_date} hint={hint} />
      <Newer state={state} dispatch={dispatch} />
      <Buttons state={state} dispatch={dispatch} />
      <PushLine endpoint={endpoint} push={state.push} reload={() => reload(props)} />
    </form>
  );
}

// Enter in a field must not put half a sentence on a hall's wall: only the button pushes.
function keepEnter(event: KeyboardEvent): void {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
}

// After a 409 the newest version may not have been heard of yet: it is asked for.
function reload(props: Props): void {
  if (newerThanBase(props.state) !== null) props.dispatch({ kind: "reload" });
  else props.loaded.load();
}

interface FieldProps {
  name: FieldName;
  label: string;
  words: string;
  hint?: string;
  remove?: (() => void) | undefined;
  state: EditorState;
  dispatch: Dispatch;
}

function Field(props: FieldProps): JSX.Element {
  const { t } = useSpeech();
  const { name, label, words, hint, remove, state, dispatch } = props;
  const id = `maket-${name.replace("/", "-")}`;
  const { push } = state;
  const marked = push.kind === "failed" && push.error.status === 400 && marks(push.error.detail, name);
  const changed = changesOf(state).includes(name);
  const line = /^title\/(\d+)$/.exec(name)?.[1];
  return (
    <div class={changed ? "field field--changed" : "field"} data-field={name}>
      <label for={id}>{label}</label>
      <div class="field__row">
        <input
          id={id}
          type="text"
          lang="vi"
          value={words}
          aria-invalid={marked}
          aria-describedby={`${id}-words`}
          onInput={(event) => dispatch({ kind: "typed", field: name, words: event.currentTarget.value })}
        />
        {remove === undefined ? null : (
          <button
            type="button"
            class="button button--plain"
            aria-label={t("maket_remove_line", { n: Number(line) + 1 })}
            title={t("maket_remove_line", { n: Number(line) + 1 })}
            onClick={remove}
          >
            ✕
          </button>
        )}
      </div>
      <p id={`${id}-words`} class={marked ? "field-error" : "quiet small"}>
        {marked ? t("push_invalid_field", { reason: wordsFor(t, "invalid", push.error.code) }) : hint}
      </p>
    </div>
  );
}

// An error of the title as a whole marks its first line.
function marks(detail: string, name: FieldName): boolean {
  const field = fieldOf(detail);
  return field === name || (field === "title" && name === "title/0");
}

function Newer(props: { state: EditorState; dispatch: Dispatch }): JSX.Element | null {
  const { t } = useSpeech();
  const newer = newerThanBase(props.state);
  // After a conflict the words about it offer the same.
  const conflict = props.state.push.kind === "failed" && props.state.push.error.status === 409;
  if (newer === null || props.state.base === null || conflict) return null;
  const values = { version: newer.version, author: newer.author, base: props.state.base.version };
  return (
    <p class="notice" role="status" data-part="newer">
      {t("maket_newer", values)}{" "}
      <button type="button" class="button" onClick={() => props.dispatch({ kind: "reload" })}>
        {t("maket_reload")}
      </button>
    </p>
  );
}

function Buttons(props: { state: EditorState; dispatch: Dispatch }): JSX.Element {
  const { t } = useSpeech();
  const { state, dispatch } = props;
  const changes = changesOf(state).length;
  const sending = state.push.kind === "sending";
  const words = changes === 0 ? t("maket_unchanged") : t("maket_changed", { n: changes });
  return (
    <div class="editor__buttons">
      <button type="submit" class="button button--main" disabled={sending || changes === 0} data-part="push">
        {sending ? t("maket_pushing") : t("maket_push")}
      </button>
      <button type="button" class="button" disabled={changes === 0} onClick={() => dispatch({ kind: "revert" })}>
        {t("maket_revert")}
      </button>
      <span class="quiet">
        {state.wordsOf === null ? words : t("maket_loaded", { version: state.wordsOf })}
      </span>
    </div>
  );
}
