import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../../support/engine.ts";
import { eventually } from "../../../support/eventually.ts";

/** What the lines speak of: containers in every state, images, networks, volumes and contexts. Made by the stock client. */
const commands: readonly (readonly string[])[] = [
  ["tag", "busybox", "alias:one"],
  ["tag", "busybox", "registry.test:5000/team/app:1.0"],
  [
    "network",
    "create",
    "--label",
    "k=v",
    "--label",
    "zone",
    "--subnet",
    "10.78.0.0/24",
    "--gateway",
    "10.78.0.9",
    "front",
  ],
  ["network", "create", "--internal", "-o", "com.docker.network.bridge.name=br-back", "back"],
  ["volume", "create", "--label", "k=v", "--label", "b=1", "data"],
  ["volume", "create", "spare"],
  [
    ..."run -d --name web --hostname web-host -l tier=front -l com.example.words=a --network front --network-alias www".split(
      " ",
    ),
    ..."-p 127.0.0.1:18081:80 -p 18444:443/udp -v data:/data -v /etc:/host:ro -e A=1 --memory 64m --stop-signal KILL".split(
      " ",
    ),
    ..."busybox sh -c".split(" "),
    "echo one; echo two >&2; echo three; exec sleep 7000",
  ],
  "run -d --name held --stop-signal KILL --restart on-failure:3 -l tier=back busybox sleep 7000".split(" "),
  "pause held".split(" "),
  "run -d --name sound --health-cmd true --health-interval 200ms --stop-signal KILL --tmpfs /t busybox sleep 7000".split(
    " ",
  ),
  "create --name made -l tier=back --ulimit nofile=5:6 --device /dev/null --read-only --cap-add NET_ADMIN -w /srv busybox true".split(
    " ",
  ),
  "run --name gone -l tier=back alias:one sh -c".split(" ").concat("echo last; echo x > /file; mkdir /made; exit 3"),
  "run --name fine registry.test:5000/team/app:1.0 true".split(" "),
  [
    "commit",
    "-m",
    "a message",
    "-a",
    "me",
    "-c",
    "LABEL kind=test",
    "-c",
    'CMD ["sh","-c","x"]',
    "-c",
    "EXPOSE 90",
    "gone",
    "labelled:1",
  ],
  ["commit", "gone"],
  ["context", "create", "far", "--description", "a far one", "--docker", "host=tcp://far.example:2375"],
  ["context", "create", "copy", "--from", "far"],
];

/** Makes the state, and the files that lines read in the folder `@`. */
export async function makeState(engine: Engine): Promise<void> {
  for (const words of commands) {
    const { code, stderr, stdout } = await engine.docker(words);
    if (code !== 0 && !words.includes("gone")) throw new Error(`${words.join(" ")}: ${code}\n${stdout}${stderr}`);
  }
  writeFileSync(join(engine.paths.folder, "env.list"), "B=2\n# note\nC\n");
  await eventually("a sound container", async () => {
    const { stdout } = await engine.docker(["inspect", "-f", "{{.State.Health.Status}}", "sound"]);
    return stdout === "healthy\n";
  });
  await eventually("what it says", async () => (await engine.docker(["logs", "web"])).stdout.includes("three"));
}
