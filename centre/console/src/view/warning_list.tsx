// SPDX-License-Identifier: Apache-2.0
// What to look at before a makét is pushed, one sentence each.
import type { JSX } from "preact";

import type { ConfigBody } from "../api_types.ts";
import { day } from "../format.ts";
import { wordsFor } from "../i18n/translate.ts";
import type { PreviewWarning } from "../preview_types.ts";
import { useSpeech } from "./context.ts";
import { LevelIcon } from "./level_icon.tsx";

// `conference`: a body that names its days.
export function WarningList(props: { warnings: readonly PreviewWarning[]; conference: ConfigBody | null }): JSX.Element | null {
  if (props.warnings.length === 0) return null;
  return (
    <ul class="warnings">
      {props.warnings.map((warning) => (
        <li key={`${warning.kind} ${warning.slot}`} class={`tone-${warning.level}`} data-warning={warning.kind}>
          <LevelIcon level={warning.level} /> <WarningWords warning={warning} conference={props.conference} />
        </li>
      ))}
    </ul>
  );
}

function WarningWords(props: { warning: PreviewWarning; conference: ConfigBody | null }): JSX.Element {
  const { t, language } = useSpeech();
  const { kind, slot, detail } = props.warning;
  const where = wordsFor(t, "slot", slot);
  switch (kind) {
    case "overflow":
      return <>{t("preview_overflow", { slot: where })}</>;
    case "shrunk":
      return <>{t("preview_shrunk", { slot: where, percent: detail })}</>;
    case "glyphs_missing":
      return <>{t("preview_glyphs", { list: detail })}</>;
    case "date_differs": {
      const starts = props.conference?.conference?.starts_at;
      const stated = detail.split("-").reverse().join("/");
      return <>{t("preview_date", { stated, day: starts === undefined ? t("nothing") : day(starts, language) })}</>;
    }
    case "site_missing":
      return <>{t("preview_site")}</>;
    case "picture_missing":
      return <>{t("preview_picture", { what: slot === "" ? detail : where })}</>;
    case "unfilled":
      return <>{t("preview_unfilled", { list: detail })}</>;
    case "not_drawn":
      return <>{t("preview_not_drawn", { detail })}</>;
    default:
      return <>{`${kind} ${detail}`}</>;
  }
}
