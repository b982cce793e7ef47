import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { busyboxLayer, type ImageParts, imageArchive } from "../../tools/docker-archive.ts";

const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

interface Service {
  readonly tags: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
}

/** Named and configured as the public images that Compose files name. */
const services: Readonly<Record<string, Service>> = {
  nginx: {
    tags: ["nginx:latest", "nginx:alpine"],
    config: { Cmd: ["nginx", "-g", "daemon off;"], ExposedPorts: { "80/tcp": {} }, StopSignal: "SIGQUIT" },
  },
  redis: {
    tags: ["redis:latest", "redis:7", "redis:7-alpine"],
    config: {
      Cmd: ["redis-server"],
      ExposedPorts: { "6379/tcp": {} },
      Volumes: { "/data": {} },
      WorkingDir: "/data",
    },
  },
  postgres: {
    tags: ["postgres:latest", "postgres:15", "postgres:15-alpine"],
    config: {
      Cmd: ["postgres"],
      Env: [path, "PGDATA=/var/lib/postgresql/data"],
      ExposedPorts: { "5432/tcp": {} },
      Volumes: { "/var/lib/postgresql/data": {} },
      StopSignal: "SIGINT",
    },
  },
};

/** A docker archive of nginx, redis and PostgreSQL, made of Debian's packages once for the machine. */
export function serviceImages(): Buffer {
  const folder = execFileSync(join(import.meta.dir, "services/make.sh"), { encoding: "utf8" }).trim();
  const images = Object.entries(services).map(
    ([name, { tags, config }]): ImageParts => ({
      tags,
      layers: [busyboxLayer(), readFileSync(`${folder}/${name}.tar`)],
      config: { Env: [path], Entrypoint: ["docker-entrypoint.sh"], ...config },
    }),
  );
  return imageArchive(...images);
}
