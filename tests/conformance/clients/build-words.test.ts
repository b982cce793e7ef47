import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "../../support/command.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
const folder = mkdtempSync(join(tmpdir(), "words-"));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "context"));
writeFileSync(join(folder, "context/Dockerfile"), "FROM busybox\nARG X=none\nRUN echo a $X > /a\n");

/** Lines without those of steps, which other tests compare. */
const told = ({ code, stdout, stderr }: Result, isShown: boolean) => ({
  code,
  stdout: isShown ? stdout : stdout.length > 0,
  stderr: stderr
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.replace(/\d+\.\d+/g, "T")),
});

const lines = `
--output type=foo | --output type=local | --output type=tar | -o - | -o ${folder}/out | -o dest=${folder}/out | -o type=docker,dest=-
--network foo | --network bridge | --network host | --no-cache --no-cache-filter a
--secret foo=bar | --secret id=x,src=/nosuch | --secret src=/nosuch | --secret id=x,type=foo | --ssh x=/nosuch
--platform foo/bar/baz/x | --platform foo | --platform amd64 | --platform linux | --platform linux/amd64/v1
--cache-from type=foo | --cache-to type=foo | --cache-to foo | --attest foo | --sbom=maybe | --provenance=maybe
--build-context foo | --build-context foo=/nosuch | --build-context foo=docker-image:// | --annotation foo
--allow foo | --allow security.insecure | --allow network.host
--ulimit foo | --ulimit nofile=x | --ulimit nofile=2:1 | --shm-size x | --cpu-shares x | --cpu-quota x | --memory x
--add-host foo | --label =x | --build-arg =x | -t A:b | -t x:y:z | -t a/B | --target nope
-f /nosuch | -f ${folder}/context | --call foo | --call check --load | --print=outline | --check
--push | --push --load | --push -o type=local,dest=x | --load -o type=docker | --load
--metadata-file /nosuch/x | --iidfile /nosuch/x | --progress foo | --builder nope | --pull=maybe
--isolation x | --security-opt x | --compress | --rm=false | -q --progress plain | -q --progress quiet | -q`
  .split(/[|\n]/)
  .map((line) => line.trim())
  .filter((line) => line !== "");

for (const line of lines)
  test(`build ${line.replaceAll(folder, "")}`, async () => {
    const started = await engine();
    const words = ["buildx", "build", ...line.split(" "), join(folder, "context")];
    const answers: object[] = [];
    for (const tool of ["docker", "own"] as const) {
      rmSync(join(folder, "out"), { recursive: true, force: true });
      answers.push(told(await started[tool](words), !/-$/.test(line) && !line.includes("type=tar")));
    }
    const [stock, own] = answers;
    expect(own).toEqual(stock);
  }, 60_000);
