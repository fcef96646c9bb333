// SPDX-License-Identifier: Apache-2.0
// The draft's changes pushed to all rooms, a few first.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { ApiError } from "../api.ts";
import { bodyToPush, changesOf, type EditorState } from "../editor_state.ts";
import { wordsFor } from "../i18n/translate.ts";
import { mergePatch } from "../merge_patch.ts";
import { previewsAddress } from "./address.ts";
import { useConsole, useSpeech, useStore } from "./context.ts";

export function RolloutStart(props: { endpoint: string; state: EditorState }): JSX.Element {
  const operatorConsole = useConsole();
  const { t } = useSpeech();
  const { endpoint, state } = props;
  const [first, setFirst] = useState("2");
  const [failed, setFailed] = useState<ApiError | null>(null);
  const running = useStore((all) => all.rollout?.state === "running");
  const rooms = useStore((all) => [...all.endpoints.values()].filter(({ desired }) => desired !== null).length);
  const count = Number(first);
  const valid = Number.isInteger(count) && count >= 1 && count <= 1000;

  const begin = async (): Promise<void> => {
    const body = bodyToPush(state);
    if (body === null || state.base === null) return;
    const answer = await operatorConsole.api.beginRollout(mergePatch(state.base.body, body), count);
    setFailed(answer.ok ? null : answer.error);
    if (!answer.ok) operatorConsole.noticed(answer.error);
  };
  const look = (): void => {
    const body = bodyToPush(state);
    if (body === null || state.base === null) return;
    const changes = mergePatch(state.base.body, body);
    operatorConsole.store.change((all) => ({ ...all, proposal: { changes, endpoint } }));
    location.hash = previewsAddress;
  };
  return (
    <details class="offline" data-part="rollout-start">
      <summary>{t("rollout_title")}</summary>
      <p class="quiet">{t("rollout_explained", { n: rooms })}</p>
      <p>
        <button type="button" class="button" disabled={changesOf(state).length === 0} onClick={look} data-part="preview-all">
          {t("preview_all", { n: rooms })}
        </button>
      </p>
      <div class="editor__buttons">
        <label>
          {t("rollout_first")}{" "}
          <input
            type="number"
            min="1"
            max="1000"
            value={first}
            onInput={(event) => setFirst(event.currentTarget.value)}
            data-part="rollout-first"
          />
        </label>
        <button
          type="button"
          class="button button--main"
          disabled={running || !valid || changesOf(state).length === 0}
          onClick={() => void begin()}
          data-part="rollout-begin"
        >
          {t("rollout_begin", { n: rooms })}
        </button>
      </div>
      {failed === null ? null : (
        <p class="field-error" role="alert" data-error={failed.code}>
          {t("rollout_failed", { reason: wordsFor(t, "invalid", failed.code), detail: failed.detail })}
        </p>
      )}
    </details>
  );
}
