// SPDX-License-Identifier: Apache-2.0
// Camera, microphone and encoder as they are wished: chosen among what the room reports.
import type { JSX } from "preact";

import type { DeviceStatus, MicrophoneStatus, Status, VideoEncodeStatus } from "../api_types.ts";
import { choicesOf, chosenOf } from "../devices.ts";
import { type Translate, wordsFor } from "../i18n/translate.ts";
import { CameraControls } from "./camera_controls.tsx";
import { useSpeech } from "./context.ts";
import { type Editing, Field, SwitchField } from "./field.tsx";
import { RangeField } from "./range_field.tsx";

const encoders = ["auto", "v4l2", "vaapi", "vaapi-lp", "x264", "openh264"] as const;

export function SourcePanel(props: Editing & { status: Status | null }): JSX.Element {
  const { t } = useSpeech();
  const { status, state, dispatch } = props;
  const camera = status?.capture?.camera;
  const microphone = status?.capture?.microphone;
  return (
    <section class="panel" aria-labelledby="sources-title" data-part="sources">
      <h2 id="sources-title">{t("sources_title")}</h2>
      <div class="fields">
        <SourceField name="camera/source" generated="pattern" devices={camera?.devices} state={state} dispatch={dispatch} />
        <CameraControls camera={camera} state={state} dispatch={dispatch} />
        <SourceField name="microphone/source" generated="tone" devices={microphone?.devices} state={state} dispatch={dispatch} />
        <Volume microphone={microphone} state={state} dispatch={dispatch} />
        <SwitchField name="microphone/muted" label={t("sources_muted")} state={state} dispatch={dispatch} />
        <SwitchField
          name="microphone/switch_on"
          label={t("sources_switch")}
          hint={microphone?.switch_on === false ? t("sources_switch_off") : undefined}
          state={state}
          dispatch={dispatch}
        />
        <Channels state={state} dispatch={dispatch} />
        <Encoder video={status?.encode?.video} state={state} dispatch={dispatch} />
        <SwitchField
          name="video/small_picture"
          label={t("sources_small_picture")}
          hint={t("sources_small_picture_hint")}
          state={state}
          dispatch={dispatch}
        />
      </div>
    </section>
  );
}

interface SourceFieldProps extends Editing {
  name: "camera/source" | "microphone/source";
  generated: "pattern" | "tone";
  devices: DeviceStatus[] | null | undefined;
}

function SourceField(props: SourceFieldProps): JSX.Element {
  const { t } = useSpeech();
  const { name, generated, devices, state, dispatch } = props;
  const choices = choicesOf(devices ?? []);
  const source = state.sources[name] ?? "auto";
  const known = ["auto", generated].includes(source) || choices.some((choice) => choice.source === source);
  return (
    <Field name={name} label={t(name === "camera/source" ? "sources_camera" : "sources_microphone")} state={state}
      hint={inUse(devices, t)}>
      {(input) => (
        <select {...input} value={source} onChange={choosing(name, dispatch)}>
          <option value="auto">{t("source_auto")}</option>
          {choices.map(({ device, way, source: named }) => (
            <option key={named} value={named}>
              {device.name || device.node} · {wordsFor(t, "way", way)} {way === "name" ? "" : device[way]}
            </option>
          ))}
          <option value={generated}>{wordsFor(t, "source", generated)}</option>
          {known ? null : <option value={source}>{t("sources_not_there", { source })}</option>}
        </select>
      )}
    </Field>
  );
}

function inUse(devices: DeviceStatus[] | null | undefined, t: Translate): string {
  if (!devices) return t("sources_not_told");
  if (devices.length === 0) return t("sources_none");
  const device = chosenOf(devices);
  return device === null ? t("sources_none_used") : t("sources_used", { name: device.name || device.node });
}

function choosing(field: string, dispatch: Editing["dispatch"]): (event: { currentTarget: HTMLSelectElement }) => void {
  return (event) => dispatch({ kind: "source_set", field, value: event.currentTarget.value });
}

function Volume(props: Editing & { microphone: MicrophoneStatus | undefined }): JSX.Element {
  const { t } = useSpeech();
  const { microphone, state, dispatch } = props;
  const now = microphone?.volume_percent ?? null;
  // A Config that sets decibels goes by them; they are shown where it does.
  const gain = state.base?.body.microphone?.gain_db;
  return (
    <>
      <RangeField
        name="microphone/volume_percent"
        label={t("sources_volume")}
        range={{ least: 0, most: 100, step: 1, now, usual: null }}
        note={now === null && chosenOf(microphone?.devices) !== null ? t("sources_no_volume") : undefined}
        state={state}
        dispatch={dispatch}
      />
      {gain === undefined ? null : (
        <RangeField
          name="microphone/gain_db"
          label={t("sources_gain")}
          range={{ least: -100, most: 100, step: 0.5, now: microphone?.gain_db ?? null, usual: null }}
          state={state}
          dispatch={dispatch}
        />
      )}
    </>
  );
}

function Channels(props: Editing): JSX.Element {
  const { t } = useSpeech();
  const { state, dispatch } = props;
  return (
    <Field name="audio/channels" label={t("sources_channels")} state={state}>
      {(input) => (
        <select {...input} value={state.sources["audio/channels"]} onChange={choosing("audio/channels", dispatch)}>
          <option value="1">{t("channels_1")}</option>
          <option value="2">{t("channels_2")}</option>
        </select>
      )}
    </Field>
  );
}

function Encoder(props: Editing & { video: VideoEncodeStatus | undefined }): JSX.Element {
  const { t } = useSpeech();
  const { video, state, dispatch } = props;
  const wish = state.sources["video/encoder"] ?? "auto";
  const names = encoders.some((name) => name === wish) ? encoders : [...encoders, wish];
  const passed = new Map(video?.passed_over?.map(({ encoder, reason }) => [encoder, reason]));
  const words = (name: string): string => {
    const reason = passed.get(name);
    return wordsFor(t, "encoder", name) + (reason === undefined ? "" : ` · ${wordsFor(t, "passed", reason)}`);
  };
  const used = video?.encoder ?? "";
  const hint = used === "" ? undefined : t("sources_used", { name: wordsFor(t, "encoder", used) });
  return (
    <Field name="video/encoder" label={t("media_encoder")} state={state} hint={hint}>
      {(input) => (
        <select {...input} value={wish} onChange={choosing("video/encoder", dispatch)}>
          {names.map((name) => (
            <option key={name} value={name}>
              {words(name)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
