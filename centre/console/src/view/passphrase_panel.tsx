// SPDX-License-Identifier: Apache-2.0
// Another passphrase for the room's stream: begun after one more question, how it goes, how it ended.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { Endpoint } from "../api_types.ts";
import { wordsFor } from "../i18n/translate.ts";
import { useConsole, useSpeech } from "./context.ts";
import { Question } from "./question.tsx";

export function PassphrasePanel(props: { endpoint: Endpoint }): JSX.Element {
  const { t } = useSpeech();
  const operatorConsole = useConsole();
  const [asking, ask] = useState(false);
  const { id, site } = props.endpoint;

  const rotate = async (): Promise<string | null> => {
    const answer = await operatorConsole.api.rotatePassphrase(id);
    if (!answer.ok) operatorConsole.noticed(answer.error);
    const code = answer.ok ? answer.value.left_out[0]?.reason : answer.error.code;
    return code === undefined ? null : t("passphrase_failed", { reason: wordsFor(t, "passphrase_refused", code) });
  };
  return (
    <section class="panel asks" aria-labelledby="passphrase-title" data-part="passphrase">
      <h2 id="passphrase-title">{t("passphrase_title")}</h2>
      <p class="quiet">{t("passphrase_explained")}</p>
      <Progress endpoint={props.endpoint} />
      {asking ? (
        <Question
          part="rotate"
          titleId="passphrase-title"
          words={t("passphrase_question", { id, site: site.name })}
          confirm={t("passphrase_confirm")}
          cancel={t("passphrase_cancel")}
          act={rotate}
          close={() => ask(false)}
        />
      ) : (
        <button
          type="button"
          class="button"
          data-part="rotate"
          disabled={props.endpoint.passphrase_changing ?? false}
          onClick={() => ask(true)}
        >
          {t("passphrase_begin")}
        </button>
      )}
    </section>
  );
}

function Progress(props: { endpoint: Endpoint }): JSX.Element {
  const { t } = useSpeech();
  const { online, passphrase_changing: changing, passphrase_replaced: replaced } = props.endpoint;
  return (
    <div role="status">
      {changing ? (
        <p data-passphrase="changing">{t(online ? "passphrase_changing" : "passphrase_changing_offline")}</p>
      ) : replaced === true ? (
        <p data-passphrase="replaced">{t("passphrase_replaced")}</p>
      ) : replaced === false ? (
        <p class="tone-error" data-passphrase="kept">
          {t("passphrase_kept")}
        </p>
      ) : null}
    </div>
  );
}
