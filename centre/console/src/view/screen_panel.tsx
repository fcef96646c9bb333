// SPDX-License-Identifier: Apache-2.0
// What the room's screen shows, on which display, and how one picture follows the other.
import type { JSX } from "preact";

import type { DisplayStatus, Status } from "../api_types.ts";
import { decimal } from "../format.ts";
import { type Translate, wordsFor } from "../i18n/translate.ts";
import { useSpeech } from "./context.ts";
import { type Editing, SelectField, WordsField } from "./field.tsx";

const scenes = ["maket", "slate", "setup", "blank"] as const;
const fades = ["0", "400", "1000", "2000"] as const;

export function ScreenPanel(props: Editing & { status: Status | null }): JSX.Element {
  const { t, language } = useSpeech();
  const seconds = (ms: string): string => decimal(Number(ms) / 1000, 1, language);
  const { status, state, dispatch } = props;
  const displays = status?.screen?.displays ?? [];
  return (
    <section class="panel" aria-labelledby="screen-title" data-part="screen-form">
      <h2 id="screen-title">{t("screen_title")}</h2>
      <div class="fields">
        <SelectField
          name="screen/scene"
          label={t("screen_scene")}
          options={scenes.map((scene) => [scene, wordsFor(t, "scene", scene)])}
          state={state}
          dispatch={dispatch}
        />
        <WordsField
          name="screen/overlay"
          label={t("screen_overlay")}
          hint={t("screen_overlay_hint")}
          state={state}
          dispatch={dispatch}
        />
        <SelectField
          name="screen/connector"
          label={t("screen_connector")}
          hint={displays.length === 0 ? t("screen_no_connectors") : undefined}
          options={[["all", t("screen_all")], ...displays.map((one): [string, string] => [one.connector, wordsOf(one, t)])]}
          state={state}
          dispatch={dispatch}
        />
        <SelectField
          name="screen/fade_ms"
          label={t("screen_fade")}
          options={fades.map((ms) => [ms, ms === "0" ? t("screen_cut") : t("screen_fade_value", { n: seconds(ms) })])}
          state={state}
          dispatch={dispatch}
        />
      </div>
    </section>
  );
}

function wordsOf(display: DisplayStatus, t: Translate): string {
  if (!display.connected) return `${display.connector} · ${t("screen_nothing_there")}`;
  const size = display.width > 0 ? ` · ${display.width}×${display.height}` : "";
  return `${display.connector} · ${display.maker} ${display.model}`.trimEnd() + size;
}
