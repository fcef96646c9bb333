// SPDX-License-Identifier: Apache-2.0
// What the room captures and encodes, as the room observes it.
import type { JSX } from "preact";

import type { CameraStatus, MicrophoneStatus, Status } from "../api_types.ts";
import { chosenOf } from "../devices.ts";
import { decimal, shortSource } from "../format.ts";
import { wordsFor } from "../i18n/translate.ts";
import { useSpeech } from "./context.ts";
import { EncoderFacts } from "./encoder_facts.tsx";
import { Fact } from "./fact.tsx";
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
        {capture ? <CameraFacts camera={capture.camera} /> : null}
        {capture ? <MicrophoneFacts microphone={capture.microphone} /> : null}
        {encode ? <EncoderFacts encode={encode} /> : null}
      </dl>
    </section>
  );
}

function Sound(props: { microphone: MicrophoneStatus }): JSX.Element {
  const { t, language } = useSpeech();
  const { microphone } = props;
  return (
    <div class="sound">
      <p>
        <span>{t("sound_title")}</span>
        {microphone.muted ? <b class="tone-warning"> · {t("sound_muted")}</b> : null}
      </p>
      <SoundMeter microphone={microphone} />
      <p class="sound__figures">
        {t("sound_rms")} <b>{decimal(microphone.rms_dbfs, 1, language)}</b> · {t("sound_peak")}{" "}
        <b>{decimal(microphone.peak_dbfs, 1, language)}</b> dBFS
      </p>
    </div>
  );
}

// The device in use by its name and port; without one, the source that was asked for.
function Device(props: { of: CameraStatus | MicrophoneStatus }): JSX.Element {
  const { t } = useSpeech();
  const { devices, source, state } = props.of;
  const device = chosenOf(devices);
  return (
    <span title={device === null ? source : `${source} · ${device.driver} · ${device.node}`}>
      {device === null ? shortSource(source) : device.name || device.node}
      {" · "}
      {device === null || device.usb === "" ? null : (
        <span class="quiet unbroken">{t("media_usb", { port: device.usb })} · </span>
      )}
      <span class={state === "running" ? "quiet" : "tone-warning"}>{wordsFor(t, "source", state)}</span>
    </span>
  );
}

function CameraFacts(props: { camera: CameraStatus }): JSX.Element {
  const { t, language } = useSpeech();
  const { camera } = props;
  const size = camera.width > 0 ? `${camera.width}×${camera.height} · ` : "";
  const format = camera.format ? `${camera.format} · ` : "";
  const signal = camera.signal ?? "not_told";
  return (
    <>
      <Fact name={t("media_camera")} part="camera">
        <Device of={camera} />
      </Fact>
      <Fact name={t("media_captured")} part="captured">
        {format}
        {size}
        {t("media_fps_value", { n: decimal(camera.fps, 1, language) })}
        <CaptureWish camera={camera} />
      </Fact>
      {signal === "not_told" ? null : (
        <Fact name={t("media_signal")} part="signal">
          <b class={signal === "good" ? "tone-ok" : "tone-error"}>{wordsFor(t, "signal", signal)}</b>
        </Fact>
      )}
    </>
  );
}

// What was asked of the camera; less than that stands out.
function CaptureWish(props: { camera: CameraStatus }): JSX.Element | null {
  const { t, language } = useSpeech();
  const { wished_width: width, wished_height: height, wished_fps: fps, negotiated_fps: promised } = props.camera;
  if (!width || !height || !fps) return null;
  const { camera } = props;
  const less = camera.width > 0 && (camera.width < width || camera.height < height);
  const slower = Boolean(promised) && (promised ?? 0) < fps * 0.9;
  const words = t("media_wished", { what: `${width}×${height} · ${t("media_fps_value", { n: fps })}` });
  const promise = promised ? ` · ${t("media_promised", { n: decimal(promised, 0, language) })}` : "";
  return <span class={less || slower ? "block tone-warning" : "block quiet"}>{words + promise}</span>;
}

function MicrophoneFacts(props: { microphone: MicrophoneStatus }): JSX.Element {
  const { t, language } = useSpeech();
  const { microphone } = props;
  const { channels, rate_hz: rate, drift_ppm: drift } = microphone;
  const facts: string[] = [];
  if (rate) facts.push(`${decimal(rate / 1000, rate % 1000 === 0 ? 0 : 1, language)} kHz`);
  if (channels) facts.push(channels <= 2 ? wordsFor(t, "channels", String(channels)) : t("channels_many", { n: channels }));
  if (rate && drift !== undefined && drift !== null) facts.push(t("media_drift", { ppm: decimal(drift, 1, language) }));
  return (
    <Fact name={t("media_microphone")} part="microphone">
      <Device of={microphone} />
      {facts.length === 0 ? null : <span class="block quiet">{facts.join(" · ")}</span>}
      <Mixer microphone={microphone} />
    </Fact>
  );
}

function Mixer(props: { microphone: MicrophoneStatus }): JSX.Element | null {
  const { t, language } = useSpeech();
  const { switch_on: on, volume_percent: volume, gain_db: gain } = props.microphone;
  const facts: string[] = [];
  if (volume !== undefined && volume !== null) facts.push(t("media_volume", { percent: volume }));
  if (gain !== undefined && gain !== null) facts.push(`${decimal(gain, 1, language)} dB`);
  if (facts.length === 0 && on !== false) return null;
  return (
    <span class="block">
      <span class="quiet">{facts.join(" · ")}</span>
      {on === false ? <b class="tone-warning"> {t("media_switch_off")}</b> : null}
    </span>
  );
}
