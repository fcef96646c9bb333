// SPDX-License-Identifier: Apache-2.0
// A centre for tests of the page alone: the operators' API of contract/http.yaml over sample rooms, in memory,
// over plain HTTP on 127.0.0.1. Run by itself it serves the built page for whoever works on it:
//   node tests/integration/console/mock_centre.mjs [--port N] [--endpoints N] [--console DIR]
// Passwords: "dung" is right, "mot-lan" works once.
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { previewPicture, previews } from "./mock_previews.mjs";
import { conditionTexts } from "./sample_conditions.mjs";
import { cameraPicture, screenPicture } from "./sample_pictures.mjs";
import { endpointOf, isOnline, linesOn, makeRooms } from "./sample_rooms.mjs";

const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const security = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
};

export class MockCentre {
  constructor({ endpoints = 3, consoleDir, applyMs = 300, reportMs = 2000, lateMs = 0 }) {
    this.consoleDir = consoleDir;
    this.applyMs = applyMs;
    this.reportMs = reportMs;
    this.lateMs = lateMs;
    this.rooms = makeRooms(endpoints, Date.now());
    this.sessions = new Set();
    this.usedOnce = false;
    this.wrongTries = 0;
    this.streams = new Set();
    this.conditions = [];
    this.refuseNextPush = null;  // {status, code, detail}
    this.refuseNextRevoke = null;  // {status, code}
    this.refuseNextRotation = null;  // a reason
    this.refuseNextApply = null;  // {reason, detail}
    this.tryNextApply = false;  // until rollBack
    this.refuseNextPreview = null;  // {status, code, detail}
    this.previewWishes = [];
    this.pictures = new Map();  // by their SHA-256
    this.drawnOtherwise = [];
    this.expiring = [];
    this.waiting = [];  // new boxes
    this.requests = [];
    this.held = [];
    this.down = false;
    this.timers = new Set();
  }

  // Port 0: a free one. Answers with the page's address.
  listen(port = 0) {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.on("connection", (socket) => void (this.down && socket.destroy()));
    this.every(this.reportMs, () => this.reportAll());
    return new Promise((resolve) => {
      this.server.listen(port, "127.0.0.1", () => {
        this.port = this.server.address().port;
        resolve(`http://127.0.0.1:${this.port}/`);
      });
    });
  }

  close() {
    for (const timer of this.timers) clearInterval(timer);
    this.timers.clear();
    this.server.closeAllConnections();
    this.streams.clear();
    return new Promise((resolve) => this.server.close(resolve));
  }

  // As when its process is gone: every connection ends and no new one lives. Its port stays its own, or somebody else could
  // have it by the time it comes back.
  goDown() {
    this.down = true;
    this.server.closeAllConnections();
    this.streams.clear();
  }

  comeBack() {
    this.down = false;
  }

  // Requests whose line matches are not answered until what this answers with is called.
  hold(pattern) {
    const gate = { pattern };
    gate.opened = new Promise((resolve) => {
      gate.open = () => {
        this.held = this.held.filter((each) => each !== gate);
        resolve();
      };
    });
    this.held.push(gate);
    return gate.open;
  }

  room(code) {
    return this.rooms.find(({ site }) => site.code === code);
  }

  every(ms, callback) {
    this.timers.add(setInterval(callback, ms));
  }

  centre() {
    return {
      software: "0.1.0",
      started_at: new Date(this.rooms[0].startedAt).toISOString(),
      disk_free_bytes: 212_000_000_000,
      drawn_otherwise: this.drawnOtherwise,
      expiring: this.expiring,
      conditions: this.conditions,
    };
  }

  send(name, document) {
    for (const stream of this.streams) stream.write(`event: ${name}\ndata: ${JSON.stringify(document)}\n\n`);
  }

  sendRoom(room) {
    this.send("endpoint", endpointOf(room, Date.now()));
  }

  sendPicture(room, kind) {
    room.pictures[kind] += 1;
    room.takenAt[kind] = Date.now();
    const { etag, taken_at: takenAt } = endpointOf(room, Date.now()).snapshots[kind];
    this.send("snapshot", { id: room.id, kind, etag, taken_at: takenAt });
  }

  // A new box asks for an identity.
  ask(code, { claim = "no_token", site = null } = {}) {
    const now = new Date().toISOString();
    this.waiting.push({ key: code.padEnd(64, "0"), code, address: "192.0.2.7", first_seen: now, last_seen: now, claim, site });
    this.send("enrolments", this.waiting);
  }

