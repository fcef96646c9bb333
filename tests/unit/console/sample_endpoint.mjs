// SPDX-License-Identifier: Apache-2.0
// An endpoint that is well and as version 3 wants it, and the body of that version.

const since = "2022-07-15T00:55:00.000Z";

export const body = {
  site: { code: "79", name: "Thành phố Hồ Chí Minh" },
  screen: {
    scene: "maket",
    width: 1920,
    height: 1080,
    maket: {
      template: "co-dien",
      organiser: "BAN DÂN VẬN TRUNG ƯƠNG",
      heading: "HỘI NGHỊ",
      title: ["SƠ KẾT CÔNG TÁC DÂN VẬN 6 THÁNG ĐẦU NĂM,", "TRIỂN KHAI NHIỆM VỤ 6 THÁNG CUỐI NĂM 2022"],
      place_date: "{site}, ngày 15 tháng 7 năm 2022",
    },
  },
  camera: { source: "auto", controls: [{ name: "power_line_frequency", value: 1 }] },
  microphone: { source: "auto", muted: false, switch_on: true, volume_percent: 80 },
  video: { width: 1280, height: 720, fps: 30, bitrate_kbps: 2500, encoder: "auto" },
  audio: { channels: 1, bitrate_kbps: 64 },
  reporting: { interval_s: 2 },
};

export function sampleEndpoint() {
  const proof = { state: "unknown", detail: "", since };
  return {
    id: "box-1a2b3c4d",
    site: { ...body.site },
    online: true,
    certificate_expires_at: "2023-07-15T00:00:00.000Z",
    revoked_at: null,
    last_seen: "2022-07-15T01:00:00.000Z",
    desired: {
      version: 3,
      issued_at: since,
      expires_at: "2022-08-15T00:00:00.000Z",
      author: "operator",
      applied_at: since,
      applied_after_ms: 412,
    },
    twin: { desired: 3, observed: 3, difference: null },
    status: {
      endpoint: "box-1a2b3c4d",
      boot_id: "6f9b7c1e",
      seq: 7,
      observed_at: "2022-07-15T01:00:00.000Z",
      config: { version: 3, applied_at: since, on_trial: false, expired: false },
      capture: {
        camera: {
          source: "auto",
          state: "running",
          width: 1280,
          height: 720,
          fps: 30,
          format: "MJPG",
          negotiated_fps: 30,
          wished_width: 1280,
          wished_height: 720,
          wished_fps: 30,
          signal: "not_told",
          devices: [
            { name: "HD Pro Webcam C920", usb: "1-1.2", serial: "7D9A2B6F", node: "/dev/video0", driver: "uvcvideo",
              chosen: true },
            { name: "HDMI Capture", usb: "2-1", serial: "", node: "/dev/video2", driver: "tc358743", chosen: false },
          ],
          controls: [
            { name: "brightness", value: 128, least: 0, most: 255, step: 1, usual: 128, choices: [] },
            { name: "power_line_frequency", value: 1, least: 0, most: 2, step: 1, usual: 2, wished: 1,
              choices: ["Disabled", "50 Hz", "60 Hz"] },
          ],
        },
        microphone: {
          source: "auto",
          state: "running",
          muted: false,
          rms_dbfs: -20,
          peak_dbfs: -12,
          channels: 1,
          rate_hz: 48000,
          drift_ppm: 12.5,
          switch_on: true,
          volume_percent: 80,
          gain_db: 18.5,
          devices: [
            { name: "USB Audio", usb: "1-1.3", serial: "", node: "hw:CARD=Device,DEV=0", driver: "USB-Audio", chosen: true },
          ],
        },
      },
      encode: {
        video: { encoder: "x264", hardware: false, width: 1280, height: 720, fps: 30, bitrate_kbps: 2480,
          target_kbps: 2500, frames: 900, keyframes: 15, step: "as_planned", wished: "auto", proof_ms: 412, latency_ms: 4.5,
          passed_over: [{ encoder: "v4l2", reason: "not_there", detail: "no encoder in /dev" }] },
        audio: { encoder: "opus", hardware: false, bitrate_kbps: 64, target_kbps: 64 },
      },
      screen: {
        pid: 9,
        started_at: since,
        config_version: 3,
        scene: "maket",
        output: "file",
        rendered: {
          width: 1920,
          height: 1080,
          inputs_sha256: "aa",
          pixels_sha256: "bb",
          missing_glyphs: [],
          shrunk: [],
          overflow: [],
          lines: [
            "BAN DÂN VẬN TRUNG ƯƠNG",
            "HỘI NGHỊ",
            "SƠ KẾT CÔNG TÁC DÂN VẬN 6 THÁNG",
            "ĐẦU NĂM, TRIỂN KHAI NHIỆM VỤ 6 THÁNG CUỐI NĂM 2022",
            "Thành phố Hồ Chí Minh, ngày 15 tháng 7 năm 2022",
          ],
        },
        scanned_out: proof,
        display_there: proof,
        display_awake: proof,
      },
      processes: [],
    },
    stream: null,
    small_stream: null,
    snapshots: { camera: null, screen: { etag: '"s1"', taken_at: since } },
    conditions: [],
  };
}
