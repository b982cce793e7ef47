import { readFileSync } from "node:fs";
import { swarmInspect } from "#client/swarm-inspect.ts";
import type { Swarm, SwarmSpec } from "#client/swarm-types.ts";
import { swarmUpdate } from "#client/swarm-update.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { openError } from "../../container-spec/key-values.ts";
import { bool, scalar } from "../../flags/scalars.ts";
import { awaitRotation } from "../../swarm/await-rotation.ts";
import { swarmSpecFlags } from "../../swarm/spec-flags.ts";

const pemFile = (usage: string) => scalar({ usage }, { type: "pem-file", zero: "", parse: readPem });

const flags = {
  "ca-cert": pemFile("File with the certificate of the root CA to be (PEM)"),
  "ca-key": pemFile("File with the key of the root CA to be (PEM)"),
  "cert-expiry": swarmSpecFlags["cert-expiry"],
  detach: bool({ short: "d", usage: "Exit before all nodes have other certificates" }),
  "external-ca": swarmSpecFlags["external-ca"],
  quiet: bool({ short: "q", usage: "Suppress what is shown while waiting" }),
  rotate: bool({ usage: "Rotate the root CA: make another of the given certificate and key, or of new ones" }),
};

export const command = { usage: "[OPTIONS]", arguments: noArguments, flags } satisfies Command;

const onlyForRotation = ["ca-cert", "ca-key", "cert-expiry", "external-ca"] as const;

export const run = runs(command, async (op, io, client, invocation) => {
  const { flags: given, changed } = invocation;
  const swarm = await swarmInspect(op, client);
  if (!given.rotate) {
    const needless = onlyForRotation.find((name) => changed(name));
    if (needless !== undefined)
      throw new Error(`\`--${needless}\` flag requires the \`--rotate\` flag to update the CA`);
    return io.stdout.write(rootOf(swarm));
  }
  await swarmUpdate(op, client, swarm, { spec: rotated(swarm.Spec, invocation) });
  if (given.detach) return;
  await awaitRotation(op, client);
  io.stdout.write(rootOf(await swarmInspect(op, client)));
});

function rootOf({ TLSInfo: { TrustRoot = "" } }: Swarm): string {
  if (TrustRoot === "") throw new Error("No CA information available");
  return `${TrustRoot.trim()}\n`;
}

/** The spec with which the engine makes another CA. @throws Error in Docker's words */
function rotated(spec: SwarmSpec, { flags: given, changed }: Invocation<typeof flags>): SwarmSpec {
  const { "ca-cert": certificate, "ca-key": key, "external-ca": outside } = given;
  if (changed("external-ca") && certificate === "") {
    throw new Error(
      "rotating to an external CA requires the `--ca-cert` flag to specify the external CA's cert - to add an external CA with the current root CA certificate, use the `update` command instead",
    );
  }
  if (certificate !== "" && key === "" && outside.length === 0) {
    throw new Error("the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well");
  }
  return {
    ...spec,
    CAConfig: {
      ...spec.CAConfig,
      ...(changed("cert-expiry") ? { NodeCertExpiry: given["cert-expiry"] } : {}),
      ...(changed("external-ca") ? { ExternalCAs: outside } : {}),
      ...(certificate === "" ? {} : { SigningCACert: certificate }),
      ...(key === "" ? {} : { SigningCAKey: key }),
      ...(certificate === "" && key === "" ? { ForceRotate: (spec.CAConfig.ForceRotate ?? 0) + 1 } : {}),
    },
  };
}

function readPem(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(openError(path, error));
  }
  if (!/-----BEGIN [^-]+-----[\s\S]*-----END [^-]+-----/.test(text)) {
    throw new Error("file contents must be in PEM format");
  }
  return text;
}
