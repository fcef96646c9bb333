// SPDX-License-Identifier: Apache-2.0
// How far a pushed version has come, told only from what the centre and the endpoint observed.
import type { Endpoint, RefusedConfig } from "./api_types.ts";

export interface Pushed {
  version: number;
  atMs: number;  // when the centre had taken it, by this page's monotonic clock
  screenEtag: string | null;  // the screen's picture before the push
  changesScreen: boolean;
}

export type PushProgress =
  | { kind: "waiting"; online: boolean }
  | { kind: "applied"; afterMs: number | null; appliedAt: string | null; screen: ScreenProgress; onTrial: boolean }
  | { kind: "refused"; refused: RefusedConfig }
  | { kind: "rolled_back"; rolledBack: RefusedConfig }
  | { kind: "superseded"; by: number };

// `same`: the push does not change what stands there. `process`: the screen process has not taken the version yet.
// `picture`: it has, its new picture is on the way.
export type ScreenProgress =
  | { kind: "same" }
  | { kind: "process" }
  | { kind: "picture" }
  | { kind: "shown"; takenAt: string };

export function progressOf(pushed: Pushed, endpoint: Endpoint): PushProgress {
  const refused = endpoint.status?.config.refused;
  const rolledBack = endpoint.status?.config.rolled_back;
  const desired = endpoint.desired;
  const appliedAt = desired?.version === pushed.version ? (desired.applied_at ?? null) : null;
  const running = endpoint.status?.config.version ?? 0;
  if (rolledBack && rolledBack.version === pushed.version) return { kind: "rolled_back", rolledBack };
  if (appliedAt !== null || running === pushed.version) {
    const afterMs = desired?.version === pushed.version ? (desired.applied_after_ms ?? null) : null;
    const onTrial = running === pushed.version && endpoint.status?.config.on_trial === true;
    return { kind: "applied", afterMs, appliedAt, screen: screenProgress(pushed, endpoint), onTrial };
  }
  if (refused && refused.version === pushed.version) return { kind: "refused", refused };
  if (desired !== null && desired.version > pushed.version) return { kind: "superseded", by: desired.version };
  return { kind: "waiting", online: endpoint.online };
}

function screenProgress(pushed: Pushed, endpoint: Endpoint): ScreenProgress {
  if (!pushed.changesScreen) return { kind: "same" };
  if (endpoint.status?.screen?.config_version !== pushed.version) return { kind: "process" };
  const picture = endpoint.snapshots.screen;
  if (picture === null || picture.etag === pushed.screenEtag) return { kind: "picture" };
  return { kind: "shown", takenAt: picture.taken_at };
}
