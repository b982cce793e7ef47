import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";

/** A container that runs takes the place of another one: ports, names, relays and what clients see of it. */

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
  await engine.loadBusybox();
  await run("network", "create", "place");
});
afterAll(() => engine?.[Symbol.asyncDispose]());

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await engine.docker(args);
  if (code !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

const serving = (word: string): string[] => [
  "busybox",
  "sh",
  "-c",
  `echo ${word} > /index.html; exec httpd -f -p 80 -h /`,
];

async function serve(name: string, ...options: string[]): Promise<void> {
  await run("run", "-d", "--name", name, ...options, ...serving(name));
}

async function standBy(name: string, options: readonly string[], program = serving(name)): Promise<void> {
  await run("create", "--name", name, ...options, ...program);
  await post(`/containers/${name}/start?standby=1`, 204);
}

async function post(path: string, status: number): Promise<string> {
  const answer = await engine.request("POST", path);
  expect({ path, status: answer.status, body: answer.status === status ? "" : answer.body.toString() }).toEqual({
    path,
    status,
    body: "",
  });
  return answer.body.toString();
}

const fetched = (url: string): Promise<string> => engine.namespace.fetched(url, 10);

interface Shown {
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { HostPort: string }[] | null>>;
    readonly Networks: Readonly<Record<string, { readonly DNSNames: readonly string[] }>>;
  };
}

const settingsOf = async (name: string) =>
  (await engine.json<Shown>("GET", `/containers/${name}/json`)).NetworkSettings;

const until = (url: string, word: string): Promise<unknown> =>
  eventually(`${url} says ${word}`, async () => ((await fetched(url)) === word ? true : undefined));

