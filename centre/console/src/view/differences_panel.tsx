// SPDX-License-Identifier: Apache-2.0
// What was asked for and what was observed, where the two are apart.
import type { JSX } from "preact";

import type { ConfigBody, Endpoint, RefusedConfig } from "../api_types.ts";
import { type Difference, differencesOf } from "../differences.ts";
import { type Translate, wordsFor } from "../i18n/translate.ts";
import { Age } from "./age.tsx";
import { sentenceOf } from "./condition_list.tsx";
import { useSpeech, useStore } from "./context.ts";

export function DifferencesPanel(props: { endpoint: Endpoint; body: ConfigBody | null }): JSX.Element {
  const { t } = useSpeech();
  const { endpoint, body } = props;
  const differences = differencesOf(endpoint, body);
  const refused = endpoint.status?.config.refused ?? null;
  const rolledBack = endpoint.status?.config.rolled_back ?? null;
  return (
    <section class="panel" aria-labelledby="differences-title" data-part="differences">
      <h2 id="differences-title">{t("differences_title")}</h2>
      <TwinLine endpoint={endpoint} />
      {refused === null ? null : <Refusal refused={refused} />}
      {rolledBack === null ? null : <Rollback rolledBack={rolledBack} />}
      {differences.length === 0 ? (
        <NoDifference endpoint={endpoint} />
      ) : (
        <table class="table table--differences">
          <thead>
            <tr>
              <th scope="col">{t("difference_what")}</th>
              <th scope="col">{t("difference_desired")}</th>
              <th scope="col">{t("difference_observed")}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <tr key={`${difference.kind} ${difference.name ?? ""}`} data-difference={difference.kind}>
                <th scope="row">{nameOf(difference, t)}</th>
                <td>{wordsFor(t, "flag", difference.desired)}</td>
                <td class="tone-warning">{wordsFor(t, "flag", difference.observed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function nameOf(difference: Difference, t: Translate): string {
  const { kind, name } = difference;
  return name === undefined ? wordsFor(t, "difference", kind) : wordsFor(t, "control", name);
}

// Since when another version runs than is desired, and why.
function TwinLine(props: { endpoint: Endpoint }): JSX.Element | null {
  const { t } = useSpeech();
  const difference = props.endpoint.twin?.difference ?? null;
  if (difference === null) return null;
  return (
    <p class="tone-warning" data-part="twin" data-reason={difference.reason}>
      <Age at={difference.since} words="twin_since" />: {wordsFor(t, "twin", difference.reason)}
    </p>
  );
}

function NoDifference(props: { endpoint: Endpoint }): JSX.Element | null {
  const { t } = useSpeech();
  const { desired, status, twin } = props.endpoint;
  if (desired === null) return <p class="quiet">{t("differences_no_config")}</p>;
  if (status === null) return <p class="quiet">{t("differences_unknown")}</p>;
  if (twin?.difference) return null;
  return <p class="quiet">{t("differences_none", { version: desired.version })}</p>;
}

function Refusal(props: { refused: RefusedConfig }): JSX.Element {
  const { t, language } = useSpeech();
  const { version, reason: type, detail } = props.refused;
  const text = useStore((state) => state.conditionTexts.get(type));
  const reason = sentenceOf(type, text, language, t);
  return (
    <p class="tone-error" data-part="refused">
      {version === 0 ? t("config_refused_unknown", { reason }) : t("config_refused", { version, reason })}
      {detail === "" ? null : <code class="particulars">{detail}</code>}
    </p>
  );
}

function Rollback(props: { rolledBack: RefusedConfig }): JSX.Element {
  const { t } = useSpeech();
  const { version, reason, detail } = props.rolledBack;
  return (
    <p class="tone-error" data-part="rolled-back">
      {t("config_rolled_back", { version, reason: wordsFor(t, "rollback", reason) })}
      {detail === "" ? null : <code class="particulars">{detail}</code>}
    </p>
  );
}
