// SPDX-License-Identifier: Apache-2.0
// The documents of the operators' API (contract/http.yaml) and of the reports inside them (contract/*.h).
// Optional members of a report are optional here too: an endpoint may be of an older version.

import type { Agreement, DrawnOtherwise } from "./preview_types.ts";

export type Level = "info" | "warning" | "error" | "critical";

export interface Condition {
  type: string;
  level: Level;
  since: string;
  detail: string;
}

// One row of the table of conditions: a sentence and the one next action, in both languages.
export interface ConditionText {
  type: string;
  level: Level;
  vi: string;
  en: string;
  action_vi: string;
  action_en: string;
}

export interface Site {
  code: string;
  name: string;
}

export interface ConfigVersion {
  version: number;
  issued_at: string;
  expires_at: string;
  author: string;
  applied_at?: string | null;
  applied_after_ms?: number | null;
}

export interface MaketText {
  template: string;
  organiser: string;
  heading: string;
  title: string[];
  place_date: string;
  logo?: string;
  background?: string;
}

export interface CameraControl {
  name: string;
  value: number;
}

// A Config's body. Members that the page does not know are kept as they came and pushed back.
export interface ConfigBody {
  site?: Site;
  conference?: { id: string; starts_at: string; ends_at: string } | null;
  screen?: {
    scene?: string;
    width?: number;
    height?: number;
    connector?: string;
    fade_ms?: number;
    overlay?: string;
    maket?: MaketText | null;
  };
  camera?: { source?: string; controls?: CameraControl[] };
  microphone?: { source?: string; muted?: boolean; switch_on?: boolean; volume_percent?: number; gain_db?: number };
  video?: { width?: number; height?: number; fps?: number; bitrate_kbps?: number; encoder?: string; small_picture?: boolean };
  audio?: { channels?: number; bitrate_kbps?: number };
  [member: string]: unknown;
}

export interface ConfigVersionWithBody extends ConfigVersion {
  body: ConfigBody;
}

export interface Recording {
  state: "writing" | "failed" | "idle";
  bytes: number;
  detail?: string;
}

// What the centre itself measures of the stream it receives.
export interface Stream {
  connected: boolean;
  since: string;
  bytes: number;
  kbps: number;
  packets_received: number;
  packets_lost: number;
  packets_dropped: number;
  packets_retransmitted: number;
  loss_percent: number;
  rtt_ms: number;
  requesters?: number;
  recording: Recording;
}

// The same of the small picture, which is not recorded.
export interface SmallStream {
  connected: boolean;
  kbps: number;
  requesters?: number;
}

export interface Snapshot {
  etag: string;
  taken_at: string;
}

export type SnapshotKind = "camera" | "screen";

export type SourceState = "starting" | "running" | "replaced";

// A camera or microphone that is there, with the names a Config can choose it by; empty where it has none.
export interface DeviceStatus {
  name: string;
  usb: string;
  serial: string;
  node: string;
  driver: string;
  chosen: boolean;
}

export interface ControlStatus {
  name: string;
  value: number;
  least: number;
  most: number;
  step: number;
  usual: number;
  wished?: number | null;
  choices: string[];  // of a menu, the first is `least`; an empty text is no choice
}

export interface CameraStatus {
  source: string;
  state: SourceState;
  width: number;
  height: number;
  fps: number;
  format?: string | null;
  negotiated_fps?: number | null;  // 0: the device does not say
  wished_width?: number | null;
  wished_height?: number | null;
  wished_fps?: number | null;
  signal?: string | null;  // "not_told", "good", "no_cable", …
  devices?: DeviceStatus[] | null;
  controls?: ControlStatus[] | null;
}

export interface MicrophoneStatus {
  source: string;
  state: SourceState;
  muted: boolean;
  rms_dbfs: number;
  peak_dbfs: number;
  channels?: number | null;
  rate_hz?: number | null;
  drift_ppm?: number | null;
  switch_on?: boolean | null;
  volume_percent?: number | null;
  gain_db?: number | null;
  devices?: DeviceStatus[] | null;
}

export interface CaptureStatus {
  camera: CameraStatus;
  microphone: MicrophoneStatus;
}

export interface PassedOverEncoder {
  encoder: string;
  reason: string;  // "not_there", "too_slow", …
  detail: string;
}

export interface VideoEncodeStatus {
  encoder: string;
  hardware: boolean;
  width: number;
  height: number;
  fps: number;
  bitrate_kbps: number;
  target_kbps: number;
  frames: number;
  keyframes: number;
  step?: string | null;  // as_planned: nothing is reduced for the line
  wished?: string | null;
  proof_ms?: number | null;  // 0: it has not proven itself yet
  latency_ms?: number | null;
  passed_over?: PassedOverEncoder[] | null;
}

export interface EncodeStatus {
  video: VideoEncodeStatus;
  audio: { encoder: string; hardware: boolean; bitrate_kbps: number; target_kbps: number };
}

export type UplinkState = "idle" | "connecting" | "connected" | "waiting";

// One of several ways to the centre.
export interface UplinkPath {
  target: string;
  state: UplinkState;
  carries: boolean;  // the stream
  rtt_ms: number;
  loss_percent: number;
  send_kbps: number;
}

// The second stream, of a small picture.
export interface SmallPictureStatus {
  state: "off" | "waiting" | "too_narrow" | "connecting" | "sent";
  width: number;
  height: number;
  fps: number;
  bitrate_kbps: number;
}

