// SPDX-License-Identifier: Apache-2.0
// Sample rooms: what a centre would tell of them, moving as rooms do, with a few in trouble.
import { readFileSync } from "node:fs";

import { cameraUnder, microphoneUnder, sampleCameras, sampleMicrophones } from "./sample_devices.mjs";

const data = new URL("../../../centre/data/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, data), "utf8"));
const sites = read("sites-63-2022.json");
const conference = read("conference-2022.json");

const iso = (ms) => new Date(ms).toISOString();
const wave = (ms, period, phase) => Math.sin((ms / period + phase) * 2 * Math.PI);

// Rooms with a story; all others are well. By site code.
const troubles = {
  "08": "offline",
  "33": "never_seen",
  "26": "camera_missing",
  "52": "uplink_congested",
  "62": "media_restarted",
  "91": "screen_down",
  "94": "recording_failed",
  "38": "behind",
  "40": "camera_no_signal",
  "42": "older",
  "44": "unlike",
  "45": "maket_differs",
  "46": "unplugged",
};

function agreementOf(room, online) {
  if (!online || room.trouble === "screen_down" || room.trouble === "older") return null;
  return room.trouble === "maket_differs" ? "other_inputs" : "same";
}

function bodyOf(site) {
  return {
    site,
    conference: { id: conference.id, starts_at: conference.starts_at, ends_at: conference.ends_at },
    screen: {
      scene: "maket",
      width: 1920,
      height: 1080,
      maket: {
        template: "co-dien",
        organiser: conference.organiser,
        heading: conference.heading,
        title: conference.title,
        place_date: conference.place_date,
      },
    },
    camera: { source: "auto" },
    microphone: { source: "auto", muted: false },
    video: { width: 1280, height: 720, fps: 30, bitrate_kbps: 2500, keyframe_interval_s: 2 },
    audio: { bitrate_kbps: 64, expected_loss_percent: 5 },
    reporting: { interval_s: 2, snapshot_interval_s: 2 },
  };
}

export function makeRooms(count, startedAt) {
  return (count === 1 ? sites.filter(({ code }) => code === "79") : sites.slice(0, count)).map((site, index) => {
    const trouble = count === 1 ? undefined : troubles[site.code];
    const issued = startedAt - 3_600_000;
    const applied = trouble === "never_seen" ? null : iso(issued + 380);
    return {
      id: `box-${(0x1a2b3c4d + index * 0x01010101).toString(16).slice(-8).padStart(8, "0")}`,
      index,
      site,
      trouble,
      startedAt,
      seq: 100,
      lastSeen: trouble === "never_seen" ? null : trouble === "offline" ? startedAt - 754_000 : startedAt,
      running: trouble === "never_seen" ? 0 : 1,
      onScreen: trouble === "never_seen" ? 0 : 1,
      refused: null,
      onTrial: false,
      rolledBack: null,
      versions: [
        {
          version: 1,
          issued_at: iso(issued),
          expires_at: iso(issued + 30 * 86_400_000),
          author: "provision",
          applied_at: applied,
          applied_after_ms: applied === null ? null : 380,
          body: bodyOf(site),
        },
      ],
      pictures: { camera: 0, screen: 0 },
      takenAt: { screen: startedAt - 600_000 },
    };
  });
}

const shownOn = (room) => room.versions.find(({ version }) => version === room.onScreen) ?? room.versions[0];
const sceneOn = (room) => shownOn(room).body.screen.scene;

export function linesOn(room) {
  const shown = shownOn(room);
  if (sceneOn(room) !== "maket") return [];
  const { organiser, heading, title, place_date: place } = shown.body.screen.maket;
  const lines = [organiser, heading, ...title, place.replaceAll("{site}", room.site.name)];
  return room.trouble === "unlike" ? lines.with(1, "HỘI NGHỊ CŨ") : lines;
}

function conditionsOf(room, online) {
  const since = iso(room.startedAt - 65_000);
  const condition = (type, level, detail) => ({ type, level, since, detail });
  const found = [];
  if (!online && room.lastSeen !== null) {
    found.push({ ...condition("endpoint_offline", "error", ""), since: iso(room.lastSeen) });
  }
  if (room.trouble === "screen_down") found.push(condition("screen_down", "critical", "vn.diemcau.Screen1"));
  if (room.trouble === "maket_differs") found.push(condition("maket_differs", "error", "other_inputs"));
  if (room.trouble === "unplugged") found.push(condition("screen_no_display", "error", ""));
  if (room.trouble === "camera_missing") found.push(condition("camera_missing", "error", "/dev/video0"));
  if (room.trouble === "camera_no_signal") found.push(condition("camera_no_signal", "error", "HDMI Capture"));
  if (room.trouble === "recording_failed") found.push(condition("recording_failed", "error", "No space left on device"));
  if (room.trouble === "uplink_congested") found.push(condition("uplink_congested", "warning", "1480 of 2500 kbps"));
  if (room.trouble === "media_restarted") found.push(condition("media_restarted", "warning", "SIGSEGV"));
  if (room.refused !== null) found.push(condition(room.refused.reason, "error", room.refused.detail));
  if (room.index % 9 === 4 && online) found.push(condition("screen_text_shrunk", "info", "title 82 %"));
  return found;
}

function runningBody(room) {
  return (room.versions.find(({ version }) => version === room.running) ?? room.versions[0]).body;
}

function camerasOf(room) {
  if (room.trouble === "camera_missing") return [];
  return room.trouble === "camera_no_signal" ? [{ ...sampleCameras[1], signal: "no_signal" }] : sampleCameras;
}

function captureOf(room, now) {
  const phase = room.index / 7;
  const rms = -26 + 9 * wave(now, 5300, phase) + 4 * wave(now, 1700, phase);
  const body = runningBody(room);
  const camera = cameraUnder(body, camerasOf(room));
  if (camera.state === "running") camera.fps += 0.1 * wave(now, 9000, phase) - 0.1;
  const capture = { camera, microphone: microphoneUnder(body, sampleMicrophones, rms) };
  return room.trouble === "older" ? olderCapture(capture) : capture;
}

// As the first version reported it.
function olderCapture({ camera, microphone }) {
  const { source, state, width, height, fps } = camera;
  const { muted, rms_dbfs: rms, peak_dbfs: peak } = microphone;
  return {
    camera: { source, state, width, height, fps },
    microphone: { source: microphone.source, state: microphone.state, muted, rms_dbfs: rms, peak_dbfs: peak },
  };
}

function proofOf(room) {
  if (room.trouble === "older") return {};
  return {
    wished: runningBody(room).video.encoder ?? "auto",
    proof_ms: 412,
    latency_ms: 4.5,
    passed_over: [
      { encoder: "v4l2", reason: "not_there", detail: "no encoder in /dev" },
      { encoder: "vaapi", reason: "too_slow", detail: "19.8 of 30 frames/s at 1280×720" },
    ],
  };
}

function mediaOf(room, now) {
  const slow = room.trouble === "uplink_congested";
  const rate = Math.round((slow ? 1480 : 2480) + 90 * wave(now, 7000, room.index / 5));
  const seconds = Math.floor((now - room.startedAt) / 1000);
  return {
    capture: captureOf(room, now),
    encode: {
      video: {
        encoder: "x264",
        hardware: false,
        width: 1280,
        height: 720,
        fps: slow ? 24.1 : 30,
        bitrate_kbps: rate,
        target_kbps: 2500,
        frames: seconds * 30 + 9000,
        keyframes: seconds / 2 + 150,
        step: slow ? "fewer_pictures" : "as_planned",
        ...proofOf(room),
      },
      audio: { encoder: "opus", hardware: false, bitrate_kbps: 64, target_kbps: 64 },
    },
    uplink: {
      state: "connected",
      target: "127.0.0.1:9000",
      connected_since: iso(room.startedAt - 600_000),
      connects: room.trouble === "media_restarted" ? 3 : 1,
      latency_ms: 120,
      rtt_ms: 8 + 3 * wave(now, 11000, room.index),
      send_kbps: rate + 130,
      carries_kbps: slow ? 1700 : 2718,
      paths: pathsOf(room),
      send_buffer_ms: 12,
      loss_percent: slow ? 3.4 : 0.02,
      packets_sent: seconds * 240,
      packets_lost: slow ? seconds * 8 : 2,
      packets_retransmitted: slow ? seconds * 8 : 2,
      frames_sent: seconds * 30,
      frames_dropped: slow ? 212 : 0,
    },
    small_picture: {
      state: slow ? "too_narrow" : "sent",
      width: 320,
      height: 180,
      fps: slow ? 0 : 10,
      bitrate_kbps: slow ? 0 : 148,
      detail: "",
    },
  };
}

function pathsOf(room) {
  const path = { state: "connected", connects: 1, latency_ms: 120, loss_percent: 0.02 };
  return [
    { ...path, target: "127.0.0.1:9000", carries: true, rtt_ms: 8 + (room.index % 5), send_kbps: 2610 },
    { ...path, target: "127.0.0.2:9000", carries: false, rtt_ms: 46, send_kbps: 3 },
  ];
}

function screenOf(room) {
  if (room.trouble === "screen_down") return {};
  const since = iso(room.startedAt - 600_000);
  return {
    screen: {
      pid: 2203,
      started_at: since,
      config_version: room.onScreen,
      scene: sceneOn(room),
      output: room.trouble === "older" ? "file" : "kms",
      rendered: {
        width: 1920,
        height: 1080,
        inputs_sha256: `f00d${room.onScreen}`.padEnd(64, "0"),
        pixels_sha256: `5e1f9b27c3a4${room.index}${room.onScreen}`.padEnd(64, "a"),
        missing_glyphs: [],
        shrunk: room.index % 9 === 4 ? [{ slot: "title", scale: 0.82 }] : [],
        overflow: [],
        lines: linesOn(room),
      },
      scanned_out: { state: "yes", detail: "1920×1080@60, CRTC 51", since },
      display_there: { state: room.trouble === "unplugged" ? "no" : "yes", detail: "HDMI-A-1 SAM LU28R55", since },
      display_awake: { ...(room.index % 3 === 0 ? { state: "unknown", detail: "cec.no_answer" } : { state: "yes", detail: "cec.on" }), since },
      displays: [
        { connector: "HDMI-A-1", connected: true, used: true, maker: "Samsung", model: "LU28R55", serial: "", width: 1920,
          height: 1080, refresh_hz: 60 },
        { connector: "HDMI-A-2", connected: false, used: false, maker: "", model: "", serial: "", width: 0, height: 0,
          refresh_hz: 0 },
      ],
      snapshot: { seq: room.pictures.screen, taken_at: since },
      conditions: [],
    },
  };
}

function statusOf(room, now) {
  if (room.lastSeen === null) return null;
  const process = (name, pid, rss, restarts = 0, up = true) => ({
    name,
    up,
    pid: up ? pid : 0,
    started_at: up ? iso(room.startedAt - (restarts > 0 ? 65_000 : 600_000)) : null,
    restarts,
    rss_bytes: up ? rss : 0,
  });
  return {
    schema: "diemcau.status/1",
    endpoint: room.id,
    boot_id: "6f9b7c1e-9b1d-4f0c-8f5e-000000000000",
    seq: room.seq,
    observed_at: iso(room.lastSeen),
    config: {
      version: room.running,
      applied_at: room.versions.find(({ version }) => version === room.running)?.applied_at ?? null,
      on_trial: room.onTrial,
      expired: false,
      refused: room.refused,
      rolled_back: room.rolledBack,
    },
    ...mediaOf(room, now),
    ...screenOf(room),
    processes: [
      process("agent", 2201, 17_400_000),
      process("media", 2202, 88_200_000, room.trouble === "media_restarted" ? 2 : 0),
      process("screen", 2203, 51_900_000, room.trouble === "screen_down" ? 4 : 0, room.trouble !== "screen_down"),
    ],
    host: {
      hostname: `diemcau-${room.site.code}`,
      os: "Debian GNU/Linux 13 (trixie)",
      kernel: "6.12.48+deb13-amd64",
      software: "0.1.0",
      uptime_s: 187_400 + (now - room.startedAt) / 1000,
      load1: 0.62,
      memory_total_bytes: 4_112_000_000,
      memory_available_bytes: 3_051_000_000,
      disk_free_bytes: 11_600_000_000,
      temperature_c: 51,
    },
    network: { interfaces: [{ name: "eth0", carrier: true, addresses: ["192.0.2.10"] }], centre_rtt_ms: 6.4 },
    conditions: [],
  };
}

function streamOf(room, status, online, now) {
  if (status === null) return null;
  const failed = room.trouble === "recording_failed";
  return {
    connected: online,
    since: iso(room.startedAt - 600_000),
    bytes: 187_000_000 + Math.floor((now - room.startedAt) * 320),
    kbps: online ? status.uplink.send_kbps - 12 : 0,
    packets_received: status.uplink.packets_sent,
    packets_lost: status.uplink.packets_lost,
    packets_dropped: room.trouble === "uplink_congested" ? 37 : 0,
    packets_retransmitted: status.uplink.packets_retransmitted,
    loss_percent: room.trouble === "uplink_congested" ? 3.12 : 0.01,
    rtt_ms: status.uplink.rtt_ms + 0.3,
    requesters: 0,
    recording: failed
      ? { state: "failed", bytes: 41_000_000, detail: "No space left on device" }
      : { state: "writing", bytes: 187_000_000 + Math.floor((now - room.startedAt) * 320) },
  };
}

function smallStreamOf(status, online) {
  if (!status?.small_picture) return null;
  const connected = online && status.small_picture.state === "sent";
  return { connected, kbps: connected ? 171 : 0, requesters: 2 };
}

export function isOnline(room) {
  return room.lastSeen !== null && room.trouble !== "offline";
}

// As the centre judges it, as far as the page has it told.
function twinOf(room, status, online) {
  const { version, issued_at: since } = room.versions[0];
  const told = { desired: version, observed: status?.config.version ?? null };
  const because = (reason, detail = "") => ({ ...told, difference: { since, reason, detail } });
  if (status === null) return because("not_reported");
  if (room.running === version && !room.onTrial) return { ...told, difference: null };
  if (room.refused) return because("refused", room.refused.reason);
  if (room.rolledBack?.version === version) return because("rolled_back", room.rolledBack.reason);
  if (!online) return because("offline");
  return because(room.running === version ? "on_trial" : "not_taken");
}

export function endpointOf(room, now) {
  const online = isOnline(room);
  const status = statusOf(room, online ? now : room.lastSeen);
  const { body: _body, ...desired } = room.versions[0];
  const picture = (kind) =>
    status === null ? null : { etag: `${kind}-${room.pictures[kind]}`, taken_at: iso(room.takenAt[kind] ?? room.lastSeen) };
  return {
    id: room.id,
    site: room.site,
    online,
    certificate_expires_at: iso(room.startedAt + 300 * 86_400_000),
    revoked_at: room.revokedAt ?? null,
    passphrase_changing: room.passphraseChanging ?? false,
    passphrase_replaced: room.passphraseReplaced ?? null,
    last_seen: room.lastSeen === null ? null : iso(room.lastSeen),
    desired,
    twin: twinOf(room, status, online),
    status,
    stream: streamOf(room, status, online, now),
    small_stream: smallStreamOf(status, online),
    snapshots: { camera: picture("camera"), screen: picture("screen") },
    agreement: agreementOf(room, online),
    conditions: conditionsOf(room, online),
  };
}
