// SPDX-License-Identifier: Apache-2.0
// How the centre's events change what the page knows.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";
import { sampleEndpoint } from "./sample_endpoint.mjs";

const { emptyState, Store, withChanges, withDraft, withEndpoints, withLink, withoutDraft, withoutSession } = await load("state.js");

const snapshot = { id: "box-1a2b3c4d", kind: "camera", etag: '"c2"', taken_at: "2022-07-15T01:00:02.000Z" };

test("a snapshot changes its own room's picture and nothing else", () => {
  const before = withEndpoints(emptyState, [sampleEndpoint(), { ...sampleEndpoint(), id: "box-2" }]);
  const after = withChanges(before, [{ kind: "snapshot", snapshot }]);
  assert.equal(after.endpoints.get("box-1a2b3c4d").snapshots.camera.etag, '"c2"');
  assert.equal(after.endpoints.get("box-1a2b3c4d").snapshots.screen.etag, '"s1"');
  assert.equal(after.endpoints.get("box-2"), before.endpoints.get("box-2"));
  assert.equal(before.endpoints.get("box-1a2b3c4d").snapshots.camera, null);
});

test("a revoked box is gone, and another room stays", () => {
  const before = withEndpoints(emptyState, [sampleEndpoint(), { ...sampleEndpoint(), id: "box-2" }]);
  const revoked = { ...sampleEndpoint(), revoked_at: "2022-07-15T01:00:00.000Z" };
  const after = withChanges(before, [{ kind: "endpoint", endpoint: revoked }]);
  assert.deepEqual([...after.endpoints.keys()], ["box-2"]);
  assert.equal(withEndpoints(emptyState, [revoked]).endpoints.size, 0);
});

test("the boxes that wait are those of the last event", () => {
  const box = { key: "k", code: "K7MW-3PXA", address: "192.0.2.7", claim: "no_token", site: null };
  const one = withChanges(emptyState, [{ kind: "enrolments", waiting: [box] }]);
  assert.deepEqual(one.waiting, [box]);
  assert.deepEqual(withChanges(one, [{ kind: "enrolments", waiting: [] }]).waiting, []);
});

test("a snapshot of a room that is not known is let go", () => {
  assert.equal(withChanges(emptyState, [{ kind: "snapshot", snapshot }]).endpoints.size, 0);
});

test("since when the connection is lost stays while it is lost", () => {
  const lost = withLink(withLink(emptyState, "live", 1), "lost", 5);
  assert.equal(withLink(lost, "lost", 9).linkSince, 5);
});

test("nothing outlives the session", () => {
  assert.deepEqual(withoutSession("ended"), { ...emptyState, session: "ended" });
});

test("whoever asked is told once a change, and not after leaving", () => {
  const store = new Store();
  let told = 0;
  const leave = store.subscribe(() => { told += 1; });
  store.change((state) => withLink(state, "live", 1));
  store.change((state) => state);
  leave();
  store.change((state) => withLink(state, "lost", 2));
  assert.equal(told, 1);
});

test("a draft is changed wherever one looks, and not once the session is over", () => {
  const config = { version: 3, body: { screen: { maket: { title: ["A"] } } } };
  const session = { operator: "hoa", since: "2022-07-15T01:00:00.000Z" };
  const open = withDraft({ ...emptyState, session }, "box-2", { kind: "loaded", config });
  assert.equal(open.drafts.get("box-2").base.version, 3);
  const answered = withDraft(open, "box-2", { kind: "failed", error: { status: 0, code: "unreachable", detail: "" } });
  assert.equal(answered.drafts.get("box-2").push.kind, "failed");
  assert.equal(open.drafts.get("box-2").push.kind, "none");
  assert.equal(withoutDraft(answered, "box-2").drafts.size, 0);
  const over = withoutSession("ended");
  assert.equal(withDraft(over, "box-2", { kind: "loaded", config }), over);
});
