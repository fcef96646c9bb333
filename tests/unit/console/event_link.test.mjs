// SPDX-License-Identifier: Apache-2.0
// The stream of events comes back from every fault by itself, and a silent one is noticed.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";

const { EventLink } = await load("event_link.js");

// A clock that stands still until it is moved, and streams that do as they are told.
function bench({ sessionHolds = () => true } = {}) {
  let now = 0;
  let nextId = 1;
  const timers = new Map();
  const streams = [];
  const states = [];
  const events = [];
  const open = () => {
    const stream = {
      onopen: null,
      onerror: null,
      closed: false,
      listeners: new Map(),
      addEventListener: (name, listener) => stream.listeners.set(name, listener),
      close: () => { stream.closed = true; },
      send: (name, data) => stream.listeners.get(name)({ data }),
    };
    streams.push(stream);
    return stream;
  };
  const timing = {
    setTimeout: (callback, ms) => { timers.set(nextId, { at: now + ms, callback }); return nextId++; },
    clearTimeout: (id) => timers.delete(id),
    random: () => 1,
  };
  const listener = {
    onState: (state) => states.push(state),
    onEvent: (name, data) => events.push([name, data]),
    mayReopen: async () => sessionHolds(),
  };
  const pass = async (ms) => {
    now += ms;
    for (const [id, { at, callback }] of [...timers]) {
      if (at <= now && timers.delete(id)) callback();
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { link: new EventLink(open, timing, listener), streams, states, events, pass };
}

test("open, events, live", () => {
  const { link, streams, states, events } = bench();
  link.start();
  streams[0].onopen();
  streams[0].send("centre", '{"software":"1"}');
  streams[0].send("centre", "not json");
  assert.deepEqual(states, ["connecting", "live"]);
  assert.deepEqual(events, [["centre", { software: "1" }]]);
});

test("a fault is shown at once and tried again for ever, less and less often", async () => {
  const { link, streams, states, pass } = bench();
  link.start();
  streams[0].onerror();
  assert.deepEqual(states, ["connecting", "lost"]);
  for (const wait of [500, 1000, 2000, 4000, 5000, 5000]) {
    const tried = streams.length;
    await pass(wait - 1);
    assert.equal(streams.length, tried);
    await pass(1);
    assert.equal(streams.length, tried + 1);
    streams.at(-1).onerror();
  }
  await pass(5000);
  streams.at(-1).onopen();
  assert.equal(states.at(-1), "live");
  assert.ok(streams.slice(0, -1).every(({ closed }) => closed));
});

test("a connection that never opens counts as a fault", async () => {
  const { link, states, pass } = bench();
  link.start();
  await pass(8000);
  assert.equal(states.at(-1), "lost");
});

test("a silent stream is replaced without alarm, a dead one raises it", async () => {
  const { link, streams, states, pass } = bench();
  link.start();
  streams[0].onopen();
  await pass(15_000);
  assert.equal(streams.length, 2);
  assert.equal(streams[0].closed, true);
  assert.equal(states.at(-1), "live");
  await pass(8000);
  assert.equal(states.at(-1), "lost");
});

test("events keep a stream", async () => {
  const { link, streams, pass } = bench();
  link.start();
  streams[0].onopen();
  for (let count = 0; count < 5; count += 1) {
    await pass(14_000);
    streams[0].send("centre", "{}");
  }
  assert.equal(streams.length, 1);
});

test("an old stream's late fault does not touch the new one", async () => {
  const { link, streams, states, pass } = bench();
  link.start();
  streams[0].onerror();
  await pass(500);
  streams[1].onopen();
  streams[0].onerror?.();
  assert.equal(states.at(-1), "live");
});

test("a session that is over is not tried again", async () => {
  const { link, streams, pass } = bench({ sessionHolds: () => false });
  link.start();
  streams[0].onerror();
  await pass(60_000);
  assert.equal(streams.length, 1);
});

test("a person need not wait", () => {
  const { link, streams } = bench();
  link.start();
  streams[0].onerror();
  link.retryNow();
  assert.equal(streams.length, 2);
  link.stop();
  link.retryNow();
  assert.equal(streams.length, 2);
  assert.equal(streams[1].closed, true);
});
