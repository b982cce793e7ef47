import { expect, test } from "bun:test";
import { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";

interface Shown {
  readonly EnableIPv6: boolean;
  readonly IPAM: { readonly Config: ReadonlyArray<Readonly<Record<string, unknown>>> };
}

async function withFlags(flags: string, use: (engine: Engine) => Promise<void>): Promise<void> {
  await using engine = await Engine.start({ flags: flags.split(" ") });
  await engine.loadBusybox();
  await use(engine);
}

const shown = async (engine: Engine): Promise<Shown> => await engine.json<Shown>("GET", "/networks/bridge");

async function inContainer(engine: Engine, script: string): Promise<string> {
  const { code, stdout, stderr } = await engine.docker(["run", "--rm", "busybox", "sh", "-c", script]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

test("--fixed-cidr says where addresses come from, --default-gateway where packets go", () =>
  withFlags("--bip 10.99.0.1/16 --fixed-cidr 10.99.4.0/24 --default-gateway 10.99.0.7", async (engine) => {
    expect((await shown(engine)).IPAM.Config).toEqual([
      {
        Subnet: "10.99.0.0/16",
        IPRange: "10.99.4.0/24",
        Gateway: "10.99.0.1",
        AuxiliaryAddresses: { DefaultGatewayIPv4: "10.99.0.7" },
      },
    ]);
    const facts = await inContainer(engine, "ip -4 addr show eth0; ip route");
    expect(facts).toContain("inet 10.99.4.0/16");
    expect(facts).toContain("default via 10.99.0.7 dev eth0");
  }));

test("--fixed-cidr alone is the subnet", () =>
  withFlags("--fixed-cidr 10.98.4.0/24", async (engine) => {
    const [config] = (await shown(engine)).IPAM.Config;
    expect(config).toMatchObject({ Subnet: "10.98.4.0/24", IPRange: "10.98.4.0/24" });
    expect(await inContainer(engine, "ip route")).toContain("default via 10.98.4.1 dev eth0");
  }));

test("--ipv6 gives the default bridge a subnet of its own, in which containers and their ports are reached", () =>
  withFlags("--ipv6", async (engine) => {
    const network = await shown(engine);
    expect(network.EnableIPv6).toBe(true);
    expect(network.IPAM.Config.map(({ Subnet }) => Subnet)).toEqual([
      "172.17.0.0/16",
      expect.stringMatching(/^fd[0-9a-f:]+\/64$/),
    ]);
    const serve = "echo served > /index.html; exec httpd -f -p 80 -h /";
    await engine.docker(["run", "-d", "--name", "server", "-p", "8088:80", "busybox", "sh", "-c", serve]);
    const { NetworkSettings } = await engine.json<{ NetworkSettings: { GlobalIPv6Address: string } }>(
      "GET",
      "/containers/server/json",
    );
    const address = NetworkSettings.GlobalIPv6Address;
    expect(address).toMatch(/^fd[0-9a-f:]+$/);
    for (const host of [`[${address}]:80`, "[::1]:8088"]) {
      const fetch = (): Promise<string> => engine.namespace.fetched(`http://${host}/index.html`);
      expect(await eventually(host, fetch, { withinMs: 8_000 })).toContain("served");
    }
    expect(await inContainer(engine, "ip -6 route")).toContain("default via fd");
  }));

test("--bip6, --fixed-cidr-v6 and --default-gateway-v6", () =>
  withFlags(
    "--ipv6 --bip6 fd00:2::5/64 --fixed-cidr-v6 fd00:2::1:0/112 --default-gateway-v6 fd00:2::9",
    async (engine) => {
      expect((await shown(engine)).IPAM.Config).toEqual([
        {
          Subnet: "fd00:2::/64",
          IPRange: "fd00:2::1:0/112",
          Gateway: "fd00:2::5",
          AuxiliaryAddresses: { DefaultGatewayIPv6: "fd00:2::9" },
        },
        { Subnet: "172.17.0.0/16", Gateway: "172.17.0.1" },
      ]);
      const facts = await inContainer(engine, "ip -6 addr show eth0; ip -6 route");
      expect(facts).toContain("inet6 fd00:2::1:0/64");
      expect(facts).toContain("default via fd00:2::9 dev eth0");
    },
  ));
