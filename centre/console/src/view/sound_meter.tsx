// SPDX-License-Identifier: Apache-2.0
// The last second of sound on a scale from -60 dBFS to full scale: mean as a bar, peak as a mark.
import type { JSX } from "preact";

import type { CaptureStatus } from "../api_types.ts";
import { decimal, meterPosition } from "../format.ts";
import { useSpeech } from "./context.ts";

const silence = -60;

function percent(dbfs: number): string {
  return `${(meterPosition(dbfs) * 100).toFixed(1)}%`;
}

export function SoundMeter(props: { microphone: CaptureStatus["microphone"] }): JSX.Element {
  const { t, language } = useSpeech();
  const { rms_dbfs: rms, peak_dbfs: peak, muted } = props.microphone;
  const label = muted ? t("sound_muted") : t("sound_meter", { peak: decimal(peak, 0, language) });
  return (
    <span
      class={muted ? "meter meter--muted" : "meter"}
      role="meter"
      aria-label={label}
      aria-valuemin={silence}
      aria-valuemax={0}
      aria-valuenow={Math.round(Math.max(silence, rms))}
      title={label}
      data-part="meter"
      data-rms={rms}
    >
      <span class="meter__cover" style={{ left: percent(rms) }} />
      <span class="meter__peak" style={{ left: percent(peak) }} />
    </span>
  );
}
