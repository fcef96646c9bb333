// SPDX-License-Identifier: Apache-2.0
// The page's one working part: logs in, loads, follows the centre's events, keeps the store up to date.
import type { Api, ApiError, Result } from "./api.ts";
import { readCentre, readEndpoint, readRollout, readSnapshotEvent, readWaitingBoxes } from "./border.ts";
import { EventLink, type EventStream, type LinkTiming } from "./event_link.ts";
import { type Change, type Store, withChanges, withEndpoints, withLink, withoutSession } from "./state.ts";

// Many rooms report in the same moment: their events are shown together.
const batchMs = 80;

export class OperatorConsole {
  readonly api: Api;
  readonly store: Store;
  private readonly link: EventLink;
  private readonly timing: LinkTiming;
  private waiting: Change[] = [];

  constructor(api: Api, store: Store, open: (url: string) => EventStream, timing: LinkTiming) {
    this.api = api;
    this.store = store;
    this.timing = timing;
    this.link = new EventLink(() => open(api.eventsUrl), timing, {
      onState: (state) => this.store.change((old) => withLink(old, state, Date.now())),
      onEvent: (name, data) => this.take(name, data),
      mayReopen: () => this.sessionHolds(),
    });
  }

  // Now, by the centre's clock.
  now(): number {
    return Date.now() - this.api.skewMs;
  }

  async start(): Promise<ApiError | null> {
    const session = await this.api.session();
    if (!session.ok) {
      if (session.error.status === 401) this.store.change(() => withoutSession("none"));
      return session.error;
    }
    const [texts, endpoints, sites] = await Promise.all([
      this.api.conditionTexts(),
      this.api.endpoints(),
      this.api.sites(),
    ]);
    const conditionTexts = new Map(texts.ok ? texts.value.map((text) => [text.type, text]) : []);
    // At once: a page that knows of no rooms yet would say that there are none.
    this.store.change((state) => ({
      ...withEndpoints(state, endpoints.ok ? endpoints.value : []),
      session: session.value,
      conditionTexts,
      sites: sites.ok ? sites.value : [],
    }));
    this.link.start();
    await this.nameConference();
    return null;
  }

  async logIn(password: string): Promise<ApiError | null> {
    const answer: Result<null> = await this.api.logIn(password);
    return answer.ok ? this.start() : answer.error;
  }

  async logOut(): Promise<void> {
    await this.api.logOut();
    this.end("none");
  }

  reconnect(): void {
    this.link.retryNow();
  }

  // A call that ended in 401 comes here: whoever it was is no longer logged in.
  noticed(error: ApiError): void {
    if (error.status === 401) this.end("ended");
  }

  // The conference that the header names: that of the first endpoint which has a configuration.
  private async nameConference(): Promise<void> {
    const first = [...this.store.get().endpoints.values()].find((endpoint) => endpoint.desired !== null);
    if (first?.desired == null) return;
    const config = await this.api.config(first.id, first.desired.version);
    if (config.ok) this.store.change((state) => ({ ...state, conference: config.value.body }));
  }

  private end(session: "none" | "ended"): void {
    this.link.stop();
    this.waiting = [];
    this.store.change(() => withoutSession(session));
  }

  private async sessionHolds(): Promise<boolean> {
    const session = await this.api.session();
    if (session.ok || session.error.status !== 401) return true;
    this.end("ended");
    return false;
  }

  private take(name: string, data: unknown): void {
    const change = readChange(name, data);
    if (change === null) return;
    this.waiting.push(change);
    if (this.waiting.length === 1) this.timing.setTimeout(() => this.show(), batchMs);
  }

  private show(): void {
    const changes = this.waiting;
    this.waiting = [];
    if (changes.length > 0) this.store.change((state) => withChanges(state, changes));
  }
}

function readChange(name: string, data: unknown): Change | null {
  if (name === "endpoint") {
    const endpoint = readEndpoint(data);
    return endpoint ? { kind: "endpoint", endpoint } : null;
  }
  if (name === "snapshot") {
    const snapshot = readSnapshotEvent(data);
    return snapshot ? { kind: "snapshot", snapshot } : null;
  }
  if (name === "enrolments") {
    const waiting = readWaitingBoxes(data);
    return waiting ? { kind: "enrolments", waiting } : null;
  }
  if (name === "rollout") {
    const rollout = readRollout(data);
    return rollout ? { kind: "rollout", rollout } : null;
  }
  const centre = readCentre(data);
  return centre ? { kind: "centre", centre } : null;
}
