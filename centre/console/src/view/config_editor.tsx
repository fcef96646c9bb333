// SPDX-License-Identifier: Apache-2.0
// What can be changed at a room: the makét's words, the screen and the sources, one draft with one button.
import type { JSX } from "preact";

import type { Endpoint } from "../api_types.ts";
import { bodyToPush, changesScreen } from "../editor_state.ts";
import { useConsole } from "./context.ts";
import type { Editing } from "./field.tsx";
import { MaketPanel } from "./maket_panel.tsx";
import { PushBar } from "./push_bar.tsx";
import { ScreenPanel } from "./screen_panel.tsx";
import { SourcePanel } from "./source_panel.tsx";
import type { LoadedConfig } from "./use_config.ts";

interface Props extends Editing {
  endpoint: Endpoint;
  loaded: LoadedConfig;
}

export function ConfigEditor(props: Props): JSX.Element {
  const { endpoint, loaded, state, dispatch } = props;
  const push = usePush(props);
  const submit = (event: Event): void => {
    event.preventDefault();
    void push();
  };
  return (
    <form class="editor" noValidate onSubmit={submit} onKeyDown={keepEnter} autoComplete="off" data-part="editor">
      <MaketPanel endpoint={endpoint} loaded={loaded} state={state} dispatch={dispatch} />
      {state.base === null ? null : (
        <>
          <ScreenPanel status={endpoint.status} state={state} dispatch={dispatch} />
          <SourcePanel status={endpoint.status} state={state} dispatch={dispatch} />
          <PushBar endpoint={endpoint} load={loaded.load} state={state} dispatch={dispatch} />
        </>
      )}
    </form>
  );
}

function usePush(props: Props): () => Promise<void> {
  const operatorConsole = useConsole();
  const { endpoint, state, dispatch } = props;
  return async () => {
    const body = bodyToPush(state);
    if (body === null || state.base === null || state.push.kind === "sending") return;
    const before = { screenEtag: endpoint.snapshots.screen?.etag ?? null, changesScreen: changesScreen(state) };
    dispatch({ kind: "sending" });
    const answer = await operatorConsole.api.push(endpoint.id, state.base.version, body);
    if (answer.ok) {
      const pushed = { version: answer.value.version, atMs: performance.now(), ...before };
      dispatch({ kind: "pushed", body, pushed });
    } else {
      dispatch({ kind: "failed", error: answer.error });
      operatorConsole.noticed(answer.error);
    }
  };
}

// Enter in a field must not put half a sentence on a hall's wall: only the button pushes.
function keepEnter(event: KeyboardEvent): void {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
}
