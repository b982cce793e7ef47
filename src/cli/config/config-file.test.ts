import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "./config-file.ts";

const struct = "json: cannot unmarshal number into Go struct field ConfigFile";
const cases: readonly (readonly [text: string, wrong: string | undefined])[] = [
  ["", undefined],
  ['{"psFormat":"x","unknown":[1],"auths":{"r":{}},"credsStore":null}', undefined],
  ["{", "unexpected EOF"],
  ["[]", "json: cannot unmarshal array into Go value of type configfile.ConfigFile"],
  ['{"auths":1}', `${struct}.auths of type map[string]types.AuthConfig`],
  ['{"psFormat":1}', `${struct}.psFormat of type string`],
  ['{"HttpHeaders":{"a":1}}', `${struct}.HttpHeaders.a of type string`],
  ['{"proxies":{"a":{"httpProxy":1}}}', `${struct}.proxies.a.httpProxy of type string`],
];

for (const [text, wrong] of cases)
  test(`config.json: ${text}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "config-"));
    const path = join(folder, "config.json");
    writeFileSync(path, text);
    const warning = wrong === undefined ? undefined : `WARNING: Error parsing config file (${path}): ${wrong}`;
    expect(loadConfig(folder).warning).toBe(warning as string);
    rmSync(folder, { recursive: true });
  });