  // Whoever had the site is revoked, and the new box comes up in its place.
  decide(key, verdict, site, response) {
    const box = this.waiting.find((each) => each.key === key);
    if (!box) return error(response, 404, "not_found", key);
    this.waiting = this.waiting.filter((each) => each !== box);
    const present = this.rooms.find((room) => room.site.code === site && !room.revokedAt);
    if (verdict === "approve" && present) {
      present.revokedAt = new Date().toISOString();
      this.sendRoom(present);
    }
    this.send("enrolments", this.waiting);
    response.writeHead(204).end();
    return undefined;
  }

  preview(wish, response) {
    this.previewWishes.push(wish);
    const refusal = this.refuseNextPreview;
    this.refuseNextPreview = null;
    if (refusal) return error(response, refusal.status, refusal.code, refusal.detail);
    const answer = previews(this.rooms, wish);
    return answer ? json(response, 200, answer) : error(response, 400, "endpoint_unknown", "");
  }

  // SVG alone: a browser shows it, and so do the previews here.
  takePicture(bytes, response) {
    if (!bytes.toString().startsWith("<svg")) return error(response, 400, "picture_unknown", "");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    this.pictures.set(sha256, bytes);
    return json(response, 201, { sha256, media_type: "image/svg+xml", bytes: bytes.length, width: 0, height: 0 });
  }

  revoke(room, response) {
    const refusal = this.refuseNextRevoke;
    this.refuseNextRevoke = null;
    if (refusal) return error(response, refusal.status, refusal.code, "");
    room.revokedAt = new Date().toISOString();
    response.writeHead(204).end();
    this.sendRoom(room);
    return undefined;
  }

  // Its end is told by the test.
  rotatePassphrase({ endpoints: [id] }, response) {
    const reason = this.refuseNextRotation;
    this.refuseNextRotation = null;
    if (reason) return json(response, 202, { begun: [], left_out: [{ endpoint: id, reason }] });
    const room = this.rooms.find((each) => each.id === id);
    Object.assign(room, { passphraseChanging: true, passphraseReplaced: null });
    this.sendRoom(room);
    return json(response, 202, { begun: [id], left_out: [] });
  }

  endRotation(room, replaced) {
    Object.assign(room, { passphraseChanging: false, passphraseReplaced: replaced });
    this.sendRoom(room);
  }

  // What was asked for with /rollouts; the test tells by itself how it goes.
  beginRollout(wish, response) {
    this.rolloutWish = wish;
    const asked = this.rooms.filter(({ id }) => !wish.endpoints || wish.endpoints.includes(id));
    const targets = asked.map(({ id, site }) => ({ endpoint: id, site, step: "waiting", version: 0, detail: "" }));
    this.sendRollout({ id: 1, author: "operator", began_at: new Date().toISOString(), state: "running", targets });
    return json(response, 202, { id: 1 });
  }

  // The wish itself, in a file that nobody has signed.
  draftRollout(wish, response) {
    this.rolloutDraft = wish;
    const payload = Buffer.from(JSON.stringify(wish)).toString("base64");
    const envelope = { payload, payloadType: "application/vnd.diemcau.config+json", signatures: [] };
    json(response, 200, { schema: "diemcau.signing-batch/1", first: wish.first, rooms: [{ install: envelope, undo: envelope }] });
  }

  importRollout(batch, response) {
    const { install } = batch.rooms[0];
    if (install.signatures.length === 0) return error(response, 400, "signature_threshold_not_met", "room 1");
    return this.beginRollout(JSON.parse(Buffer.from(install.payload, "base64").toString()), response);
  }

  sendRollout(rollout) {
    this.rollout = rollout;
    this.send("rollout", rollout);
  }

  reportAll() {
    for (const room of this.rooms.filter(isOnline)) {
      room.lastSeen = Date.now();
      room.seq += 1;
      this.sendRoom(room);
      this.sendPicture(room, "camera");
    }
    this.send("centre", this.centre());
  }

  push(room, body, author) {
    const version = room.versions[0].version + 1;
    const now = Date.now();
    room.versions.unshift({
      version,
      issued_at: new Date(now).toISOString(),
      expires_at: new Date(now + 30 * 86_400_000).toISOString(),
      author,
      applied_at: null,
      applied_after_ms: null,
      body,
    });
    this.sendRoom(room);
    if (isOnline(room) && room.trouble !== "behind") setTimeout(() => this.apply(room, version, now), this.applyMs);
    return version;
  }

