import { describe, expect, test } from "bun:test";
import type { ContainerSummary } from "#api/types.gen.ts";
import { labels } from "../labels.ts";
import { observedContainer } from "../observe/observed.ts";
import type { Service } from "../shape/service.ts";
import { asMade, projectOf, up } from "./test-project.ts";

describe("a service that publishes a port, where the engine can hand ports over", () => {
  const ports = [{ target: 80, published: "8080", protocol: "tcp" }];
  const serving = (summary: ContainerSummary): ContainerSummary => ({
    ...summary,
    Labels: { ...summary.Labels, [labels.image]: "sha256:0" },
    Ports: ["0.0.0.0", "::"].map((IP) => ({ IP, PrivatePort: 80, PublicPort: 8080, Type: "tcp" })),
  });
  const replaced = (
    service: Service,
    change: (summary: ContainerSummary) => ContainerSummary = (same) => same,
  ): string => {
    const project = projectOf({ web: { ports, ...service } });
    return up(
      project,
      asMade(project, (summary) => change(serving(summary))),
      { takesOver: true },
    );
  };

  test("is replaced without a gap: the new container starts beside the old one", () => {
    expect(replaced({})).toBe(
      `1. create container web100000000_p-web-1 (its image changed)
2. start container p-web-1 as a standby after 1
3. wait for web to be running or healthy after 2
4. take over p-web-1 from p-web-1 after 3
5. stop container p-web-1 after 4
6. remove container p-web-1 after 5
7. rename container to p-web-1 after 6
`,
    );
  });

  const first = (plan: string): string => plan.split("\n")[0]!.replace(/^.* changed/, "");
  const because = (why: string): string => `; the old one stops first, as ${why})`;

  test("stops first where two of it would be in each other's way", () => {
    const data = [{ type: "volume", source: "data", target: "/d" }];
    const written = because("two of it would write the same data");
    expect(first(replaced({ volumes: [{ type: "bind", source: "/d", target: "/d" }] }))).toBe(written);
    expect(first(replaced({ volumes: [{ ...data[0]!, type: "bind", source: "/d", read_only: true }] }))).toBe(")");
    expect(first(replaced({ networks: new Map([["default", { ipv4_address: "10.0.0.9" }]]) }))).toBe(
      because("it has an address of its own"),
    );
    expect(first(replaced({ ports: [{ ...ports[0]!, host_ip: "127.0.0.1" }] }))).toBe(
      because("its ports move to other addresses"),
    );
    const kept = (summary: ContainerSummary) => ({ ...summary, Mounts: [{ Type: "volume", Name: "x", RW: true }] });
    expect(first(replaced({}, (summary) => kept(summary) as unknown as ContainerSummary))).toBe(written);
  });

  test("does as its update order says", () => {
    const order = (update: string): Service => ({ deploy: { update_config: { order: update } } });
    const bind = { volumes: [{ type: "bind", source: "/d", target: "/d" }] };
    expect(first(replaced({ ...order("start-first"), ...bind }))).toBe(")");
    expect(first(replaced(order("stop-first")))).toBe(because("its update order says so"));
  });

  test("is made anew as ever where nothing is served, or others share with it", () => {
    const stopped = (summary: ContainerSummary) => ({ ...summary, State: "exited" });
    expect(replaced({}, stopped)).not.toContain("take over");
    const project = projectOf({
      web: { ports },
      side: {
        network_mode: "service:web",
        depends_on: new Map([["web", { condition: "service_started", required: true }]]),
      },
    });
    const plan = up(project, asMade(project, serving), { takesOver: true });
    expect(plan).toContain("the old one stops first, as other services share with it");
  });

  test("that a killed command has left half replaced is brought to one container", () => {
    const project = projectOf({ web: { ports } });
    const [old] = asMade(project, (summary) => ({ ...summary, Ports: [] })).containers;
    const other = (Ports: ContainerSummary["Ports"]) =>
      observedContainer({
        ...old!.summary,
        Id: "f".repeat(64),
        Names: [`/${old!.id.slice(0, 12)}_p-web-1`],
        Labels: { ...old!.labels, [labels.replaces]: "web-1" },
        Ports,
      });
    const planFor = (Ports: ContainerSummary["Ports"]): string =>
      up(project, { ...asMade(project), containers: [old!, other(Ports)] }, { takesOver: true });
    expect(planFor([{ IP: "0.0.0.0", PrivatePort: 80, PublicPort: 8080, Type: "tcp" }])).toBe(
      "1. stop container p-web-1\n2. remove container p-web-1 after 1\n3. rename container to p-web-1 after 2\n",
    );
    expect(planFor([])).toBe(
      "1. stop container web100000000_p-web-1\n2. remove container web100000000_p-web-1 after 1\n",
    );
  });
});
