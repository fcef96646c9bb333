// SPDX-License-Identifier: Apache-2.0
// The room's second stream, of a small picture: what the room says of it, and what the centre gets.
import type { JSX } from "preact";

import type { SmallPictureStatus, SmallStream } from "../api_types.ts";
import { decimal } from "../format.ts";
import { wordsFor } from "../i18n/translate.ts";
import { useSpeech } from "./context.ts";

const tones: Record<string, string> = { sent: "tone-ok", too_narrow: "tone-warning", connecting: "tone-warning" };

export function SmallPictureWords(props: { small: SmallPictureStatus; stream: SmallStream | null }): JSX.Element {
  const { t, language } = useSpeech();
  const { state, width, height, fps, bitrate_kbps: rate } = props.small;
  const figures = t("small_picture_figures", {
    size: `${width}×${height}`,
    fps: decimal(fps, 0, language),
    rate: decimal(rate, 0, language),
  });
  const received = props.stream?.connected ? props.stream : null;
  return (
    <span data-state={state}>
      <b class={tones[state] ?? "quiet"}>{wordsFor(t, "small_picture", state)}</b>
      <span class="quiet">
        {state === "sent" ? ` · ${figures}` : ""}
        {received === null
          ? ""
          : ` · ${t("small_picture_received", {
              rate: decimal(received.kbps, 0, language),
              n: decimal(received.requesters ?? 0, 0, language),
            })}`}
      </span>
    </span>
  );
}
