// SPDX-License-Identifier: Apache-2.0
// Vietnamese or English, each named in its own language.
import type { JSX } from "preact";

import type { Language } from "../format.ts";
import { dictionaries } from "../i18n/translate.ts";
import { useSpeech } from "./context.ts";

const short: Record<Language, string> = { vi: "VI", en: "EN" };

export function LanguageSwitch(): JSX.Element {
  const { language, t, choose } = useSpeech();
  return (
    <div class="switch" role="group" aria-label={t("language_switch")}>
      {(["vi", "en"] as const).map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          aria-pressed={each === language}
          title={dictionaries[each].language_name}
          onClick={() => choose(each)}
        >
          {short[each]}
          <span class="visually-hidden"> {dictionaries[each].language_name}</span>
        </button>
      ))}
    </div>
  );
}
