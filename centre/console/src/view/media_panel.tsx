// SPDX-License-Identifier: Apache-2.0
// What the room captures and encodes, as the room observes it.
import type { ComponentChildren, JSX } from "preact";

import type { CaptureStatus, EncodeStatus, SourceState, Status } from "../api_types.ts";
import { decimal, shortSource } from "../format.ts";
import { wordsFor } from "../i18n/translate.ts";
import { useSpeech } from "./context.ts";
import { SoundMeter } from "./sound_meter.tsx";

export function MediaPanel(props: { status: Status | null }): JSX.Element {
  const { t } = useSpeech();
  const { capture, encode } = props.status ?? {};
  return (
    <section class="panel" aria-labelledby="media-title" data-part="media">
      <h2 id="media-title">{t("media_title")}</h2>
      {capture || encode ? null : <p class="tone-error">{t("media_away")}</p>}
      {capture ? <Sound microphone={capture.microphone} /> : null}
      <dl class="facts">
        {capture ? <Camera camera={capture.camera} /> : null}
        {encode ? <Encoders encode={encode} /> : null}
      </dl>
    </section>
  );
}

export function Fact(props: { name: string; children: ComponentChildren; part?: string }): JSX.Element {
  return (
    <div data-part={props.part}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Sound(props: { microphone: CaptureStatus["microphone"] }): JSX.Element {
  const { t, language } = useSpeech();
  const { microphone } = props;
  return (
    <div class="sound">
      <p>
        <span>{t("sound_title")}</span>
        {microphone.muted ? <b class="tone-warning"> · {t("sound_muted")}</b> : null}
        <Source source={microphone.source} state={microphone.state} />
      </p>
      <SoundMeter microphone={microphone} />
      <p class="sound__figures">
        {t("sound_rms")} <b>{decimal(microphone.rms_dbfs, 1, language)}</b> · {t("sound_peak")}{" "}
        <b>{decimal(microphone.peak_dbfs, 1, language)}</b> dBFS
      </p>
    </div>
  );
}

function Source(props: { source: string; state: SourceState }): JSX.Element {
  const { t } = useSpeech();
  const tone = props.state === "running" ? "quiet" : "tone-warning";
  return (
    <span class={tone} title={props.source}>
      {" "}
      · {shortSource(props.source)} · {wordsFor(t, "source", props.state)}
    </span>
  );
}

function Camera(props: { camera: CaptureStatus["camera"] }): JSX.Element {
  const { t, language } = useSpeech();
  const { camera } = props;
  const size = camera.width > 0 ? `${camera.width}×${camera.height} · ` : "";
  return (
    <Fact name={t("media_camera")}>
      {size}
      {t("media_fps_value", { n: decimal(camera.fps, 1, language) })}
      <Source source={camera.source} state={camera.state} />
    </Fact>
  );
}

function Encoders(props: { encode: EncodeStatus }): JSX.Element {
  const { t, language } = useSpeech();
  const { video, audio } = props.encode;
  const kind = (hardware: boolean): string => t(hardware ? "media_hardware" : "media_software");
  const rate = (kbps: number, target: number): string =>
    t("media_rate_value", { kbps: decimal(kbps, 0, language), target: decimal(target, 0, language) });
  return (
    <>
      <Fact name={t("media_encoder")} part="encoder">
        {video.encoder} ({kind(video.hardware)}) · {video.width}×{video.height}
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
