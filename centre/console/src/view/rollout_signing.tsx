// SPDX-License-Identifier: Apache-2.0
// A push to many rooms signed on another machine: one file for all of them.
import type { JSX } from "preact";

import type { Result, RolloutWish } from "../api.ts";
import { useConsole, useSpeech } from "./context.ts";
import { SigningExchange } from "./signing_exchange.tsx";

interface Props {
  wish: RolloutWish;
  disabled: boolean; // it cannot be pushed as it is
  begun?: () => void;
}

export function RolloutSigning(props: Props): JSX.Element {
  const { api } = useConsole();
  const { t } = useSpeech();
  const { wish, disabled, begun } = props;
  const take = async (words: string): Promise<Result<string>> => {
    const answer = await api.importRollout(words);
    if (!answer.ok) return answer;
    begun?.();
    return { ok: true, value: t("rollout_imported") };
  };
  return (
    <SigningExchange
      part="rollout-offline"
      title={t("rollout_offline_title")}
      disabled={disabled}
      explained={t("rollout_offline_explained")}
      file={t("rollout_offline_file")}
      draft={(override) => api.draftRollout(wish, override)}
      take={take}
    />
  );
}
