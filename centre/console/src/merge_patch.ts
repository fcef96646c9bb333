// SPDX-License-Identifier: Apache-2.0
// What was changed in a room's body, as a JSON merge patch (RFC 7396): so it can be pushed to other rooms.
import { isObject } from "./check.ts";
import type { ConfigBody } from "./api_types.ts";

type Patch = { [member: string]: unknown };

export function mergePatch(before: ConfigBody, after: ConfigBody): Patch {
  return difference({ ...before }, { ...after });
}

function difference(before: Patch, after: Patch): Patch {
  const patch: Patch = {};
  for (const name of Object.keys(before)) {
    if (!(name in after)) patch[name] = null;
  }
  for (const [name, value] of Object.entries(after)) {
    const old = before[name];
    if (isObject(old) && isObject(value)) {
      const inner = difference(old, value);
      if (Object.keys(inner).length > 0) patch[name] = inner;
    } else if (JSON.stringify(old) !== JSON.stringify(value)) {
      patch[name] = value;
    }
  }
  return patch;
}