describe("a takeover", () => {
  test("moves published ports with their relays, aliases, and what inspect says of them", async () => {
    const options = ["--network", "place", "--network-alias", "web", "-p", "8090:80"];
    await serve("old", ...options);
    await until("http://127.0.0.1:8090/", "old");
    await standBy("new", options);
    expect((await settingsOf("new")).Ports).toEqual({ "80/tcp": null });
    expect((await settingsOf("new")).Networks["place"]!.DNSNames).not.toContain("web");
    expect(await fetched("http://127.0.0.1:8090/")).toBe("old");
    await post("/containers/new/takeover?from=old", 204);
    for (const host of ["127.0.0.1", "[::1]"]) expect(await fetched(`http://${host}:8090/`)).toBe("new");
    expect((await settingsOf("new")).Ports["80/tcp"]!.map(({ HostPort }) => HostPort)).toEqual(["8090", "8090"]);
    expect((await settingsOf("old")).Ports).toEqual({ "80/tcp": null });
    const asked = ["run", "--rm", "--network", "place", "busybox", "wget", "-qO-", "http://web/"];
    expect(await run(...asked)).toBe("new");
    await run("rm", "-f", "old");
    expect(await fetched("http://127.0.0.1:8090/")).toBe("new");
    await run("rm", "-f", "new");
  });

  test("keeps a port that the engine chose, and gives up what only the other published", async () => {
    await serve("first", "-p", "80", "-p", "8091:81");
    const port = (await settingsOf("first")).Ports["80/tcp"]![0]!.HostPort;
    await standBy("second", ["-p", "80"]);
    await post("/containers/second/takeover?from=first", 204);
    expect((await settingsOf("second")).Ports["80/tcp"]![0]!.HostPort).toBe(port);
    await serve("third", "-p", "8091:80");
    await until("http://127.0.0.1:8091/", "third");
    await run("rm", "-f", "first", "second", "third");
  });

  test("from one network to another", async () => {
    await run("network", "create", "elsewhere");
    await serve("here", "--network", "place", "-p", "8092:80");
    await until("http://127.0.0.1:8092/", "here");
    await standBy("there", ["--network", "elsewhere", "-p", "8092:80"]);
    await post("/containers/there/takeover?from=here", 204);
    expect(await fetched("http://127.0.0.1:8092/")).toBe("there");
    await run("rm", "-f", "here", "there");
    await run("network", "rm", "elsewhere");
  });

  test("waits until the new one answers where the old one does", async () => {
    await serve("quick", "-p", "8093:80");
    await until("http://127.0.0.1:8093/", "quick");
    const slow = ["busybox", "sh", "-c", "sleep 1; echo slow > /index.html; exec httpd -f -p 80 -h /"];
    await standBy("slow", ["-p", "8093:80"], slow);
    await post("/containers/slow/takeover?from=quick", 204);
    expect(await fetched("http://127.0.0.1:8093/")).toBe("slow");
    await run("rm", "-f", "quick", "slow");
  });

  test("changes nothing when the new one does not answer, or ends", async () => {
    await serve("good", "-p", "8094:80");
    await until("http://127.0.0.1:8094/", "good");
    await standBy("deaf", ["-p", "8094:80"], ["busybox", "sleep", "100"]);
    expect(await post("/containers/deaf/takeover?from=good&ready=1", 409)).toContain(
      "container deaf does not answer at port 80/tcp after 1s",
    );
    await standBy("brief", ["-p", "8094:80"], ["busybox", "sh", "-c", "sleep 0.3; exit 4"]);
    expect(await post("/containers/brief/takeover?from=good", 409)).toMatch(/brief .*(exited \(4\)|is not running)/);
    expect(await fetched("http://127.0.0.1:8094/")).toBe("good");
    await run("rm", "-f", "good", "deaf", "brief");
  });

  test("lets the old one finish what it has begun", async () => {
    const slowly =
      "mkdir -p /cgi-bin; printf '#!/bin/sh\\ntouch /begun\\nsleep 2\\nprintf \"\\\\nwhole\\\\n\"\\n' > /cgi-bin/a; chmod +x /cgi-bin/a";
    const program = ["busybox", "sh", "-c", `${slowly}; exec httpd -f -p 80 -h /`];
    await run("run", "-d", "--name", "busy", "-p", "8095:80", ...program);
    await eventually(
      "busy listens",
      async () => (await engine.docker(["exec", "busy", "wget", "-qO-", "127.0.0.1/bin/sh"])).code === 0,
    );
    const begun = fetched("http://127.0.0.1:8095/cgi-bin/a");
    await eventually("it has begun", async () => (await engine.docker(["exec", "busy", "cat", "/begun"])).code === 0);
    await standBy("next", ["-p", "8095:80"]);
    await post("/containers/next/takeover?from=busy", 204);
    await run("rm", "-f", "busy");
    expect(await begun).toBe("whole");
    await run("rm", "-f", "next");
  });

  test("is refused of a container that does not run, and of itself", async () => {
    await serve("alone", "-p", "8096:80");
    await run("create", "--name", "idle", "busybox", "true");
    expect(await post("/containers/idle/takeover?from=alone", 409)).toContain("is not running");
    expect(await post("/containers/alone/takeover?from=idle", 409)).toContain("is not running");
    expect(await post("/containers/alone/takeover?from=alone", 400)).toContain("cannot take over from itself");
    expect(await post("/containers/alone/takeover", 400)).toContain("from is empty");
    expect(await post("/containers/alone/takeover?from=nobody", 404)).toContain("No such container: nobody");
    await run("rm", "-f", "alone", "idle");
  });

  test("stands over a restart of the engine", async () => {
    const options = ["--network", "place", "--network-alias", "kept", "-p", "8097:80"];
    await serve("before", ...options);
    await until("http://127.0.0.1:8097/", "before");
    await standBy("after", options);
    await post("/containers/after/takeover?from=before", 204);
    await engine.kill9();
    await engine.up();
    expect(await fetched("http://127.0.0.1:8097/")).toBe("after");
    expect(await run("run", "--rm", "--network", "place", "busybox", "wget", "-qO-", "http://kept/")).toBe("after");
    await standBy("later", options);
    await post("/containers/later/takeover?from=after", 204);
    for (const host of ["127.0.0.1", "[::1]"]) expect(await fetched(`http://${host}:8097/`)).toBe("later");
    await run("rm", "-f", "before", "after", "later");
  });
});
