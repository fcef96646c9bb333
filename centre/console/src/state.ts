// SPDX-License-Identifier: Apache-2.0
// All that the page knows, and how an event of the centre changes it. Pure: no network, no document.
import type {
  Centre,
  ConditionText,
  ConfigBody,
  Endpoint,
  Rollout,
  Session,
  Site,
  SnapshotEvent,
  WaitingBox,
} from "./api_types.ts";
import { type EditorAction, type EditorState, emptyEditor, nextEditor } from "./editor_state.ts";
import type { LinkState } from "./event_link.ts";

// One room's edits, to be looked at in all rooms before they are pushed.
export interface Proposal {
  changes: object;  // a JSON merge patch of the body
  endpoint: string;  // where they were made
}

export interface State {
  session: Session | "unknown" | "none" | "ended";
  link: LinkState;
  linkSince: number;  // milliseconds since the epoch by this machine's clock
  centre: Centre | null;
  conditionTexts: ReadonlyMap<string, ConditionText>;
  endpoints: ReadonlyMap<string, Endpoint>;  // without those whose identity was revoked
  waiting: readonly WaitingBox[];  // new boxes that wait for a person, the oldest first
  sites: readonly Site[];
  rollout: Rollout | null;  // the one that runs, or the last
  drafts: ReadonlyMap<string, EditorState>;  // what is being edited, by room
  proposal: Proposal | null;
  sheet: string; // the rooms' own texts for a change of many of them, as a table
  conference: ConfigBody | null;  // the body from which the header names the conference
}

export const emptyState: State = {
  session: "unknown",
  link: "connecting",
  linkSince: 0,
  centre: null,
  conditionTexts: new Map(),
  endpoints: new Map(),
  waiting: [],
  sites: [],
  rollout: null,
  drafts: new Map(),
  proposal: null,
  sheet: "",
  conference: null,
};

export type Change =
  | { kind: "endpoint"; endpoint: Endpoint }
  | { kind: "snapshot"; snapshot: SnapshotEvent }
  | { kind: "centre"; centre: Centre }
  | { kind: "enrolments"; waiting: readonly WaitingBox[] }
  | { kind: "rollout"; rollout: Rollout };

export function withChanges(state: State, changes: readonly Change[]): State {
  const endpoints = new Map(state.endpoints);
  let { centre, waiting, rollout } = state;
  for (const change of changes) {
    if (change.kind === "centre") centre = change.centre;
    else if (change.kind === "enrolments") waiting = change.waiting;
    else if (change.kind === "rollout") rollout = change.rollout;
    else if (change.kind === "endpoint") withEndpoint(endpoints, change.endpoint);
    else withSnapshot(endpoints, change.snapshot);
  }
  return { ...state, centre, endpoints, waiting, rollout };
}

function withEndpoint(endpoints: Map<string, Endpoint>, endpoint: Endpoint): void {
  if (endpoint.revoked_at === null) endpoints.set(endpoint.id, endpoint);
  else endpoints.delete(endpoint.id);
}

function withSnapshot(endpoints: Map<string, Endpoint>, event: SnapshotEvent): void {
  const endpoint = endpoints.get(event.id);
  if (endpoint === undefined) return;
  const snapshot = { etag: event.etag, taken_at: event.taken_at };
  endpoints.set(event.id, { ...endpoint, snapshots: { ...endpoint.snapshots, [event.kind]: snapshot } });
}

export function withLink(state: State, link: LinkState, nowMs: number): State {
  return link === state.link ? state : { ...state, link, linkSince: nowMs };
}

export function withEndpoints(state: State, endpoints: readonly Endpoint[]): State {
  const known = endpoints.filter(({ revoked_at: revokedAt }) => revokedAt === null);
  return { ...state, endpoints: new Map(known.map((endpoint) => [endpoint.id, endpoint])) };
}

// A draft is changed whatever is looked at: the answer to a push may come when one is elsewhere already.
export function withDraft(state: State, id: string, action: EditorAction): State {
  const old = state.drafts.get(id) ?? emptyEditor;
  const draft = nextEditor(old, action);
  return draft === old || typeof state.session !== "object" ? state : { ...state, drafts: new Map(state.drafts).set(id, draft) };
}

export function withoutDraft(state: State, id: string): State {
  const drafts = new Map(state.drafts);
  return drafts.delete(id) ? { ...state, drafts } : state;
}

// What stands there belongs to someone who may see it: nothing of it outlives the session.
export function withoutSession(session: "none" | "ended"): State {
  return { ...emptyState, session };
}

// Holds one State and tells whoever asked when it was replaced.
export class Store {
  private state: State = emptyState;
  private readonly listeners = new Set<() => void>();

  get(): State {
    return this.state;
  }

  change(next: (state: State) => State): void {
    const state = next(this.state);
    if (state === this.state) return;
    this.state = state;
    for (const listener of [...this.listeners]) listener();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
