// SPDX-License-Identifier: Apache-2.0
// Cameras and microphones that a room reports, and the ways in which a Config can name one.
import type { DeviceStatus } from "./api_types.ts";

// How a device is told from the others: by its name, its USB port or its serial number.
export const waysToName = ["name", "usb", "serial"] as const;
export type WayToName = (typeof waysToName)[number];

export interface DeviceChoice {
  device: DeviceStatus;
  way: WayToName;
  source: string;  // as a Config has it
}

// What two devices have in common names neither.
export function choicesOf(devices: readonly DeviceStatus[]): DeviceChoice[] {
  const unique = (way: WayToName, words: string): boolean =>
    words !== "" && devices.filter((device) => device[way] === words).length === 1;
  return devices.flatMap((device) => {
    const ways = waysToName.filter((way) => unique(way, device[way]));
    return ways.map((way) => ({ device, way, source: `${way}:${device[way]}` }));
  });
}

export function chosenOf(devices: readonly DeviceStatus[] | null | undefined): DeviceStatus | null {
  return devices?.find(({ chosen }) => chosen) ?? null;
}

// Whether a source names a device at all: "auto" and the generated ones do not.
export function namesDevice(source: string): boolean {
  return waysToName.some((way) => source.startsWith(`${way}:`));
}

// A name may stand in other capitals, and only its beginning may (docs/contract/config.md).
export function isNamedBy(device: DeviceStatus, source: string): boolean {
  if (source.startsWith("name:")) {
    return device.name.toLowerCase().startsWith(source.slice("name:".length).toLowerCase());
  }
  return waysToName.some((way) => device[way] !== "" && source === `${way}:${device[way]}`);
}
