// SPDX-License-Identifier: Apache-2.0
// One room's configuration signed on another machine.
import type { JSX } from "preact";

import type { Result } from "../api.ts";
import type { Endpoint } from "../api_types.ts";
import { bodyToPush, changesOf, type EditorState } from "../editor_state.ts";
import { useConsole, useSpeech } from "./context.ts";
import { SigningExchange } from "./signing_exchange.tsx";

export function OfflineSigning(props: { endpoint: Endpoint; state: EditorState }): JSX.Element {
  const { api } = useConsole();
  const { t } = useSpeech();
  const { endpoint, state } = props;
  const body = bodyToPush(state);
  const base = state.base;
  const draft = async (override: boolean): Promise<Result<object>> =>
    body === null || base === null ? { ok: true, value: {} } : api.draft(endpoint.id, base.version, body, override);
  const take = async (words: string): Promise<Result<string>> => {
    const answer = await api.importSigned(endpoint.id, words);
    return answer.ok ? { ok: true, value: t("offline_imported", { version: answer.value.version }) } : answer;
  };
  return (
    <SigningExchange
      part="offline"
      title={t("offline_title")}
      disabled={changesOf(state).length === 0 || body === null || base === null}
      file={`${endpoint.id}-draft.json`}
      draft={draft}
      take={take}
    />
  );
}
