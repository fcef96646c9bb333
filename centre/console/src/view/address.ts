// SPDX-License-Identifier: Apache-2.0
// The page's own addresses: "#/endpoints/<id>" is one room, "#/previews" and "#/wall" all rooms' screens before and after
// a push, anything else the list.

export const previewsAddress = "#/previews";
export const wallAddress = "#/wall";

export function endpointAddress(id: string): string {
  return `#/endpoints/${id}`;
}

export function chosenEndpoint(hash: string): string | null {
  const match = /^#\/endpoints\/([a-z0-9-]{1,64})$/.exec(hash);
  return match?.[1] ?? null;
}
