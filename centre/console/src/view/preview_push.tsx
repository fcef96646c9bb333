// SPDX-License-Identifier: Apache-2.0
// The bar below the previews: pushes the change to the chosen rooms, a few first, and goes on to the wall.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { ApiError, RolloutWish } from "../api.ts";
import { wordsFor } from "../i18n/translate.ts";
import type { Proposal } from "../state.ts";
import { wallAddress } from "./address.ts";
import { useConsole, useSpeech, useStore } from "./context.ts";
import { RolloutSigning } from "./rollout_signing.tsx";
import type { RoomTexts } from "./rollout_texts.tsx";

interface Props {
  proposal: Proposal;
  endpoints: readonly string[]; // the chosen ones
  all: number;
  whole: boolean; // all previews are there
  texts: RoomTexts;
}

function goToWall(): void {
  location.hash = wallAddress;
}

export function PreviewPush(props: Props): JSX.Element {
  const operatorConsole = useConsole();
  const { t } = useSpeech();
  const { proposal, endpoints, all, whole, texts } = props;
  const [first, setFirst] = useState("2");
  const [failed, setFailed] = useState<ApiError | null>(null);
  const running = useStore((state) => state.rollout?.state === "running");
  const count = Number(first);
  const valid = Number.isInteger(count) && count >= 1 && count <= 1000;
  const variables = texts.names.length === 0 ? undefined : texts.variables;
  const wish: RolloutWish = { changes: proposal.changes, variables, first: count, endpoints };
  const ready = valid && whole && endpoints.length > 0;
  const begin = async (): Promise<void> => {
    const answer = await operatorConsole.api.beginRollout(wish);
    setFailed(answer.ok ? null : answer.error);
    if (answer.ok) begun();
    else operatorConsole.noticed(answer.error);
  };
  const begun = (): void => {
    if (endpoints.includes(proposal.endpoint)) operatorConsole.drafts.delete(proposal.endpoint);
    operatorConsole.store.change((state) => ({ ...state, proposal: null }));
    goToWall();
  };
  return (
    <div class="panel push-bar" data-part="preview-push">
      <div class="editor__buttons">
        <label class="first">
          {t("rollout_first")}{" "}
          <input type="number" min="1" max="1000" value={first} onInput={(event) => setFirst(event.currentTarget.value)} />
        </label>
        <button
          type="button"
          class="button button--main"
          disabled={running || !ready}
          onClick={() => void begin()}
          data-part="preview-begin"
        >
          {t("rollout_begin", { n: endpoints.length })}
        </button>
        <span class="quiet">
          {running ? t("previews_wait") : t("previews_chosen", { n: endpoints.length, all })}
        </span>
      </div>
      {failed === null ? null : (
        <p class="field-error" role="alert" data-error={failed.code}>
          {t("rollout_failed", { reason: wordsFor(t, "invalid", failed.code), detail: failed.detail })}
        </p>
      )}
      <RolloutSigning wish={wish} disabled={!ready} begun={goToWall} />
    </div>
  );
}
