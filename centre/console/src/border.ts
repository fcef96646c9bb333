// SPDX-License-Identifier: Apache-2.0
// Where the network's JSON becomes the types of api_types.ts: what does not conform goes no further.
import type {
  Centre,
  Condition,
  ConditionText,
  ConfigBody,
  ConfigVersion,
  ConfigVersionWithBody,
  Endpoint,
  Rollout,
  Rotation,
  Session,
  Site,
  SnapshotEvent,
  WaitingBox,
} from "./api_types.ts";
import type { Preview, StoredPicture } from "./preview_types.ts";
import { type Check, flag, isObject, list, maybe, number, oneOf, record, text } from "./check.ts";

const level = oneOf("info", "warning", "error", "critical");
const condition = record({ type: text, level, since: text, detail: text });
const conditionText = record({ type: text, level, vi: text, en: text, action_vi: text, action_en: text });
const snapshot = record({ etag: text, taken_at: text });
const configVersion = record({
  version: number,
  issued_at: text,
  expires_at: text,
  author: text,
  applied_at: maybe(text),
  applied_after_ms: maybe(number),
});
const stream = record({
  connected: flag,
  since: text,
  bytes: number,
  kbps: number,
  packets_received: number,
  packets_lost: number,
  packets_dropped: number,
  packets_retransmitted: number,
  loss_percent: number,
  rtt_ms: number,
  requesters: maybe(number),
  recording: record({ state: oneOf("writing", "failed", "idle"), bytes: number, detail: maybe(text) }),
});

const smallStream = record({ connected: flag, kbps: number, requesters: maybe(number) });

const sourceState = oneOf("starting", "running", "replaced");
const proof = record({ state: oneOf("unknown", "yes", "no"), detail: text, since: text });

const devices = maybe(
  list(record({ name: text, usb: text, serial: text, node: text, driver: text, chosen: flag })),
);
const controls = maybe(
  list(
    record({ name: text, value: number, least: number, most: number, step: number, usual: number, wished: maybe(number),
      choices: list(text) }),
  ),
);
const passedOver = maybe(list(record({ encoder: text, reason: text, detail: text })));

// What an endpoint of an older version does not say may be missing.
const camera = record({ source: text, state: sourceState, width: number, height: number, fps: number, format: maybe(text),
  negotiated_fps: maybe(number), wished_width: maybe(number), wished_height: maybe(number), wished_fps: maybe(number),
  signal: maybe(text), devices, controls });
const microphone = record({ source: text, state: sourceState, muted: flag, rms_dbfs: number, peak_dbfs: number,
  channels: maybe(number), rate_hz: maybe(number), drift_ppm: maybe(number), switch_on: maybe(flag),
  volume_percent: maybe(number), gain_db: maybe(number), devices });

const uplinkState = oneOf("idle", "connecting", "connected", "waiting");

// The parts of a report, each on its own: one that does not conform is left out, the others are shown.
const statusParts: Record<string, Check> = {
  capture: record({ camera, microphone }),
  encode: record({
    video: record({ encoder: text, hardware: flag, width: number, height: number, fps: number, bitrate_kbps: number,
      target_kbps: number, step: maybe(text), wished: maybe(text), proof_ms: maybe(number), latency_ms: maybe(number), passed_over: passedOver }),
    audio: record({ encoder: text, hardware: flag, bitrate_kbps: number, target_kbps: number }),
  }),
  uplink: record({
    state: uplinkState,
    target: text,
    connected_since: maybe(text),
    connects: number,
    rtt_ms: number,
    send_kbps: number,
    carries_kbps: maybe(number),
    paths: maybe(
      list(record({ target: text, state: uplinkState, carries: flag, rtt_ms: number, loss_percent: number,
        send_kbps: number })),
    ),
    loss_percent: number,
    frames_dropped: number,
  }),
  small_picture: record({ state: oneOf("off", "waiting", "too_narrow", "connecting", "sent"), width: number, height: number,
    fps: number, bitrate_kbps: number }),
  recording: record({ state: oneOf("off", "recording", "failed"), bytes: number, dropped: number }),
  screen: record({
    config_version: number,
    scene: text,
    output: text,
    rendered: record({
      width: number,
      height: number,
      pixels_sha256: text,
      missing_glyphs: list(text),
      shrunk: list(record({ slot: text, scale: number })),
      overflow: list(text),
      lines: list(text),
    }),
    scanned_out: proof,
    display_there: proof,
    display_awake: proof,
    displays: maybe(list(record({ connector: text, connected: flag, used: flag, maker: text, model: text, width: number,
      height: number }))),
  }),
  processes: list(
    record({ name: text, up: flag, pid: number, started_at: maybe(text), restarts: number, rss_bytes: number }),
  ),
  host: record({ hostname: text, os: text, kernel: text, software: text, uptime_s: number, load1: number, memory_total_bytes: number,
    memory_available_bytes: number, disk_free_bytes: number, temperature_c: maybe(number) }),
};
const refusedConfig = record({ version: number, reason: text, detail: text, at: text });
const statusCore = record({
  seq: number,
  observed_at: text,
  config: record({
    version: number,
    applied_at: maybe(text),
    on_trial: maybe(flag),
    expired: flag,
    refused: maybe(refusedConfig),
    rolled_back: maybe(refusedConfig),
  }),
});

