// SPDX-License-Identifier: Apache-2.0
// Which encoders do the work, why the one for the picture was chosen, and what was passed over.
import type { JSX } from "preact";

import type { EncodeStatus, PassedOverEncoder, VideoEncodeStatus } from "../api_types.ts";
import { decimal } from "../format.ts";
import { wordsFor } from "../i18n/translate.ts";
import { useSpeech } from "./context.ts";
import { Fact } from "./fact.tsx";

export function EncoderFacts(props: { encode: EncodeStatus }): JSX.Element {
  const { t, language } = useSpeech();
  const { video, audio } = props.encode;
  const kind = (hardware: boolean): string => t(hardware ? "media_hardware" : "media_software");
  const rate = (kbps: number, target: number): string =>
    t("media_rate_value", { kbps: decimal(kbps, 0, language), target: decimal(target, 0, language) });
  return (
    <>
      <Fact name={t("media_encoder")} part="encoder">
        {video.encoder} ({kind(video.hardware)}) · {video.width}×{video.height}
        <Step video={video} />
        <Proof video={video} />
        <PassedOver encoders={video.passed_over ?? []} />
      </Fact>
      <Fact name={t("media_fps")} part="fps">
        {t("media_fps_value", { n: decimal(video.fps, 1, language) })}
      </Fact>
      <Fact name={t("media_rate")} part="bitrate">
        {rate(video.bitrate_kbps, video.target_kbps)}
      </Fact>
      <Fact name={t("media_audio_encoder")}>
        {audio.encoder} ({kind(audio.hardware)}) · {rate(audio.bitrate_kbps, audio.target_kbps)}
      </Fact>
    </>
  );
}

function Step(props: { video: VideoEncodeStatus }): JSX.Element | null {
  const { t } = useSpeech();
  const step = props.video.step ?? "as_planned";
  if (step === "as_planned") return null;
  return (
    <span class="block" data-part="step">
      {t("media_step", { what: wordsFor(t, "step", step) })}
    </span>
  );
}

function Proof(props: { video: VideoEncodeStatus }): JSX.Element | null {
  const { t, language } = useSpeech();
  const { wished, proof_ms: proof, latency_ms: latency } = props.video;
  const facts: string[] = [];
  if (wished) facts.push(t("media_wished", { what: wished === "auto" ? t("media_wish_auto") : wished }));
  if (proof) {
    const values = { ms: decimal(proof, 0, language), latency: decimal(latency ?? 0, 1, language) };
    facts.push(t("media_proved", values));
  }
  return facts.length === 0 ? null : <span class="block quiet">{facts.join(" · ")}</span>;
}

function PassedOver(props: { encoders: readonly PassedOverEncoder[] }): JSX.Element | null {
  const { t } = useSpeech();
  if (props.encoders.length === 0) return null;
  return (
    <>
      <span class="block quiet">{t("media_passed_over")}</span>
      <ul class="passed-over" data-part="passed-over">
        {props.encoders.map(({ encoder, reason, detail }, index) => (
          <li key={index} data-reason={reason}>
            {encoder}: {wordsFor(t, "passed", reason)}
            {detail === "" ? null : <code class="block quiet">{detail}</code>}
          </li>
        ))}
      </ul>
    </>
  );
}
