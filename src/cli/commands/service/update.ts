import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { serviceInspectText } from "#client/service-inspect.ts";
import { serviceUpdate } from "#client/service-update.ts";
import { exactly } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import type { FlagTable } from "../../flags/flag.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { awaitService } from "../../services/await-service.ts";
import { containerOf } from "../../services/part.ts";
import { changeSpec, updateFlags } from "../../services/parts.ts";
import { imageAuth } from "../../services/registry-auth.ts";
import { resolveImage } from "../../services/resolve-image.ts";
import type { ServiceSpec, SwarmService } from "../../services/service.ts";
import { commandWords } from "../../services/value-flags.ts";

const ownFlags = {
  args: commandWords({ usage: "Arguments of the command" }),
  detach: bool({ short: "d", usage: "Do not wait until the service runs" }),
  force: bool({ usage: "Exchange the tasks also when nothing changes" }),
  image: string({ usage: "Image of the service" }),
  "no-resolve-image": bool({ usage: "Do not ask the registry for the digest and the platforms of the image" }),
  quiet: bool({ short: "q", usage: "Show nothing while waiting" }),
  rollback: bool({ usage: "Take the last change back" }),
  "with-registry-auth": bool({ usage: "Send the credential for the registry to the nodes" }),
};

const flags = { ...updateFlags, ...ownFlags } as FlagTable & typeof ownFlags;

export const command = { usage: "[OPTIONS] SERVICE", arguments: exactly(1), flags } satisfies Command;

type Own = Invocation<typeof ownFlags>;

export const run = runs(command, async (op, io, client, invocation) => {
  const [ref = ""] = invocation.args;
  const own = invocation as unknown as Own;
  const service = JSON.parse(await serviceInspectText(op, client, ref)) as SwarmService;
  const isRollback = own.flags.rollback;
  if (isRollback && Object.keys(flags).some((name) => alone(name, own))) {
    throw new Error("other flags may not be combined with --rollback");
  }
  const warning = await changed(op, client, service.Spec, { io, given: invocation as Invocation<FlagTable>, own });
  const registryAuth = own.flags["with-registry-auth"]
    ? await imageAuth(op, io, containerOf(service.Spec).Image)
    : undefined;
  const { Warnings } = await serviceUpdate(op, client, service, {
    spec: service.Spec,
    ...(isRollback ? { rollback: "previous" } : {}),
    ...(registryAuth === undefined ? { registryAuthFrom: "spec" } : { registryAuth }),
  });
  for (const text of [...(Warnings ?? []), ...(warning === undefined ? [] : [warning])]) io.stderr.write(`${text}\n`);
  io.stdout.write(`${ref}\n`);
  if (!own.flags.detach) await awaitService(op, io, client, { id: ref, quiet: own.flags.quiet });
});

/** Whether a flag was given that does not go with `--rollback`. */
function alone(name: string, { changed: isChanged }: Own): boolean {
  return !["rollback", "detach", "quiet"].includes(name) && isChanged(name as keyof typeof ownFlags);
}

interface Change {
  readonly io: Io;
  readonly given: Invocation<FlagTable>;
  readonly own: Own;
}

/** Brings a spec to what was asked for; gives a warning about its image. */
async function changed(
  op: Op,
  client: Client,
  spec: ServiceSpec,
  { io, given, own }: Change,
): Promise<string | undefined> {
  const container = containerOf(spec);
  if (own.changed("image")) container.Image = own.flags.image;
  if (own.changed("args")) container.Args = own.flags.args;
  if (own.flags.force) spec.TaskTemplate.ForceUpdate = (spec.TaskTemplate.ForceUpdate ?? 0) + 1;
  await changeSpec(spec, { given, asking: { op, client } });
  if (!own.changed("image")) return undefined;
  const registryAuth = own.flags["with-registry-auth"] ? await imageAuth(op, io, own.flags.image) : undefined;
  return resolveImage(op, client, spec, { ask: !own.flags["no-resolve-image"], registryAuth });
}
