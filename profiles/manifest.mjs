// Copies compiled resources and writes the package manifest; called by build.sh.
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
write("package.json", {
  ...JSON.parse(read(source, "manifest.json")),
  version: setting("version"),
  canonical: setting("canonical"),
  fhirVersions: [setting("fhirVersion")],
  dependencies: { "hl7.fhir.r4.core": setting("fhirVersion") },
});