const agreement = oneOf("same", "other_inputs", "other_pixels");
const endpoint = record({
  id: text,
  site: record({ code: text, name: text }),
  online: flag,
  certificate_expires_at: maybe(text),
  revoked_at: maybe(text),
  passphrase_changing: maybe(flag),
  passphrase_replaced: maybe(flag),
  last_seen: maybe(text),
  desired: maybe(configVersion),
  twin: maybe(
    record({
      desired: maybe(number),
      observed: maybe(number),
      difference: maybe(record({ since: text, reason: text, detail: text })),
    }),
  ),
  stream: maybe(stream),
  small_stream: maybe(smallStream),
  snapshots: record({ camera: maybe(snapshot), screen: maybe(snapshot) }),
  agreement: maybe(agreement),
  conditions: list(condition),
});

function keepGoodParts(status: unknown): unknown {
  if (!statusCore(status) || !isObject(status)) return null;
  const kept = { ...status };
  for (const [name, check] of Object.entries(statusParts)) {
    if (!check(kept[name])) delete kept[name];
  }
  return kept;
}

export function readEndpoint(value: unknown): Endpoint | undefined {
  if (!endpoint(value) || !isObject(value)) return undefined;
  return { desired: null, twin: null, revoked_at: null, stream: null, small_stream: null, last_seen: null, ...value, status: keepGoodParts(value["status"]) } as Endpoint;
}

export function readEndpoints(value: unknown): Endpoint[] | undefined {
  return Array.isArray(value) ? value.map(readEndpoint).filter((one) => one !== undefined) : undefined;
}

function reader<T>(check: Check): (value: unknown) => T | undefined {
  return (value) => (check(value) ? (value as T) : undefined);
}

export const readCondition = reader<Condition>(condition);
export const readConditionTexts = reader<ConditionText[]>(list(conditionText));
export const readCentre = reader<Centre>(
  record({ software: text, started_at: text, disk_free_bytes: number, conditions: list(condition),
    drawn_otherwise: maybe(list(record({ software: text, rooms: number, how: agreement }))),
    expiring: maybe(list(record({ part: text, expires_at: text, detail: text }))) }),
);
export const readSites = reader<Site[]>(list(record({ code: text, name: text })));
export const readWaitingBoxes = reader<WaitingBox[]>(
  list(
    record({
      key: text,
      code: text,
      address: text,
      first_seen: text,
      last_seen: text,
      claim: oneOf("no_token", "token_used", "token_expired", "site_taken"),
      site: maybe(text),
    }),
  ),
);
export const readSession = reader<Session>(record({ operator: text, since: text }));
export const readSnapshotEvent = reader<SnapshotEvent>(
  record({ id: text, kind: oneOf("camera", "screen"), etag: text, taken_at: text }),
);
export const readConfigVersions = reader<ConfigVersion[]>(list(configVersion));
export const readPushed = reader<{ version: number }>(record({ version: number }));

export const readRotation = reader<Rotation>(record({ left_out: list(record({ endpoint: text, reason: text })) }));

export const readBegun = reader<{ id: number }>(record({ id: number }));
export const readRollout = reader<Rollout>(
  record({
    id: number,
    author: text,
    began_at: text,
    state: oneOf("running", "done", "stopped"),
    targets: list(record({ endpoint: text, site: record({ code: text, name: text }), step: text, version: number, detail: text })),
  }),
);

export const readStoredPicture = reader<StoredPicture>(
  record({ sha256: text, media_type: text, bytes: number, width: number, height: number }),
);
const preview = record({
  endpoint: text,
  site: record({ code: text, name: text }),
  scene: text,
  size_reported: maybe(flag),
  rendered: maybe(record({ width: number, height: number, pixels_sha256: text, lines: list(text) })),
  warnings: list(record({ kind: text, level, slot: text, detail: text })),
});
export function readPreviews(value: unknown): Preview[] | undefined {
  if (!isObject(value) || !list(preview)(value["previews"])) return undefined;
  return (value["previews"] as Preview[]).map((one) => ({ ...one, rendered: one.rendered ?? null }));
}

const maket = record({
  template: text,
  organiser: text,
  heading: text,
  title: list(text),
  place_date: text,
  logo: maybe(text),
  background: maybe(text),
});
const body = record({
  screen: maybe(record({ scene: maybe(text), overlay: maybe(text), maket: maybe(maket) })),
  camera: maybe(record({ source: maybe(text), controls: maybe(list(record({ name: text, value: number }))) })),
  microphone: maybe(record({ source: maybe(text), muted: maybe(flag), switch_on: maybe(flag), volume_percent: maybe(number),
    gain_db: maybe(number) })),
  video: maybe(record({ encoder: maybe(text) })),
  audio: maybe(record({ channels: maybe(number) })),
});

export function readConfig(value: unknown): ConfigVersionWithBody | undefined {
  if (!configVersion(value) || !isObject(value) || !body(value["body"])) return undefined;
  return { ...(value as unknown as ConfigVersion), body: value["body"] as ConfigBody };
}
