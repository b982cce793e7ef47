import { expect, test } from "bun:test";
import { runCommand } from "../../io/run-command.ts";
import * as deploy from "./deploy.ts";
import * as ls from "./ls.ts";
import * as rm from "./rm.ts";

const service = (ID: string, stack: string) => ({
  ID,
  Spec: { Name: ID, Labels: { "com.docker.stack.namespace": stack }, TaskTemplate: {} },
});

test("stack ls counts services", async () => {
  const answers = [{ json: [service("a", "s10"), service("b", "s9"), service("c", "s9")] }];
  expect((await runCommand(ls, [], { answers })).out).toBe("NAME      SERVICES\ns9        2\ns10       1\n");
});

test("stack rm takes all that belongs to the stack, and waits when told to", async () => {
  const network = { Id: "n", Name: "net" };
  const task = (State: string) => ({ json: [{ Status: { State } }] });
  const members = [{ json: [service("a", "s")] }, { json: [network] }, { json: [] }, { json: [] }];
  const answers = [...members, {}, {}, task("running"), task("shutdown")];
  const { code, out, requests } = await runCommand(rm, ["-d=false", "s"], { answers });
  expect({ code, out }).toEqual({ code: 0, out: "Removing service a\nRemoving network net\n" });
  expect(requests.map(({ method }) => method)).toEqual(["GET", "GET", "GET", "GET", "DELETE", "DELETE", "GET", "GET"]);
});

test("stack rm says what there is nothing of", async () => {
  const nothing = [{ json: [] }, { json: [] }, { json: [] }, { json: [] }];
  const { code, err } = await runCommand(rm, ["s"], { answers: nothing });
  expect({ code, err }).toEqual({ code: 0, err: "Nothing found in stack: s\n" });
});

test("stack deploy says that the engine is no manager; for one that is, it is refused by name", async () => {
  const said = async (argv: readonly string[], manages = false): Promise<string> => {
    const info = { json: { Swarm: { ControlAvailable: manages } } };
    return (await runCommand(deploy, argv, { answers: [info], io: { input: "services: {a: {image: busybox}}\n" } }))
      .err;
  };
  expect(await said(["s"])).toBe("Specify a Compose file (with --compose-file)");
  expect(await said(["-c", "/nosuch/x.yml", "s"])).toBe("open /nosuch/x.yml: no such file or directory");
  expect(await said(["-c", "-", "s"])).toMatch(
    /^Since --detach=false was not specified, [\s\S]*\nthis node is not a swarm manager\. Use "docker swarm init"/,
  );
  expect(await said(["-d", "-c", "-", "s"], true)).toBe("not supported: docker stack deploy");
});
