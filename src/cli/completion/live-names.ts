import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerList } from "#client/container-list.ts";
import { imageList } from "#client/image-list.ts";
import { networkList } from "#client/network-list.ts";
import { systemInfo } from "#client/system-info.ts";
import { volumeList } from "#client/volume-list.ts";
import type { Candidate } from "./candidates.ts";

/** What an engine has, as words of a command line. */
export const liveNames = {
  async containers(op: Op, client: Client, statuses: readonly string[]): Promise<Candidate[]> {
    const filters = statuses.length === 0 ? {} : { status: statuses };
    const found = await containerList(op, client, { all: true, filters });
    return found.flatMap(({ Names, Image, Status }) =>
      (Names ?? []).map((name) => ({ word: name.replace(/^\//, ""), about: `${Image}, ${Status}` })),
    );
  },
  async images(op: Op, client: Client): Promise<Candidate[]> {
    const found = await imageList(op, client);
    const names = found.flatMap(({ RepoTags }) => RepoTags ?? []).filter((name) => name !== "<none>:<none>");
    return names.map((word) => ({ word, about: "" }));
  },
  async networks(op: Op, client: Client): Promise<Candidate[]> {
    return (await networkList(op, client)).map(({ Name, Driver }) => ({ word: Name, about: Driver }));
  },
  async logDrivers(op: Op, client: Client): Promise<Candidate[]> {
    const { Plugins } = await systemInfo(op, client);
    return (Plugins.Log ?? []).map((word) => ({ word, about: "" }));
  },
  async volumes(op: Op, client: Client): Promise<Candidate[]> {
    const { Volumes } = await volumeList(op, client);
    return (Volumes ?? []).map(({ Name, Driver }) => ({ word: Name, about: Driver }));
  },
};
