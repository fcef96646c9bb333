// SPDX-License-Identifier: Apache-2.0
// Where a draft is pushed or discarded, and what became of the push.
import type { JSX } from "preact";

import type { Endpoint } from "../api_types.ts";
import { bodyToPush, changesOf, type EditorState, newerThanBase } from "../editor_state.ts";
import { unfilledIn } from "../rollout_variables.ts";
import { useSpeech } from "./context.ts";
import type { Editing } from "./field.tsx";
import { OfflineSigning } from "./offline_signing.tsx";
import { PushLine } from "./push_line.tsx";
import { RolloutStart } from "./rollout_start.tsx";

export function PushBar(props: Editing & { endpoint: Endpoint; load: () => void }): JSX.Element {
  const { endpoint, state, dispatch, load } = props;
  // After a 409 the newest version may not have been heard of yet: it is asked for.
  const reload = (): void => {
    if (newerThanBase(state) !== null) dispatch({ kind: "reload" });
    else load();
  };
  return (
    <div class="panel push-bar" data-part="push-bar">
      <Newer state={state} dispatch={dispatch} />
      <Buttons state={state} dispatch={dispatch} />
      <Unfilled state={state} />
      <PushLine endpoint={endpoint} state={state} reload={reload} />
      <RolloutStart endpoint={endpoint.id} state={state} />
      <OfflineSigning endpoint={endpoint} state={state} />
    </div>
  );
}

function Newer(props: Editing): JSX.Element | null {
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

function Unfilled(props: { state: EditorState }): JSX.Element {
  const { t } = useSpeech();
  const body = bodyToPush(props.state);
  const signs = body === null ? [] : unfilledIn(body);
  return (
    <div role="status">
      {signs.length === 0 ? null : (
        <p class="notice" data-part="unfilled">
          {t("maket_unfilled", { list: signs.join(", ") })}
        </p>
      )}
    </div>
  );
}

function Buttons(props: Editing): JSX.Element {
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
