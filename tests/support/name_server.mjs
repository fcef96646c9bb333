// SPDX-License-Identifier: Apache-2.0
// A name server (RFC 1035) on 127.0.0.1:53 with SRV records, each an argument: "NAME PRIORITY PORT HOST". For names that
// end with "silent" it does not answer.
import dgram from "node:dgram";

const records = process.argv.slice(2).map((text) => {
  const [name, priority, port, host] = text.split(" ");
  return { name, priority: Number(priority), port: Number(port), host };
});
const kSrv = 33;

const nameBytes = (name) =>
  Buffer.concat([...name.split(".").filter(Boolean).map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.from([0])]);

function questionIn(message) {
  const labels = [];
  let at = 12;
  while (message[at] !== 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + message[at]));
    at += 1 + message[at];
  }
  return { name: labels.join(".").toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function answer(message) {
  const question = questionIn(message);
  if (question.name.endsWith("silent")) return undefined;
  const found = question.type === kSrv ? records.filter(({ name }) => name === question.name) : [];
  const header = Buffer.alloc(12);
  message.copy(header, 0, 0, 2);
  header.writeUInt16BE(found.length > 0 ? 0x8580 : 0x8583, 2); // an authority's answer; or: no such name
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(found.length, 6);
  const answers = found.map(({ priority, port, host }) => {
    const data = Buffer.concat([Buffer.alloc(6), nameBytes(host)]);
    data.writeUInt16BE(priority, 0);
    data.writeUInt16BE(port, 4);
    const head = Buffer.from([0xc0, 12, 0, kSrv, 0, 1, 0, 0, 0, 60, 0, 0]);
    head.writeUInt16BE(data.length, 10);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([header, message.subarray(12, question.end), ...answers]);
}

const socket = dgram.createSocket("udp4");
socket.on("message", (message, from) => {
  const reply = answer(message);
  if (reply) socket.send(reply, from.port, from.address);
});
socket.bind(53, "127.0.0.1", () => console.log("listening"));
