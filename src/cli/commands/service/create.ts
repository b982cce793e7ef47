import { serviceCreate } from "#client/service-create.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import type { FlagTable } from "../../flags/flag.ts";
import { bool, string } from "../../flags/scalars.ts";
import { awaitService } from "../../services/await-service.ts";
import { createdSpec, createFlags } from "../../services/parts.ts";
import { imageAuth } from "../../services/registry-auth.ts";
import { resolveImage } from "../../services/resolve-image.ts";

const ownFlags = {
  detach: bool({ short: "d", usage: "Do not wait until the service runs" }),
  name: string({ usage: "Name of the service" }),
  "no-resolve-image": bool({ usage: "Do not ask the registry for the digest and the platforms of the image" }),
  quiet: bool({ short: "q", usage: "Show nothing while waiting" }),
  "with-registry-auth": bool({ usage: "Send the credential for the registry to the nodes" }),
};

export const command = {
  usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
  arguments: atLeast(1),
  interspersed: false,
  flags: { ...createFlags, ...ownFlags } as FlagTable & typeof ownFlags,
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [image = "", ...args], changed }) => {
  const { name, detach, quiet } = flags as Invocation<typeof ownFlags>["flags"];
  const given = { flags, args, changed: (flag: string) => changed(flag) };
  const spec = await createdSpec(image, args, { given, asking: { op, client } });
  if (name !== "") spec.Name = name;
  const registryAuth = flags["with-registry-auth"] === true ? await imageAuth(op, io, image) : undefined;
  const warning = await resolveImage(op, client, spec, { ask: flags["no-resolve-image"] !== true, registryAuth });
  const created = await serviceCreate(op, client, spec, registryAuth === undefined ? {} : { registryAuth });
  for (const text of [...(created.Warnings ?? []), ...(warning === undefined ? [] : [warning])]) {
    io.stderr.write(`${text}\n`);
  }
  io.stdout.write(`${created.ID}\n`);
  if (!detach) await awaitService(op, io, client, { id: created.ID, quiet });
});
