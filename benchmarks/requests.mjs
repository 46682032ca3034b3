// As requests.lua, with autocannon, where there is no wrk: node requests.mjs AUTOCANNON URL FILE CONNECTIONS SECONDS FIRST
// https://github.com/mcollina/autocannon#autocannonopts-cb
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [folder, url, file, connections, seconds, first] = process.argv.slice(2);
const autocannon = createRequire(folder + "/")("autocannon");
const lines = readFileSync(file, "utf8").trimEnd().split("\n");
let number = Number(first);

const requests = lines.map((line) => {
  const [method, path, body] = line.split("\t");
  const headers = { accept: "application/fhir+json" };
  if (!body) return { method, path, headers };
  headers["content-type"] = "application/fhir+json";
  const setupRequest = (request) => ({
    ...request,
    body: body.replaceAll("#########", String(number++ % 1e9).padStart(9, "0")),
  });
  return { method, path, headers, setupRequest };
});
const turn = Number(first) % requests.length;
const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  requests: [...requests.slice(turn), ...requests.slice(0, turn)],
});
console.log(JSON.stringify({
  requests: result.requests.total,
  seconds: result.duration,
  p50_ms: result.latency.p50,
  p99_ms: result.latency.p99,
  refused: result.non2xx,
  broken: result.errors,
}));
