// SPDX-License-Identifier: Apache-2.0
// Where what an endpoint reports is not what its newest Config asks for. Only what was observed counts:
// a part that did not report is no difference, its absence is shown elsewhere.
import type { ConfigBody, Endpoint, ScreenStatus, Status } from "./api_types.ts";
import { formOf, linesOf } from "./maket_form.ts";

export type DifferenceKind =
  | "config"
  | "scene"
  | "screen_version"
  | "screen_words"
  | "screen_size"
  | "camera"
  | "microphone"
  | "muted"
  | "video_size"
  | "fps";

export interface Difference {
  kind: DifferenceKind;
  desired: string;
  observed: string;
}

// Below this part of the wished frame rate the difference is worth a line.
const tolerableFps = 0.9;

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
  compareMedia(status, body, compare);
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
  const desired = linesOf(formOf(body), siteName);
  // A template may set text in capitals and break lines anew; the words and their order stay.
  if (flat(desired) !== flat(rendered.lines)) {
    compare("screen_words", desired.join(" / "), rendered.lines.join(" / "));
  }
}

function compareMedia(status: Status, body: ConfigBody, compare: Compare): void {
  const { capture, encode } = status;
  if (capture) {
    if (body.camera?.source !== "auto") compare("camera", body.camera?.source, capture.camera.source);
    if (body.microphone?.source !== "auto") compare("microphone", body.microphone?.source, capture.microphone.source);
    compare("muted", body.microphone?.muted, capture.microphone.muted);
  }
  if (!encode || encode.video.frames === 0) return;
  const { width, height, fps } = body.video ?? {};
  if (width !== undefined && height !== undefined) {
    compare("video_size", `${width}×${height}`, `${encode.video.width}×${encode.video.height}`);
  }
  if (fps !== undefined && encode.video.fps < fps * tolerableFps) compare("fps", fps, encode.video.fps);
}

function flat(lines: readonly string[]): string {
  return lines.join(" ").normalize("NFC").toLocaleUpperCase("vi").replace(/\s+/gu, " ").trim();
}
