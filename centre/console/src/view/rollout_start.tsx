// SPDX-License-Identifier: Apache-2.0
// The draft's changes pushed to all rooms, a few first.
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";

import type { RolloutWish } from "../api.ts";
import { bodyToPush, changesOf, type EditorState } from "../editor_state.ts";
import { wordsFor } from "../i18n/translate.ts";
import { mergePatch } from "../merge_patch.ts";
import { previewsAddress } from "./address.ts";
import { useConsole, useSpeech, useStore } from "./context.ts";
import { RolloutSigning } from "./rollout_signing.tsx";
import { RolloutTexts, useRoomTexts } from "./rollout_texts.tsx";
import { useRollout } from "./use_rollout.ts";

export function RolloutStart(props: { endpoint: string; state: EditorState }): JSX.Element {
  const operatorConsole = useConsole();
  const { t } = useSpeech();
  const { endpoint, state } = props;
  const [first, setFirst] = useState("2");
  const { waits, failed, begin, forget } = useRollout();
  const rooms = useStore((all) => [...all.endpoints.values()].filter(({ desired }) => desired !== null).length);
  const count = Number(first);
  const valid = Number.isInteger(count) && count >= 1 && count <= 1000;

  const changes = useChanges(state);
  const texts = useRoomTexts(changes);
  const variables = texts.names.length === 0 ? undefined : texts.variables;
  const wish: RolloutWish = { changes, variables, first: count };
  const ready = valid && texts.whole && changesOf(state).length > 0 && Object.keys(changes).length > 0;

  const look = (): void => {
    operatorConsole.store.change((all) => ({ ...all, proposal: { changes, endpoint } }));
    location.hash = previewsAddress;
  };
  return (
    <details class="offline" data-part="rollout-start">
      <summary>{t("rollout_title")}</summary>
      <p class="quiet">{t("rollout_explained", { n: rooms })}</p>
      <RolloutTexts texts={texts} />
      <p>
        <button
          type="button"
          class="button"
          disabled={changesOf(state).length === 0 || !texts.whole}
          onClick={look}
          data-part="preview-all"
        >
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
          disabled={waits || !ready}
          onClick={() => void begin(wish)}
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
      <RolloutSigning wish={wish} disabled={!ready} begun={forget} />
    </details>
  );
}

// The draft's changes as a merge patch; empty while it cannot be pushed.
function useChanges(state: EditorState): object {
  return useMemo(() => {
    const body = bodyToPush(state);
    return body === null || state.base === null ? {} : mergePatch(state.base.body, body);
  }, [state]);
}
