// SPDX-License-Identifier: Apache-2.0
// Work that follows what is typed: begun after a pause, one at a time, and of what came meanwhile the newest alone.

export interface Timing {
  setTimeout(callback: () => void, ms: number): number;
  clearTimeout(id: number): void;
}

export class LatestWins<Wish, Answer> {
  private readonly work: (wish: Wish) => Promise<Answer>;
  private readonly done: (answer: Answer, wish: Wish) => void;
  private readonly pauseMs: number;
  private readonly timing: Timing;
  private timer: number | null = null;
  private next: { wish: Wish } | null = null;
  private working = false;
  private stopped = false;

  constructor(work: (wish: Wish) => Promise<Answer>, done: (answer: Answer, wish: Wish) => void, pauseMs: number, timing: Timing) {
    this.work = work;
    this.done = done;
    this.pauseMs = pauseMs;
    this.timing = timing;
  }

  want(wish: Wish): void {
    this.next = { wish };
    if (this.timer !== null) this.timing.clearTimeout(this.timer);
    this.timer = this.timing.setTimeout(() => {
      this.timer = null;
      void this.begin();
    }, this.pauseMs);
  }

  // Nobody hears of what is still on its way.
  stop(): void {
    this.stopped = true;
    this.next = null;
    if (this.timer !== null) this.timing.clearTimeout(this.timer);
  }

  private async begin(): Promise<void> {
    if (this.working || this.next === null) return;
    const { wish } = this.next;
    this.next = null;
    this.working = true;
    const answer = await this.work(wish);
    this.working = false;
    if (this.stopped) return;
    // An answer to what is no longer wished for would only flicker.
    if (this.next === null) this.done(answer, wish);
    else if (this.timer === null) void this.begin();
  }
}
