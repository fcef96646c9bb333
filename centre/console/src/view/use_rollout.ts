// SPDX-License-Identifier: Apache-2.0
// The beginning of a push to many rooms, which happens once however often the button is pressed.
import { useState } from "preact/hooks";

import type { ApiError, RolloutWish } from "../api.ts";
import { useConsole, useStore } from "./context.ts";

export interface RolloutBegin {
  running: boolean; // one runs already
  waits: boolean; // it cannot be begun now
  failed: ApiError | null;
  begin(wish: RolloutWish): Promise<boolean>;
  forget(): void; // why the last one was not begun
}

export function useRollout(): RolloutBegin {
  const operatorConsole = useConsole();
  const running = useStore((state) => state.rollout?.state === "running");
  const newest = useStore((state) => state.rollout?.id ?? 0);
  const [sending, setSending] = useState(false);
  const [begun, setBegun] = useState(0);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const begin = async (wish: RolloutWish): Promise<boolean> => {
    setSending(true);
    const answer = await operatorConsole.api.beginRollout(wish);
    setSending(false);
    setFailed(answer.ok ? null : answer.error);
    if (answer.ok) setBegun(answer.value.id);
    else operatorConsole.noticed(answer.error);
    return answer.ok;
  };
  // Between the answer and the event that tells of it nothing runs yet by what the page knows.
  return { running, waits: sending || running || begun > newest, failed, begin, forget: () => setFailed(null) };
}
