// SPDX-License-Identifier: Apache-2.0
// Where what an endpoint reports is not what its newest Config asks for. Only what was observed counts:
// a part that did not report is no difference, its absence is shown elsewhere.
import type {
  CameraStatus,
  ConfigBody,
  DeviceStatus,
  Endpoint,
  MicrophoneStatus,
  ScreenStatus,
  Status,
} from "./api_types.ts";
import { chosenOf, isNamedBy, namesDevice } from "./devices.ts";
import { formOf, linesOf } from "./maket_form.ts";

export type DifferenceKind =
  | "config"
  | "scene"
  | "screen_version"
  | "screen_words"
  | "screen_size"
  | "camera"
  | "camera_size"
  | "camera_fps"
  | "control"
  | "microphone"
  | "muted"
  | "switch_on"
  | "volume"
  | "gain"
  | "encoder"
  | "video_size"
  | "fps";

export interface Difference {
  kind: DifferenceKind;
  name?: string;  // of the control
  desired: string;
  observed: string;
}

// Below this part of the wished frame rate the difference is worth a line.
const tolerableFps = 0.9;
// Mixers have steps: what is as near as this is as near as they come.
const tolerableVolume = 3;  // percent
const tolerableGain = 1.5;  // decibels
const none = "–";

export function differencesOf(endpoint: Endpoint, body: ConfigBody | null): Difference[] {
  const { status, desired } = endpoint;
  if (status === null || desired === null) return [];
  const found: Difference[] = [];
  const compare = (kind: DifferenceKind, wish: unknown, fact: unknown): void => {
    if (wish !== undefined && fact !== undefined && wish !== fact) {
      found.push({ kind, desired: String(wish), observed: String(fact) });
    }
  };
  compare("config", desired.version, status.config.version);
  if (status.screen) compare("screen_version", status.config.version, status.screen.config_version);
  // The words and sizes of a version that is not in force yet would all differ: the version says it.
  if (body === null || desired.version !== status.config.version) return found;
  if (status.screen) compareScreen(status.screen, endpoint.site.name, body, compare);
  compareMedia(status, body, found, compare);
  return found;
}

type Compare = (kind: DifferenceKind, wish: unknown, fact: unknown) => void;

function compareScreen(screen: ScreenStatus, siteName: string, body: ConfigBody, compare: Compare): void {
  compare("scene", body.screen?.scene, screen.scene);
  const { width, height } = body.screen ?? {};
  const rendered = screen.rendered;
  if (width !== undefined && height !== undefined && rendered.width > 0) {
    compare("screen_size", `${width}×${height}`, `${rendered.width}×${rendered.height}`);
  }
  if (screen.scene !== "maket" || rendered.lines.length === 0) return;
  const overlay = body.screen?.overlay ?? "";
  const desired = [...linesOf(formOf(body), siteName), ...(overlay === "" ? [] : [overlay])];
  // A template may set text in capitals and break lines anew; the words and their order stay.
  if (flat(desired) !== flat(rendered.lines)) {
    compare("screen_words", desired.join(" / "), rendered.lines.join(" / "));
  }
}

function compareMedia(status: Status, body: ConfigBody, found: Difference[], compare: Compare): void {
  const { capture, encode } = status;
  if (capture) {
    compareCamera(capture.camera, body, found, compare);
    compareMicrophone(capture.microphone, body, compare);
  }
  if (!encode || encode.video.frames === 0) return;
  const { width, height, fps, encoder } = body.video ?? {};
  if (encoder !== "auto") compare("encoder", encoder, encode.video.encoder);
  if (width !== undefined && height !== undefined) {
    compare("video_size", `${width}×${height}`, `${encode.video.width}×${encode.video.height}`);
  }
  if (fps !== undefined && encode.video.fps < fps * tolerableFps) compare("fps", fps, encode.video.fps);
}

function compareCamera(camera: CameraStatus, body: ConfigBody, found: Difference[], compare: Compare): void {
  compareSource("camera", body.camera?.source, camera, compare);
  const device = chosenOf(camera.devices);
  if (device === null || camera.state !== "running") return;
  // More than was asked for is made smaller; less is what people see.
  const { wished_width: width, wished_height: height, wished_fps: fps, negotiated_fps: promised } = camera;
  if (width && height && camera.width > 0 && (camera.width < width || camera.height < height)) {
    compare("camera_size", `${width}×${height}`, `${camera.width}×${camera.height}`);
  }
  if (fps && promised && promised < fps * tolerableFps) compare("camera_fps", fps, promised);
  for (const { name, value } of body.camera?.controls ?? []) {
    const fact = camera.controls?.find((control) => control.name === name)?.value;
    if (fact !== value) found.push({ kind: "control", name, desired: String(value), observed: String(fact ?? none) });
  }
}

function compareMicrophone(microphone: MicrophoneStatus, body: ConfigBody, compare: Compare): void {
  const wish = body.microphone ?? {};
  compareSource("microphone", wish.source, microphone, compare);
  compare("muted", wish.muted, microphone.muted);
  const { switch_on: on, volume_percent: volume, gain_db: gain } = microphone;
  if (on !== undefined && on !== null) compare("switch_on", wish.switch_on, on);
  if (wish.gain_db !== undefined) {
    if (apart(wish.gain_db, gain, tolerableGain)) compare("gain", wish.gain_db, gain);
  } else if (apart(wish.volume_percent, volume, tolerableVolume)) {
    compare("volume", wish.volume_percent, volume);
  }
}

function apart(wish: number | undefined, fact: number | null | undefined, tolerable: number): boolean {
  return wish !== undefined && fact !== undefined && fact !== null && Math.abs(wish - fact) > tolerable;
}

// A source that names a device is compared with the device in use, where the room reports devices at all.
function compareSource(
  kind: "camera" | "microphone",
  wish: string | undefined,
  fact: { source: string; devices?: DeviceStatus[] | null },
  compare: Compare,
): void {
  if (wish === undefined || wish === "auto") return;
  if (wish !== fact.source || !fact.devices || !namesDevice(wish)) {
    compare(kind, wish, fact.source);
    return;
  }
  const device = chosenOf(fact.devices);
  if (device === null || !isNamedBy(device, wish)) compare(kind, wish, device?.name || device?.node || none);
}

function flat(lines: readonly string[]): string {
  return lines.join(" ").normalize("NFC").toLocaleUpperCase("vi").replace(/\s+/gu, " ").trim();
}
