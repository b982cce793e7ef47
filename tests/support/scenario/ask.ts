import type { Stage } from "./stage.ts";

/** What a question was answered with. */
export interface Heard {
  readonly text: string;
  readonly failed: boolean;
  /** Of HTTP. */
  readonly status?: number;
}

/** Questions to containers of a project. */
export const ask = {
  /** Asks by HTTP, from where the engine runs: a service by its address, all else by what it is there. */
  async get(stage: Stage, url: string): Promise<Heard> {
    const whole = new URL(url.includes("://") ? url : `http://${url}`);
    const port = whole.port === "" ? (whole.protocol === "https:" ? "443" : "80") : whole.port;
    const address = await addressOf(stage, whole.hostname);
    const resolve = address === undefined ? [] : ["--resolve", `${whole.hostname}:${port}:${address}`];
    const options = ["-sS", "-k", "-m", "5", "-w", "\n%{http_code}", ...resolve];
    const { code, stdout, stderr } = await stage.run(["curl", ...options, whole.href]);
    const end = stdout.lastIndexOf("\n");
    return { text: `${stdout.slice(0, end)}${stderr}`, failed: code !== 0, status: Number(stdout.slice(end + 1)) };
  },

  async exec(stage: Stage, { service, command }: { service: string; command: string }): Promise<Heard> {
    const { Id } = await stage.container(service);
    const { code, stdout, stderr } = await stage.engine.own(["exec", Id, "sh", "-c", command]);
    return { text: `${stdout}${stderr}`, failed: code !== 0 };
  },

  async logs(stage: Stage, service: string): Promise<Heard> {
    const { Id } = await stage.container(service);
    const { code, stdout, stderr } = await stage.engine.own(["logs", Id]);
    return { text: `${stdout}${stderr}`, failed: code !== 0 };
  },
};

/** The address of a service's first container, if it is a service of the project and has one. */
async function addressOf(stage: Stage, service: string): Promise<string | undefined> {
  const [first] = await stage.containers(service);
  if (first === undefined) return undefined;
  const found = await stage.engine.json<{ NetworkSettings: { Networks: Record<string, { IPAddress: string }> } }>(
    "GET",
    `/containers/${first.Id}/json`,
  );
  return Object.values(found.NetworkSettings.Networks).find(({ IPAddress }) => IPAddress !== "")?.IPAddress;
}
