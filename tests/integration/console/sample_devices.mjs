// SPDX-License-Identifier: Apache-2.0
// Cameras and microphones for the sample rooms, and what a room reports of them under a Config: wishes are
// brought to the nearest, a device that is not there is replaced.

const webcam = {
  device: { name: "HD Pro Webcam C920", usb: "1-1.2", serial: "7D9A2B6F", node: "/dev/video0", driver: "uvcvideo" },
  format: "MJPG",
  most: { width: 1920, height: 1080, fps: 30 },
  signal: "not_told",
  controls: [
    control("brightness", 0, 255, 1, 128),
    control("contrast", 0, 255, 1, 128),
    control("white_balance_automatic", 0, 1, 1, 1),
    control("white_balance_temperature", 2000, 6500, 1, 4000),
    control("power_line_frequency", 0, 2, 1, 2, ["Disabled", "50 Hz", "60 Hz"]),
    control("auto_exposure", 0, 3, 1, 3, ["", "Manual Mode", "", "Aperture Priority Mode"]),
    control("zoom_absolute", 100, 500, 1, 100),
    control("led1_mode", 0, 3, 1, 3),
  ],
};
const hdmi = {
  device: { name: "HDMI Capture", usb: "2-1", serial: "", node: "/dev/video2", driver: "tc358743" },
  format: "NV12",
  most: { width: 1280, height: 720, fps: 25 },
  signal: "good",
  controls: [control("brightness", -100, 100, 1, 0)],
};
const microphone = { name: "USB Audio", usb: "1-1.3", serial: "", node: "hw:CARD=Device,DEV=0", driver: "USB-Audio" };
const onBoard = { name: "HDA Intel PCH", usb: "", serial: "", node: "hw:CARD=PCH,DEV=0", driver: "HDA-Intel" };

export const sampleCameras = [webcam, hdmi];
export const sampleMicrophones = [microphone, onBoard];

function control(name, least, most, step, usual, choices = []) {
  return { name, value: usual, least, most, step, usual, choices };
}

// The index of the device that the source names, the first for "auto", -1 for none.
function chosenIndex(source, devices) {
  if (source === "auto") return devices.length > 0 ? 0 : -1;
  const [way, ...rest] = source.split(":");
  return devices.findIndex((device) => device[way] !== "" && device[way] === rest.join(":"));
}

function listed(devices, chosen) {
  return devices.map((device, index) => ({ ...device, chosen: index === chosen }));
}

function controlsUnder(controls, wishes) {
  return controls.map((one) => {
    const wished = wishes.find(({ name }) => name === one.name)?.value;
    if (wished === undefined) return one;
    return { ...one, wished, value: Math.min(one.most, Math.max(one.least, wished)) };
  });
}

export function cameraUnder(body, cameras) {
  const source = body.camera?.source ?? "auto";
  const chosen = chosenIndex(source, cameras.map(({ device }) => device));
  const camera = cameras[chosen];
  const { width, height, fps } = body.video;
  const got = camera
    ? { width: Math.min(width, camera.most.width), height: Math.min(height, camera.most.height), fps: Math.min(fps, camera.most.fps) }
    : { width: 0, height: 0, fps: 0 };
  const works = camera !== undefined && ["not_told", "good"].includes(camera.signal);
  return {
    source,
    state: works ? "running" : "replaced",
    width: got.width,
    height: got.height,
    fps: works ? got.fps : 0,
    format: camera?.format ?? "",
    negotiated_fps: got.fps,
    wished_width: width,
    wished_height: height,
    wished_fps: fps,
    signal: camera?.signal ?? "not_told",
    devices: listed(cameras.map(({ device }) => device), chosen),
    controls: camera ? controlsUnder(camera.controls, body.camera?.controls ?? []) : [],
  };
}

export function microphoneUnder(body, microphones, rms) {
  const wish = body.microphone ?? {};
  const chosen = chosenIndex(wish.source ?? "auto", microphones);
  const there = chosen >= 0;
  return {
    source: wish.source ?? "auto",
    state: there ? "running" : "replaced",
    muted: wish.muted ?? false,
    rms_dbfs: there ? rms : -100,
    peak_dbfs: there ? rms + 9 : -100,
    channels: there ? 1 : 0,
    rate_hz: there ? 48000 : 0,
    drift_ppm: there ? 12.5 : 0,
    ...(there ? { switch_on: wish.switch_on ?? true, volume_percent: wish.volume_percent ?? 74, gain_db: 18.5 } : {}),
    devices: listed(microphones, chosen),
  };
}
