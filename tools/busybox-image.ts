/** Writes a docker archive of a busybox image, made from Debian's busybox-static, to the standard output or a file. */
import { writeFileSync } from "node:fs";
import { busyboxArchive } from "./docker-archive.ts";

const [tag = "busybox:latest", file] = process.argv.slice(2);
writeFileSync(file ?? 1, busyboxArchive(tag));
