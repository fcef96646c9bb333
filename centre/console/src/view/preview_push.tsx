// SPDX-License-Identifier: Apache-2.0
// The bar below the previews: pushes the change to the chosen rooms, a few first, and goes on to the wall.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { RolloutWish } from "../api.ts";
import { wordsFor } from "../i18n/translate.ts";
import { type Proposal, withoutDraft } from "../state.ts";
import { previewsAddress, wallAddress } from "./address.ts";
import { useConsole, useSpeech } from "./context.ts";
import { RolloutSigning } from "./rollout_signing.tsx";
import type { RoomTexts } from "./rollout_texts.tsx";
import { useRollout } from "./use_rollout.ts";

interface Props {
  proposal: Proposal;
  endpoints: readonly string[]; // the chosen ones
  all: number;
  whole: boolean; // all previews are there
  texts: RoomTexts;
}

// Whoever went elsewhere meanwhile stays there.
function goToWall(): void {
  if (location.hash === previewsAddress) location.hash = wallAddress;
}

export function PreviewPush(props: Props): JSX.Element {
  const { store } = useConsole();
  const { t } = useSpeech();
  const { proposal, endpoints, all, whole, texts } = props;
  const [first, setFirst] = useState("2");
  const { running, waits, failed, begin } = useRollout();
  const count = Number(first);
  const valid = Number.isInteger(count) && count >= 1 && count <= 1000;
  const variables = texts.names.length === 0 ? undefined : texts.variables;
  const wish: RolloutWish = { changes: proposal.changes, variables, first: count, endpoints };
  const ready = valid && whole && endpoints.length > 0;
  const press = async (): Promise<void> => {
    if (!(await begin(wish))) return;
    store.change((state) => {
      const after = endpoints.includes(proposal.endpoint) ? withoutDraft(state, proposal.endpoint) : state;
      return { ...after, proposal: null };
    });
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
          disabled={waits || !ready}
          onClick={() => void press()}
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
