// SPDX-License-Identifier: Apache-2.0
// The operators' API (contract/http.yaml) as functions; what goes wrong is a value.
import type {
  Centre,
  ConditionText,
  ConfigBody,
  ConfigVersion,
  ConfigVersionWithBody,
  Endpoint,
  Rotation,
  Session,
  Site,
  SnapshotKind,
} from "./api_types.ts";
import {
  readBegun,
  readCentre,
  readConditionTexts,
  readConfig,
  readConfigVersions,
  readEndpoint,
  readEndpoints,
  readPreviews,
  readPushed,
  readRotation,
  readSession,
  readSites,
  readStoredPicture,
} from "./border.ts";
import { isObject } from "./check.ts";
import type { Preview, StoredPicture } from "./preview_types.ts";
import type { Variables } from "./rollout_variables.ts";

// `status` 0: no answer at all. `code` is the centre's own, or "unreachable", "malformed".
export interface ApiError {
  status: number;
  code: string;
  detail: string;
  retryAfterS?: number;
}

// One change for many rooms.
export interface RolloutWish {
  changes: object; // a JSON merge patch of the body
  variables: Variables | undefined; // that the change asks for; undefined: none
  first: number; // how many rooms get it before the others
  endpoints?: readonly string[]; // those that get it at all; absent: every one that has a configuration
}

export type Result<T> = { ok: true; value: T } | { ok: false; error: ApiError };

const requestTimeoutMs = 10_000;
// A large body has so much longer, at the centre too: a picture of 8 MB some two minutes.
const slowestBytesPerMs = 64;

// How far this machine's clock is ahead of the centre's, in milliseconds, from the `Date` of an answer.
// The header has whole seconds, so that less than two seconds mean nothing.
export function clockSkewMs(dateHeader: string | null, nowMs: number): number {
  const centre = dateHeader === null ? NaN : Date.parse(dateHeader);
  const skew = nowMs - centre;
  return Number.isNaN(skew) || Math.abs(skew) < 2000 ? 0 : skew;
}

export class Api {
  private readonly base: string;
  private readonly fetch: typeof fetch;
  private skew = 0;

  constructor(base: string, fetcher: typeof fetch) {
    this.base = base;
    this.fetch = fetcher;
  }

  get skewMs(): number {
    return this.skew;
  }

  get eventsUrl(): string {
    return `${this.base}/events`;
  }

