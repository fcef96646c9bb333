// SPDX-License-Identifier: Apache-2.0
// Conditions as people read them: one sentence, one next action, since when, and the facts.
import type { JSX } from "preact";

import type { Condition, ConditionText } from "../api_types.ts";
import type { Language } from "../format.ts";
import type { Translate } from "../i18n/translate.ts";
import { Age } from "./age.tsx";
import { useSpeech, useStore } from "./context.ts";
import { LevelIcon } from "./level_icon.tsx";
import { wordsFor } from "../i18n/translate.ts";

export function sentenceOf(type: string, text: ConditionText | undefined, language: Language, t: Translate): string {
  if (text === undefined) return t("condition_unknown", { type });
  return language === "vi" ? text.vi : text.en;
}

export function ConditionList(props: { conditions: readonly Condition[] }): JSX.Element {
  const { t } = useSpeech();
  if (props.conditions.length === 0) return <p class="quiet">{t("conditions_none")}</p>;
  return (
    <ul class="conditions">
      {props.conditions.map((condition) => (
        <ConditionRow key={`${condition.type} ${condition.detail}`} condition={condition} />
      ))}
    </ul>
  );
}

function ConditionRow(props: { condition: Condition }): JSX.Element {
  const { t, language } = useSpeech();
  const { type, level, since, detail } = props.condition;
  const text = useStore((state) => state.conditionTexts.get(type));
  const action = language === "vi" ? text?.action_vi : text?.action_en;
  return (
    <li class={`condition condition--${level}`} data-condition={type}>
      <LevelIcon level={level} />
      <div class="condition__what">
        <p class="condition__sentence">
          <span class={`tone-${level}`}>{wordsFor(t, "level", level)}:</span> {sentenceOf(type, text, language, t)}
        </p>
        <p class="quiet small">
          <Age at={since} words="condition_since" />
          {detail === "" ? null : <code class="particulars">{detail}</code>}
        </p>
      </div>
      {action ? (
        <p class="condition__action">
          <span class="quiet">{t("condition_action")}:</span> {action}
        </p>
      ) : null}
    </li>
  );
}