  apply(room, version, pushedAt) {
    const now = Date.now();
    const refusal = this.refuseNextApply;
    this.refuseNextApply = null;
    if (refusal) {
      room.refused = { version, at: new Date(now).toISOString(), ...refusal };
      this.sendRoom(room);
      return;
    }
    room.ranBefore = room.running;
    const entry = room.versions.find((one) => one.version === version);
    entry.applied_at = new Date(now).toISOString();
    entry.applied_after_ms = now - pushedAt;
    room.running = version;
    room.onTrial = this.tryNextApply;
    this.tryNextApply = false;
    room.onScreen = version;
    room.lastSeen = now;
    this.sendRoom(room);
    setTimeout(() => this.sendPicture(room, "screen"), this.applyMs);
  }

  rollBack(room, reason, detail) {
    room.rolledBack = { version: room.running, at: new Date().toISOString(), reason, detail };
    Object.assign(room, { running: room.ranBefore, onScreen: room.ranBefore, onTrial: false });
    this.sendRoom(room);
  }

  async answer(request, response) {
    const { pathname } = new URL(request.url, "http://localhost");
    this.requests.push(`${request.method} ${request.url}`);
    if (!pathname.startsWith("/api/v1/")) return this.file(pathname, response);
    const path = pathname.slice("/api/v1".length);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const gate = this.held.find(({ pattern }) => pattern.test(`${request.method} ${request.url}`));
    if (gate) await gate.opened;
    if (this.lateMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * this.lateMs));
    const document = bytes.length === 0 ? null : path === "/pictures" ? bytes : JSON.parse(bytes.toString("utf8"));
    if (request.method !== "GET" && request.headers["x-diemcau"] !== "1") return error(response, 403, "forbidden", "");
    if (path === "/session" && request.method === "POST") return this.logIn(document, response);
    const session = /diemcau_session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
    if (!this.sessions.has(session)) return error(response, 401, "session_missing", "");
    return this.known(request.method, path, document, session, response);
  }

  logIn({ password }, response) {
    if (this.wrongTries >= 5) return error(response, 429, "too_many_tries", "", { "Retry-After": "42" });
    if (password === "mot-lan" && this.usedOnce) return error(response, 401, "one_time_password_used", "");
    if (password !== "dung" && password !== "mot-lan") {
      this.wrongTries += 1;
      return error(response, 401, "password_wrong", "");
    }
    if (password === "mot-lan") this.usedOnce = true;
    const session = `s${this.sessions.size}-${Date.now()}`;
    this.sessions.add(session);
    response.writeHead(204, { "Set-Cookie": `diemcau_session=${session}; HttpOnly; SameSite=Strict; Path=/` });
    response.end();
    return undefined;
  }

  known(method, path, document, session, response) {
    const one = /^\/endpoints\/([a-z0-9-]+)(\/.*)?$/.exec(path);
    if (one) return this.endpoint(method, one[1], one[2] ?? "", document, response);
    const decision = /^\/enrolments\/([\w-]+)\/(approve|refuse)$/.exec(path);
    if (decision && method === "POST") return this.decide(decision[1], decision[2], document?.site, response);
    if (path === "/pictures" && method === "POST") return this.takePicture(document, response);
    const stored = /^\/pictures\/(\w+)$/.exec(path)?.[1];
    if (stored) return svg(response, this.pictures.get(stored), stored);
    if (path === "/previews" && method === "POST") return this.preview(document, response);
    const picture = /^\/previews\/(\w+)$/.exec(path)?.[1];
    if (picture) return svg(response, previewPicture(picture), picture);
    if (path === "/passphrases/rotate" && method === "POST") return this.rotatePassphrase(document, response);
    if (path === "/rollouts" && method === "POST") return this.beginRollout(document, response);
    if (path === "/rollouts/draft" && method === "POST") return this.draftRollout(document, response);
    if (path === "/rollouts/import" && method === "POST") return this.importRollout(document, response);
    if (path === "/rollouts/current/stop" && method === "POST") {
      this.rolloutStopped = document;
      response.writeHead(204).end();
      return undefined;
    }
    if (path === "/session" && method === "DELETE") {
      this.sessions.delete(session);
      response.writeHead(204).end();
      return undefined;
    }
    if (path === "/events") return this.events(response);
    const all = {
      "/session": () => ({ operator: "operator", since: new Date().toISOString() }),
      "/centre": () => this.centre(),
      "/sites": () => this.rooms.map(({ site }) => site),
      "/enrolments": () => this.waiting,
      "/condition-types": () => conditionTexts,
      "/endpoints": () => this.rooms.map((room) => endpointOf(room, Date.now())),
    };
    return all[path] ? json(response, 200, all[path]()) : error(response, 404, "not_found", path);
  }

  events(response) {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    this.streams.add(response);
    response.on("close", () => this.streams.delete(response));
    response.write(`event: centre\ndata: ${JSON.stringify(this.centre())}\n\n`);
    response.write(`event: enrolments\ndata: ${JSON.stringify(this.waiting)}\n\n`);
    for (const room of this.rooms) {
      response.write(`event: endpoint\ndata: ${JSON.stringify(endpointOf(room, Date.now()))}\n\n`);
    }
  }

  endpoint(method, id, rest, document, response) {
    const room = this.rooms.find((each) => each.id === id);
    if (!room) return error(response, 404, "not_found", id);
    if (rest === "") return json(response, 200, endpointOf(room, Date.now()));
    if (rest === "/revoke" && method === "POST") return this.revoke(room, response);
    if (rest === "/configs" && method === "POST") return this.takePush(room, document, response);
    if (rest === "/configs/draft" && method === "POST") return json(response, 200, draftOf(document));
    if (rest === "/configs/import" && method === "POST") return this.takeImport(room, document, response);
    if (rest === "/configs") return json(response, 200, room.versions.map(({ body: _body, ...version }) => version));
    const version = /^\/configs\/(\d+)$/.exec(rest)?.[1];
    if (version) {
      const found = room.versions.find((each) => each.version === Number(version));
      return found ? json(response, 200, found) : error(response, 404, "not_found", version);
    }
    const kind = /^\/snapshots\/(camera|screen)$/.exec(rest)?.[1];
    if (!kind || room.lastSeen === null) return error(response, 404, "not_found", rest);
    return svg(response, kind === "camera" ? cameraPicture(room.index, room.pictures.camera) : screenPicture(linesOn(room)));
  }

  takePush(room, { base_version: base, body }, response) {
    const refusal = this.refuseNextPush;
    this.refuseNextPush = null;
    if (refusal) return error(response, refusal.status, refusal.code, refusal.detail);
    if (base !== room.versions[0].version) return error(response, 409, "version_conflict", `v${room.versions[0].version}`);
    const empty = body.screen.maket.title.findIndex((line) => line === "");
    if (empty >= 0) return error(response, 400, "text_empty", `/body/screen/maket/title/${empty}`);
    return json(response, 201, { version: this.push(room, body, "operator") });
  }

  takeImport(room, envelope, response) {
    if (envelope.signatures.length === 0) {
      return error(response, 400, "signature_threshold_not_met", "0 of 1 keys have signed");
    }
    const { body } = JSON.parse(Buffer.from(envelope.payload, "base64").toString());
    return json(response, 201, { version: this.push(room, body, "operator") });
  }

  file(pathname, response) {
    const path = join(this.consoleDir, normalize(pathname === "/" ? "/index.html" : pathname));
    if (!existsSync(path)) return error(response, 404, "not_found", pathname);
    response.writeHead(200, { ...security, "Content-Type": types[extname(path)] ?? "application/octet-stream" });
    createReadStream(path).pipe(response);
    return undefined;
  }
}

function draftOf({ body, override }) {
  const payload = Buffer.from(JSON.stringify({ body, override })).toString("base64");
  return { payload, payloadType: "application/vnd.diemcau.config+json", signatures: [] };
}

function json(response, status, document) {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(document));
}

function svg(response, picture, name) {
  if (!picture) return error(response, 404, "not_found", name);
  response.writeHead(200, { "Content-Type": "image/svg+xml", "Cache-Control": "no-store" });
  response.end(picture);
  return undefined;
}

function error(response, status, code, detail, headers = {}) {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify({ error: { code, detail } }));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const option = (name, otherwise) => {
    const at = process.argv.indexOf(name);
    return at < 0 ? otherwise : process.argv[at + 1];
  };
  const centre = new MockCentre({
    endpoints: Number(option("--endpoints", "63")),
    consoleDir: option("--console", fileURLToPath(new URL("../../../out/console/", import.meta.url))),
  });
  console.log(await centre.listen(Number(option("--port", "0"))));
}
