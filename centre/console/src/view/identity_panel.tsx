// SPDX-License-Identifier: Apache-2.0
// Whose identity the room's box has, and taking it away: asked once more, because there is no way back.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { Endpoint } from "../api_types.ts";
import { chosenEndpoint } from "./address.ts";
import { useConsole, useSpeech } from "./context.ts";
import { Question } from "./question.tsx";

export function IdentityPanel(props: { endpoint: Endpoint }): JSX.Element {
  const { t } = useSpeech();
  const operatorConsole = useConsole();
  const [asking, ask] = useState(false);
  const { id, site } = props.endpoint;

  const revoke = async (): Promise<string | null> => {
    const answer = await operatorConsole.api.revoke(id);
    if (answer.ok) {
      if (chosenEndpoint(location.hash) === id) location.hash = "#/";
      return null;
    }
    operatorConsole.noticed(answer.error);
    return t("revoke_failed", { code: answer.error.code });
  };
  return (
    <section class="panel asks" aria-labelledby="identity-title" data-part="identity">
      <h2 id="identity-title">{t("identity_title")}</h2>
      <p class="quiet">{t("identity_explained")}</p>
      {asking ? (
        <Question
          part="revoke"
          titleId="identity-title"
          words={t("revoke_question", { id, site: site.name })}
          confirm={t("revoke_confirm")}
          cancel={t("revoke_cancel")}
          act={revoke}
          close={() => ask(false)}
        />
      ) : (
        <button type="button" class="button" data-part="revoke" onClick={() => ask(true)}>
          {t("revoke_begin")}
        </button>
      )}
    </section>
  );
}
