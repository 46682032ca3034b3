// Copies compiled resources and writes the package manifest; called by build.sh.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const [work, source, out] = process.argv.slice(2);
const read = (...parts) => fs.readFileSync(path.join(...parts), "utf8");
const write = (name, content) => fs.writeFileSync(path.join(out, name), JSON.stringify(content, null, 1) + "\n");
const config = read(work, "sushi-config.yaml");
const setting = (name) => config.match(new RegExp(`^${name}: *(.*)$`, "m"))[1];

const compiled = path.join(work, "fsh-generated", "resources");
for (const name of fs.readdirSync(compiled).sort()) {
  write(name, JSON.parse(read(compiled, name)));
}

// The hash of all sources: a test without Node sees by it that the package is of an earlier source.
const folders = [path.join(source, "input", "fsh"), path.join(source, "..", "terminology")];
const sources = [path.join(source, "sushi-config.yaml"), path.join(source, "manifest.json")].concat(
  ...folders.map((folder) =>
    fs.readdirSync(folder).filter((name) => name.endsWith(".fsh")).sort().map((name) => path.join(folder, name)),
  ),
);
const hash = crypto.createHash("sha256");
sources.forEach((file) => hash.update(fs.readFileSync(file)));

write("package.json", {
  ...JSON.parse(read(source, "manifest.json")),
  version: setting("version"),
  canonical: setting("canonical"),
  fhirVersions: [setting("fhirVersion")],
  dependencies: { "hl7.fhir.r4.core": setting("fhirVersion") },
  sources: hash.digest("hex"),
});
