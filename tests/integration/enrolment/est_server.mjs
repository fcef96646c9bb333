// SPDX-License-Identifier: Apache-2.0
// An EST server (RFC 7030) for tests, of Node's HTTPS and openssl's command line: certificates, and the messages they
// travel in, are openssl's. It also answers the one request of the device API that a renewed certificate is tried with.
//   node est_server.mjs DIR
// DIR has ca.pem, ca.key, server.pem, server.key, and `mode`: "issue OPTIONS…" (of openssl x509), "pending" or a status.
// Writes DIR/port, and one line for each request to DIR/requests: method, path, password, common name of the client.
import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";

const dir = process.argv[2];
const at = (name) => join(dir, name);
const openssl = (args, input) => execFileSync("openssl", args, { cwd: dir, input });

const certsOnly = (name) =>
  openssl(["base64"], openssl(["crl2pkcs7", "-nocrl", "-certfile", name, "-outform", "DER"]));

function issue(body, options) {
  const der = Buffer.from(body.toString("ascii"), "base64");
  const csr = openssl(["req", "-inform", "DER", "-verify"], der);
  openssl(["x509", "-req", "-CA", "ca.pem", "-CAkey", "ca.key", "-out", "issued.pem", ...options], csr);
  return certsOnly("issued.pem");
}

function answer(request, body, client) {
  const [mode, ...options] = readFileSync(at("mode"), "utf8").trim().split(/\s+/);
  const certificates = (message) => [200, { "Content-Type": "application/pkcs7-mime; smime-type=certs-only",
    "Content-Transfer-Encoding": "base64" }, message];
  switch (`${request.method} ${request.url}`) {
    case "GET /.well-known/est/cacerts":
      return certificates(certsOnly("ca.pem"));
    case "POST /.well-known/est/simplereenroll":
      if (!client) return [401, {}, ""];
    // falls through
    case "POST /.well-known/est/simpleenroll":
      if (request.headers["content-type"] !== "application/pkcs10") return [415, {}, ""];
      if (mode === "pending") return [202, { "Retry-After": "1" }, "chờ duyệt"];
      if (mode !== "issue") return [Number(mode), {}, ""];
      return certificates(issue(body, options));
    case "GET /device/v1/config":
      return client ? [304, {}, ""] : [403, {}, ""];
    default:
      return [404, {}, ""];
  }
}

const server = createServer({
  key: readFileSync(at("server.key")), cert: readFileSync(at("server.pem")), ca: readFileSync(at("ca.pem")),
  requestCert: true, rejectUnauthorized: false, minVersion: "TLSv1.3",
}, (request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const client = request.socket.authorized ? request.socket.getPeerCertificate() : undefined;
    const [, encoded] = (request.headers.authorization ?? "").split(" ");
    const password = encoded ? Buffer.from(encoded, "base64").toString().replace(/^:/, "") : "-";
    appendFileSync(at("requests"),
      `${request.method} ${request.url} ${password} ${client?.subject.CN ?? "-"} ${client?.serialNumber ?? "-"}\n`);
    let reply;
    try {
      reply = answer(request, Buffer.concat(parts), client);
    } catch (error) {
      reply = [500, {}, String(error)];
    }
    response.writeHead(reply[0], reply[1]).end(reply[2]);
  });
});
server.listen(0, "127.0.0.1", () => {
  writeFileSync(at("port.new"), String(server.address().port));
  renameSync(at("port.new"), at("port"));
});