// The recording in the room itself.
export interface LocalRecordingStatus {
  state: "off" | "recording" | "failed";
  bytes: number;
  dropped: number;
}

export interface UplinkStatus {
  state: UplinkState;
  target: string;
  connected_since?: string | null;
  connects: number;
  latency_ms: number;
  rtt_ms: number;
  send_kbps: number;
  paths?: UplinkPath[] | null;  // the usual one first; absent where there is but one
  carries_kbps?: number | null;  // as its rate control takes it; absent at a fixed rate
  send_buffer_ms: number;
  loss_percent: number;
  packets_sent: number;
  packets_lost: number;
  packets_retransmitted: number;
  frames_sent: number;
  frames_dropped: number;
}

export type ProofState = "unknown" | "yes" | "no";

export interface Proof {
  state: ProofState;
  detail: string;
  since: string;
}

export interface RenderedFrame {
  width: number;
  height: number;
  inputs_sha256: string;
  pixels_sha256: string;
  missing_glyphs: string[];
  shrunk: { slot: string; scale: number }[];
  overflow: string[];
  lines: string[];
}

// A connector and what is on it.
export interface DisplayStatus {
  connector: string;
  connected: boolean;
  used: boolean;
  maker: string;
  model: string;
  width: number;
  height: number;
}

export interface ScreenStatus {
  pid: number;
  started_at: string;
  config_version: number;
  scene: string;
  output: string;
  rendered: RenderedFrame;
  scanned_out: Proof;
  display_there: Proof;
  display_awake: Proof;
  displays?: DisplayStatus[] | null;
}

export interface ProcessStatus {
  name: string;
  up: boolean;
  pid: number;
  started_at?: string | null;
  restarts: number;
  rss_bytes: number;
}

export interface HostStatus {
  hostname: string;
  os: string;
  kernel: string;
  software: string;
  uptime_s: number;
  load1: number;
  memory_total_bytes: number;
  memory_available_bytes: number;
  disk_free_bytes: number;
  temperature_c?: number | null;
}

// One that does not run: refused as it came, or rolled back after its trial.
export interface RefusedConfig {
  version: number;
  reason: string;
  detail: string;
  at: string;
}

// An endpoint's report: what it observed, never what it was asked for.
export interface Status {
  endpoint: string;
  boot_id: string;
  seq: number;
  observed_at: string;
  config: {
    version: number;
    applied_at?: string | null;
    on_trial?: boolean | null; // in force, not confirmed yet
    expired: boolean;
    refused?: RefusedConfig | null;
    rolled_back?: RefusedConfig | null; // its reason is one of rollback_* in i18n
  };
  capture?: CaptureStatus | null;
  encode?: EncodeStatus | null;
  uplink?: UplinkStatus | null;
  small_picture?: SmallPictureStatus | null;
  recording?: LocalRecordingStatus | null;
  screen?: ScreenStatus | null;
  processes?: ProcessStatus[];
  host?: HostStatus;
  network?: { interfaces: { name: string; carrier: boolean; addresses: string[] }[]; centre_rtt_ms: number };
}

// What is desired and what was observed of a configuration: versions; observed 0: none is in force.
export interface Twin {
  desired?: number | null;
  observed?: number | null;
  difference?: { since: string; reason: string; detail: string } | null;  // its reason is one of twin_* in i18n
}

export interface Endpoint {
  id: string;
  site: Site;
  online: boolean;
  certificate_expires_at?: string;  // of an endpoint's identity; absent: an older centre
  revoked_at: string | null;  // its identity counts for nothing any more
  passphrase_changing?: boolean | null;  // absent: an older centre
  passphrase_replaced?: boolean | null;  // how the last change ended; null: there was none
  last_seen: string | null;
  desired: ConfigVersion | null;
  twin: Twin | null;  // absent: an older centre
  status: Status | null;
  stream: Stream | null;
  small_stream: SmallStream | null;
  snapshots: Record<SnapshotKind, Snapshot | null>;
  agreement?: Agreement | null;  // of its screen with what the centre draws; null: not compared
  conditions: Condition[];
}

// For whom no change of passphrase was begun; its reason is one of passphrase_refused_* in i18n.
export interface Rotation {
  left_out: { endpoint: string; reason: string }[];
}

export type EnrolmentClaim = "no_token" | "token_used" | "token_expired" | "site_taken";

// A new box that waits for a person.
export interface WaitingBox {
  key: string;
  code: string;  // shown on the room's screen too
  address: string;
  first_seen: string;
  last_seen: string;
  claim: EnrolmentClaim;
  site: string | null;  // the code that its token names
}

export interface SnapshotEvent extends Snapshot {
  id: string;
  kind: SnapshotKind;
}

// What the whole fleet stands on, and expires soon or has expired.
export interface Expiring {
  part: string;  // server_certificate, authority, trust_root
  expires_at: string;
  detail: string;
}

export interface Centre {
  software: string;
  started_at: string;
  disk_free_bytes: number;
  drawn_otherwise?: DrawnOtherwise[] | null;
  expiring?: Expiring[] | null;  // absent: an older centre
  conditions: Condition[];
}

export interface Session {
  operator: string;
  since: string;
}

export interface RolloutTarget {
  endpoint: string;
  site: Site;
  step: string; // rollout_step_* in i18n
  version: number; // as pushed; 0: not yet
  detail: string; // of a failure: why
}

// One change for many rooms, in waves.
export interface Rollout {
  id: number;
  author: string;
  began_at: string;
  state: "running" | "done" | "stopped";
  targets: RolloutTarget[];
}
