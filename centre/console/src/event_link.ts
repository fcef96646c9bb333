// SPDX-License-Identifier: Apache-2.0
// The stream of server-sent events: opened, watched, opened again for ever.
//
// An EventSource gives up for good when the centre answers with an error, and does not notice a connection
// that died without a word. This class does both itself: every fault leads to a new connection after a
// growing, jittered wait, and a stream that was silent for `silenceMs` is replaced. A new connection first
// brings the state of everything, so that nothing is lost and nothing has to be remembered.

export type LinkState = "connecting" | "live" | "lost";

// The part of an EventSource that is used here.
export interface EventStream {
  onopen: ((event: Event) => unknown) | null;
  onerror: ((event: Event) => unknown) | null;
  addEventListener(name: string, listener: (event: MessageEvent) => void): void;
  close(): void;
}

export interface LinkTiming {
  setTimeout(callback: () => void, ms: number): number;
  clearTimeout(id: number): void;
  random(): number;  // from 0 to below 1
}

export interface LinkListener {
  onState(state: LinkState): void;
  onEvent(name: string, data: unknown): void;
  // Asked after a fault: false when the session is over and opening again has no sense.
  mayReopen(): Promise<boolean>;
}

const eventNames = ["endpoint", "snapshot", "centre", "enrolments", "rollout"];
const openMs = 8_000;  // a connection that is not open by then failed
const silenceMs = 15_000;
const firstWaitMs = 500;
const longestWaitMs = 5_000;

export class EventLink {
  private readonly open: () => EventStream;
  private readonly timing: LinkTiming;
  private readonly listener: LinkListener;
  private stream: EventStream | null = null;
  private timer: number | null = null;
  private faults = 0;
  private stopped = true;

  constructor(open: () => EventStream, timing: LinkTiming, listener: LinkListener) {
    this.open = open;
    this.timing = timing;
    this.listener = listener;
  }

  start(): void {
    this.stopped = false;
    this.faults = 0;
    this.listener.onState("connecting");
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.drop();
  }

  // A person does not want to wait for the next try.
  retryNow(): void {
    if (!this.stopped) this.connect();
  }

  private connect(): void {
    this.drop();
    const stream = this.open();
    this.stream = stream;
    stream.onopen = () => this.heard(() => this.listener.onState("live"));
    stream.onerror = () => this.fault(stream);
    for (const name of eventNames) {
      stream.addEventListener(name, (event) => this.heard(() => this.pass(name, event.data)));
    }
    this.wait(openMs, () => this.fault(stream));
  }

  private pass(name: string, data: unknown): void {
    let document: unknown;
    try {
      document = JSON.parse(String(data));
    } catch {
      return;
    }
    this.listener.onEvent(name, document);
  }

  private heard(then: () => void): void {
    this.faults = 0;
    this.wait(silenceMs, () => this.connect());
    then();
  }

  private fault(stream: EventStream): void {
    if (stream !== this.stream) return;
    this.drop();
    this.listener.onState("lost");
    const longest = Math.min(longestWaitMs, firstWaitMs * 2 ** this.faults);
    this.faults += 1;
    this.wait(longest / 2 + (this.timing.random() * longest) / 2, () => void this.reopen());
  }

  private async reopen(): Promise<void> {
    this.timer = null;
    const may = await this.listener.mayReopen();
    if (may && !this.stopped && this.stream === null && this.timer === null) this.connect();
  }

  private drop(): void {
    this.stream?.close();
    this.stream = null;
    if (this.timer !== null) this.timing.clearTimeout(this.timer);
    this.timer = null;
  }

  private wait(ms: number, then: () => void): void {
    if (this.timer !== null) this.timing.clearTimeout(this.timer);
    this.timer = this.timing.setTimeout(then, ms);
  }
}
