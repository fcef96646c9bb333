// SPDX-License-Identifier: Apache-2.0
// The bar that says that nothing below is news.
import type { JSX } from "preact";

import { clockTime } from "../format.ts";
import { Age } from "./age.tsx";
import { useConsole, useSpeech, useStore } from "./context.ts";

export function LinkBar(): JSX.Element | null {
  const link = useStore((state) => state.link);
  return link === "lost" ? <LostBar /> : null;
}

function LostBar(): JSX.Element {
  const operatorConsole = useConsole();
  const { t, language } = useSpeech();
  const since = useStore((state) => state.linkSince);
  const ownTime = new Date(since).toISOString();
  const centreTime = new Date(since - operatorConsole.api.skewMs).toISOString();
  return (
    <div class="lost-bar">
      <p role="alert">{t("link_lost_bar", { time: clockTime(ownTime, language) })}</p>
      <span class="lost-bar__age" aria-hidden="true">
        <Age at={centreTime} />
      </span>
      <button type="button" class="button" onClick={() => operatorConsole.reconnect()}>
        {t("link_retry")}
      </button>
    </div>
  );
}