  // The etag makes a new address for each picture, so that an <img> loads it exactly when it changed.
  snapshotUrl(id: string, kind: SnapshotKind, etag: string): string {
    const plain = etag.replace(/^W\//, "").replaceAll('"', "");
    return `${this.base}/endpoints/${encodeURIComponent(id)}/snapshots/${kind}?etag=${encodeURIComponent(plain)}`;
  }

  logIn(password: string): Promise<Result<null>> {
    return this.request("POST", "/session", readNothing, { password });
  }

  logOut(): Promise<Result<null>> {
    return this.request("DELETE", "/session", readNothing);
  }

  session(): Promise<Result<Session>> {
    return this.request("GET", "/session", readSession);
  }

  centre(): Promise<Result<Centre>> {
    return this.request("GET", "/centre", readCentre);
  }

  conditionTexts(): Promise<Result<ConditionText[]>> {
    return this.request("GET", "/condition-types", readConditionTexts);
  }

  endpoints(): Promise<Result<Endpoint[]>> {
    return this.request("GET", "/endpoints", readEndpoints);
  }

  endpoint(id: string): Promise<Result<Endpoint>> {
    return this.request("GET", `/endpoints/${encodeURIComponent(id)}`, readEndpoint);
  }

  configs(id: string): Promise<Result<ConfigVersion[]>> {
    return this.request("GET", `/endpoints/${encodeURIComponent(id)}/configs`, readConfigVersions);
  }

  config(id: string, version: number): Promise<Result<ConfigVersionWithBody>> {
    return this.request("GET", `/endpoints/${encodeURIComponent(id)}/configs/${version}`, readConfig);
  }

  push(id: string, baseVersion: number, body: ConfigBody): Promise<Result<{ version: number }>> {
    const document = { base_version: baseVersion, body };
    return this.request("POST", `/endpoints/${encodeURIComponent(id)}/configs`, readPushed, document);
  }

  beginRollout(wish: RolloutWish): Promise<Result<{ id: number }>> {
    return this.request("POST", "/rollouts", readBegun, wish);
  }

  // The same as one file that nobody has signed yet.
  draftRollout(wish: RolloutWish, override: boolean): Promise<Result<object>> {
    return this.request("POST", "/rollouts/draft", readObject, { ...wish, override });
  }

  // `batch`: the signed file, as it is.
  importRollout(batch: string): Promise<Result<{ id: number }>> {
    return this.send("POST", "/rollouts/import", readBegun, batch);
  }

  // One room's draft as its screen would show it.
  previewDraft(id: string, body: ConfigBody): Promise<Result<Preview[]>> {
    return this.request("POST", "/previews", readPreviews, { endpoints: [id], body });
  }

  // The newest configuration of each room with the change in it.
  previewChanges(ids: readonly string[], changes: object, variables?: Variables): Promise<Result<Preview[]>> {
    return this.request("POST", "/previews", readPreviews, { endpoints: ids, changes, variables });
  }

  // A logo or background, as it is in the file.
  storePicture(file: Blob): Promise<Result<StoredPicture>> {
    return this.send("POST", "/pictures", readStoredPicture, file);
  }

  pictureUrl(sha256: string): string {
    return `${this.base}/pictures/${encodeURIComponent(sha256)}`;
  }

  // The picture of a preview's rendering.
  previewUrl(pixels: string): string {
    return `${this.base}/previews/${encodeURIComponent(pixels)}`;
  }

  stopRollout(undo: boolean): Promise<Result<null>> {
    return this.request("POST", "/rollouts/current/stop", readNothing, { undo });
  }

  sites(): Promise<Result<Site[]>> {
    return this.request("GET", "/sites", readSites);
  }

  approveBox(key: string, site: string): Promise<Result<null>> {
    return this.request("POST", `/enrolments/${encodeURIComponent(key)}/approve`, readNothing, { site });
  }

  refuseBox(key: string): Promise<Result<null>> {
    return this.request("POST", `/enrolments/${encodeURIComponent(key)}/refuse`, readNothing);
  }

  // Its identity counts for nothing from now on.
  revoke(id: string): Promise<Result<null>> {
    return this.request("POST", `/endpoints/${encodeURIComponent(id)}/revoke`, readNothing);
  }

  // Another passphrase for its stream, or why not: how it goes on is told with the endpoint.
  rotatePassphrase(id: string): Promise<Result<Rotation>> {
    return this.request("POST", "/passphrases/rotate", readRotation, { endpoints: [id] });
  }

  // The next configuration in an envelope that nobody has signed yet.
  draft(id: string, baseVersion: number, body: ConfigBody, override: boolean): Promise<Result<object>> {
    const document = { base_version: baseVersion, body, override };
    return this.request("POST", `/endpoints/${encodeURIComponent(id)}/configs/draft`, readObject, document);
  }

  // `envelope`: the signed file, as it is.
  importSigned(id: string, envelope: string): Promise<Result<{ version: number }>> {
    return this.send("POST", `/endpoints/${encodeURIComponent(id)}/configs/import`, readPushed, envelope);
  }

  private request<T>(
    method: string,
    path: string,
    read: (value: unknown) => T | undefined,
    document?: unknown,
  ): Promise<Result<T>> {
    return this.send(method, path, read, document === undefined ? undefined : JSON.stringify(document));
  }

  private async send<T>(
    method: string,
    path: string,
    read: (value: unknown) => T | undefined,
    body?: string | Blob,
  ): Promise<Result<T>> {
    const options: RequestInit = {
      method,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(requestTimeoutMs + Math.ceil(bytesOf(body) / slowestBytesPerMs)),
    };
    if (method !== "GET") options.headers = { ...options.headers, "X-Diemcau": "1" };
    if (body !== undefined) {
      options.headers = { ...options.headers, "Content-Type": typeof body === "string" ? "application/json" : "application/octet-stream" };
      options.body = body;
    }
    try {
      const response = await this.fetch(this.base + path, options);
      this.skew = clockSkewMs(response.headers.get("Date"), Date.now());
      return await readResponse(response, read);
    } catch (thrown) {
      return failure(0, "unreachable", thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
}

function bytesOf(body: string | Blob | undefined): number {
  return typeof body === "string" ? body.length : (body?.size ?? 0);
}

function readNothing(value: unknown): null | undefined {
  return value === null ? null : undefined;
}

function readObject(value: unknown): object | undefined {
  return isObject(value) ? value : undefined;
}

function failure(status: number, code: string, detail: string): { ok: false; error: ApiError } {
  return { ok: false, error: { status, code, detail } };
}

async function readResponse<T>(response: Response, read: (value: unknown) => T | undefined): Promise<Result<T>> {
  const words = await response.text();
  if (!response.ok) return readError(response, words);
  const value = read(words === "" ? null : parse(words));
  if (value === undefined) return failure(response.status, "malformed", response.url);
  return { ok: true, value };
}

function readError(response: Response, words: string): { ok: false; error: ApiError } {
  const document = parse(words);
  const error = isObject(document) && isObject(document["error"]) ? document["error"] : {};
  const result = failure(response.status, String(error["code"] ?? `http_${response.status}`), String(error["detail"] ?? ""));
  const retryAfter = Number(response.headers.get("Retry-After") ?? NaN);
  if (Number.isFinite(retryAfter)) result.error.retryAfterS = retryAfter;
  return result;
}

function parse(words: string): unknown {
  try {
    return JSON.parse(words);
  } catch {
    return undefined;
  }
}
