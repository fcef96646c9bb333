// SPDX-License-Identifier: Apache-2.0
// New boxes that wait for a person: the code that is compared with the room's screen, the site, and the decision.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { ApiError } from "../api.ts";
import type { Endpoint, WaitingBox } from "../api_types.ts";
import { wordsFor } from "../i18n/translate.ts";
import type { State } from "../state.ts";
import { Age } from "./age.tsx";
import { useConsole, useSpeech, useStore } from "./context.ts";

export function WaitingBoxes(): JSX.Element | null {
  const { t } = useSpeech();
  const boxes = useStore((state) => state.waiting);
  if (boxes.length === 0) return null;
  return (
    <section class="panel waiting" aria-labelledby="waiting-title" data-part="waiting">
      <h2 id="waiting-title">{t("waiting_title", { n: boxes.length })}</h2>
      <p class="quiet">{t("waiting_explained")}</p>
      <ul class="waiting__boxes">
        {boxes.map((box) => (
          <Box key={box.key} box={box} />
        ))}
      </ul>
    </section>
  );
}

// Who has the site now, and is revoked when another box gets it.
function presentAt(state: State, site: string): Endpoint | undefined {
  return [...state.endpoints.values()].find((endpoint) => endpoint.site.code === site);
}

function Box(props: { box: WaitingBox }): JSX.Element {
  const { t } = useSpeech();
  const { box } = props;
  const operatorConsole = useConsole();
  const [site, setSite] = useState(box.site ?? "");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const replaced = useStore((state) => presentAt(state, site)?.id);

  const decide = async (call: () => ReturnType<typeof operatorConsole.api.refuseBox>): Promise<void> => {
    setBusy(true);
    const answer = await call();
    setBusy(false);
    setFailed(answer.ok ? null : answer.error);
    if (!answer.ok) operatorConsole.noticed(answer.error);
  };
  return (
    <li class="waiting__box" data-box={box.code}>
      <p class="waiting__code">{box.code}</p>
      <p class="quiet small">
        {t("waiting_from", { address: box.address })}
        {" · "}
        <Age at={box.first_seen} words="waiting_since" />
        {box.claim === "no_token" ? null : <span class="tone-warning"> · {wordsFor(t, "claim", box.claim)}</span>}
      </p>
      <div class="waiting__decision">
        <SiteChoice box={box} site={site} choose={setSite} />
        <button
          type="button"
          class="button button--main"
          data-part="approve"
          disabled={busy || site === ""}
          onClick={() => void decide(() => operatorConsole.api.approveBox(box.key, site))}
        >
          {t(replaced === undefined ? "waiting_approve" : "waiting_replace")}
        </button>
        <button
          type="button"
          class="button"
          data-part="refuse"
          disabled={busy}
          onClick={() => void decide(() => operatorConsole.api.refuseBox(box.key))}
        >
          {t("waiting_refuse")}
        </button>
      </div>
      {replaced === undefined ? null : (
        <p class="notice" role="status" data-part="replaces">
          {t("waiting_replaces", { id: replaced })}
        </p>
      )}
      {failed === null ? null : (
        <p class="tone-error" role="alert">
          {t("waiting_failed", { code: failed.code })}
        </p>
      )}
    </li>
  );
}

function SiteChoice(props: { box: WaitingBox; site: string; choose: (site: string) => void }): JSX.Element {
  const { t } = useSpeech();
  const sites = useStore((state) => state.sites);
  const { box, site, choose } = props;
  const id = `site-of-${box.code}`;
  return (
    <>
      <label class="visually-hidden" for={id}>
        {t("waiting_site", { code: box.code })}
      </label>
      <select id={id} value={site} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{t("waiting_choose")}</option>
        {sites.map(({ code, name }) => (
          <option key={code} value={code}>
            {name} ({code})
          </option>
        ))}
      </select>
    </>
  );
}
