// What all stand-ins share: a server on a loopback port, answers that go wrong on demand, and the
// requests with which a test plays the customer, the sender of notices and the forger.
//
// The first line on standard output is `listening on http://127.0.0.1:PORT`. Keys are made anew
// at every start and written to the folder given as the first argument; the second names a mode.

import { generateKeyPairSync, randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import forge from "node-forge";

export const folder = process.argv[2];
export const mode = process.argv[3] ?? "";
export const LONG = 1024 * 1024 + 1;

/** A new RSA key pair as PEM. */
export function keyPair() {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}

export function write(name, text) {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
}

/** A certificate over a public key; signed by itself if there is no issuer. */
export function certificate({ pair, name, serial, issuer, dnsName, authority = false }) {
  const made = forge.pki.createCertificate();
  const subject = [{ name: "commonName", value: name }];
  made.publicKey = forge.pki.publicKeyFromPem(pair.publicKey);
  made.serialNumber = serial;
  made.validity.notBefore = new Date(Date.now() - 86_400_000);
  made.validity.notAfter = new Date(Date.now() + 365 * 86_400_000);
  made.setSubject(subject);
  made.setIssuer(issuer ? [{ name: "commonName", value: issuer.name }] : subject);
  const extensions = [{ name: "basicConstraints", cA: authority, critical: true }];
  if (authority) extensions.push({ name: "keyUsage", keyCertSign: true, critical: true });
  if (dnsName) extensions.push({ name: "subjectAltName", altNames: [{ type: 2, value: dnsName }] });
  made.setExtensions(extensions);
  const signer = forge.pki.privateKeyFromPem((issuer?.pair ?? pair).privateKey);
  made.sign(signer, forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}

export function pick(list) {
  return list[randomInt(list.length)];
}

/** A genuine or forged notice as the test receives it. */
export function notice(headers, body, signedAt = Math.floor(Date.now() / 1000)) {
  return {
    headers: Object.entries(headers),
    body: Buffer.from(body).toString("base64"),
    signed_at: signedAt,
  };
}

/**
 * Serves a provider. `answer(request, spoiled)` answers `{ status, headers, body }`; `isAside`
 * tells requests whose answers are not spoiled; `control` has a function for each thing a test
 * asks for.
 */
export function serve({ answer, isAside = () => false, control }) {
  let spoiled = null;
  const server = createServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const url = new URL(incoming.url, "http://peer");
    if (url.pathname.startsWith("/control/")) {
      const asked = url.pathname.slice("/control/".length);
      const what = JSON.parse(body.toString() || "{}");
      let said = true;
      if (asked === "spoil") spoiled = what.how;
      else said = (await control[asked](what)) ?? null;
      outgoing.setHeader("content-type", "application/json");
      outgoing.end(JSON.stringify(said));
      return;
    }
    const request = {
      method: incoming.method,
      path: incoming.url,
      url,
      headers: incoming.headers,
      body,
    };
    let how = null;
    if (spoiled && !isAside(request, spoiled)) [how, spoiled] = [spoiled, null];
    if (how === "Silent") return;
    let said;
    try {
      said = await answer(request, how);
    } catch (error) {
      // A stand-in that refuses a request it should understand fails the test that sent it.
      said = { status: 400, headers: {}, body: `stand-in: ${error.stack}` };
      process.stderr.write(`${request.method} ${request.path}: ${error.stack}\n`);
    }
    if (how === "Lost") return void incoming.socket.destroy();
    if (how === "ServerError") said = { status: 502, headers: {}, body: "Bad Gateway" };
    if (how === "TooLong") said = { ...said, body: " ".repeat(LONG) };
    if (how === "WebPage") {
      said = { status: 200, headers: { "content-type": "text/html" }, body: "<p>Welcome</p>" };
    }
    outgoing.writeHead(said.status, said.headers);
    outgoing.end(said.body);
  });
  server.listen(0, "127.0.0.1", () => {
    process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
  });
  // The test holds the other end of standard input; when it goes, so does the stand-in.
  process.stdin.on("end", () => process.exit(0)).resume();
}
