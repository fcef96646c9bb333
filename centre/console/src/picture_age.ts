// SPDX-License-Identifier: Apache-2.0
// Of when a picture is news. A camera's picture is of its moment. The screen's is taken only when it changes: it
// still holds as long as the room reports that what it read back from the screen is what it drew.
import type { Endpoint, SnapshotKind } from "./api_types.ts";

export interface PictureAge {
  takenAt: string;
  checkedAt: string;  // the last moment for which the picture is known to hold
}

export function pictureAge(endpoint: Endpoint, kind: SnapshotKind): PictureAge | null {
  const takenAt = endpoint.snapshots[kind]?.taken_at;
  if (takenAt === undefined) return null;
  const confirmed = kind === "screen" && endpoint.status?.screen?.scanned_out.state === "yes";
  const reportedAt = endpoint.last_seen;
  if (!confirmed || reportedAt === null || Date.parse(reportedAt) <= Date.parse(takenAt)) {
    return { takenAt, checkedAt: takenAt };
  }
  return { takenAt, checkedAt: reportedAt };
}
