import { busyboxLayer, imageArchive, tarOf } from "../../../../tools/docker-archive.ts";

const env = ["PATH=/usr/local/bin:/bin"];
const answer = "printf 'Content-Type: text/plain\\r\\n\\r\\n'";

/** A counter that is kept in /data, asked by HTTP. */
const count = `#!/bin/sh
${answer}
n=$(($(cat /data/count) + 1))
[ "$QUERY_STRING" = peek ] || echo $n > /data/count
echo $n
`;

/** A page that asks the database and the cache. */
const visit = `#!/bin/sh
${answer}
echo "$GREETING $(wget -q -O - $DB/cgi-bin/count) $(wget -q -O - $CACHE/page)"
`;

const program = (file: string): { file: string; mode: number } => ({ file, mode: 0o755 });
const folders = { www: { folder: true }, "www/cgi-bin": { folder: true } } as const;

/** An archive of the images that the stacks use: `shop/db:1` with a volume, `shop/web:1` with a health check. */
export function stackImages(): Buffer {
  const database = { data: { folder: true }, ...folders, "www/cgi-bin/count": program(count) } as const;
  const web = { ...folders, "www/up": { file: "up\n" }, "www/cgi-bin/visit": program(visit) } as const;
  const serve = (port: number): string[] => ["httpd", "-f", "-v", "-p", String(port), "-h", "/www"];
  const probe = { Test: ["CMD-SHELL", "wget -q -O /dev/null http://127.0.0.1/up"], Interval: 500e6 };
  return imageArchive(
    {
      tags: ["shop/db:1"],
      layers: [busyboxLayer(), tarOf(database)],
      config: { Cmd: serve(5432), Env: env, Volumes: { "/data": {} }, StopSignal: "SIGKILL" },
    },
    {
      tags: ["shop/web:1"],
      layers: [busyboxLayer(), tarOf(web)],
      config: { Cmd: serve(80), Env: env, ExposedPorts: { "80/tcp": {} }, Healthcheck: probe, StopSignal: "SIGKILL" },
    },
  );
}
