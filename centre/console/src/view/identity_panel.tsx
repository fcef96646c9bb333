// SPDX-License-Identifier: Apache-2.0
// Whose identity the room's box has, and taking it away: asked once more, because there is no way back.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { ApiError } from "../api.ts";
import type { Endpoint } from "../api_types.ts";
import { useConsole, useSpeech } from "./context.ts";

export function IdentityPanel(props: { endpoint: Endpoint }): JSX.Element {
  const { t } = useSpeech();
  const [asking, ask] = useState(false);
  return (
    <section class="panel identity" aria-labelledby="identity-title" data-part="identity">
      <h2 id="identity-title">{t("identity_title")}</h2>
      <p class="quiet">{t("identity_explained")}</p>
      {asking ? (
        <Question endpoint={props.endpoint} cancel={() => ask(false)} />
      ) : (
        <button type="button" class="button" data-part="revoke" onClick={() => ask(true)}>
          {t("revoke_begin")}
        </button>
      )}
    </section>
  );
}

function Question(props: { endpoint: Endpoint; cancel: () => void }): JSX.Element {
  const { t } = useSpeech();
  const operatorConsole = useConsole();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const { id, site } = props.endpoint;
  // Whoever presses the return key without looking keeps the box.
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);

  const revoke = async (): Promise<void> => {
    setBusy(true);
    const answer = await operatorConsole.api.revoke(id);
    if (answer.ok) {
      location.hash = "#/";
      return;
    }
    setBusy(false);
    setFailed(answer.error);
    operatorConsole.noticed(answer.error);
  };
  return (
    <div class="identity__question" role="alertdialog" aria-labelledby="identity-title" aria-describedby="revoke-question">
      <p id="revoke-question" class="notice">
        {t("revoke_question", { id, site: site.name })}
      </p>
      <div class="editor__buttons">
        <button type="button" class="button" ref={cancel} disabled={busy} data-part="revoke-cancel" onClick={props.cancel}>
          {t("revoke_cancel")}
        </button>
        <button type="button" class="button" disabled={busy} data-part="revoke-confirm" onClick={() => void revoke()}>
          {t("revoke_confirm")}
        </button>
      </div>
      {failed === null ? null : (
        <p class="tone-error" role="alert">
          {t("revoke_failed", { code: failed.code })}
        </p>
      )}
    </div>
  );
}
