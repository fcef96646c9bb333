// SPDX-License-Identifier: Apache-2.0
// The preview follows what is typed: one request at a time, and the newest wish wins.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";

const { LatestWins } = await load("latest_wins.js");

// Time that passes when it is told to, and work that ends when it is told to.
function desk() {
  const timers = new Map();
  let next = 1;
  const timing = {
    setTimeout: (callback) => (timers.set(next, callback), next++),
    clearTimeout: (id) => timers.delete(id),
  };
  const begun = [];
  const shown = [];
  const work = (wish) => new Promise((resolve) => begun.push({ wish, end: () => resolve(`drawn ${wish}`) }));
  const latest = new LatestWins(work, (answer) => shown.push(answer), 200, timing);
  const pass = () => {
    const due = [...timers.values()];
    timers.clear();
    for (const callback of due) callback();
  };
  const end = async (index) => {
    begun[index].end();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { latest, begun, shown, pass, end };
}

test("nothing is asked for while one still types", () => {
  const { latest, begun, pass } = desk();
  for (const wish of ["a", "ab", "abc"]) latest.want(wish);
  assert.equal(begun.length, 0);
  pass();
  assert.deepEqual(begun.map(({ wish }) => wish), ["abc"]);
});

test("what comes meanwhile waits, and of it only the newest is drawn and shown", async () => {
  const { latest, begun, shown, pass, end } = desk();
  latest.want("a");
  pass();
  latest.want("ab");
  pass();
  latest.want("abc");
  pass();
  assert.equal(begun.length, 1);
  await end(0);
  assert.deepEqual(begun.map(({ wish }) => wish), ["a", "abc"]);
  assert.deepEqual(shown, []);
  await end(1);
  assert.deepEqual(shown, ["drawn abc"]);
});

test("an answer that comes while one types on is not shown", async () => {
  const { latest, begun, shown, pass, end } = desk();
  latest.want("a");
  pass();
  latest.want("ab");
  await end(0);
  assert.deepEqual(shown, []);
  pass();
  await end(1);
  assert.deepEqual(begun.map(({ wish }) => wish), ["a", "ab"]);
  assert.deepEqual(shown, ["drawn ab"]);
});

test("once stopped nobody hears of anything", async () => {
  const { latest, shown, begun, pass, end } = desk();
  latest.want("a");
  pass();
  latest.want("b");
  latest.stop();
  pass();
  await end(0);
  assert.deepEqual([shown.length, begun.length], [0, 1]);
});
