import { execFileSync } from "node:child_process";

export interface ArchiveOptions {
  /** The folder whose files are packed, below the name that they then stand under. */
  readonly folder: string;
  readonly name: string;
  /** Without its ending. */
  readonly output: string;
  /** Seconds since 1970, of every file: equal files give equal archives. */
  readonly time: number;
}

/** Packs `folder/name` for systems with tar. Gives the file. */
export function tarball({ folder, name, output, time }: ArchiveOptions): string {
  const file = `${output}.tar.gz`;
  const plain = ["--sort=name", `--mtime=@${time}`, "--owner=0", "--group=0", "--numeric-owner", "--format=ustar"];
  execFileSync("tar", [...plain, "--use-compress-program=gzip -n -6", "-cf", file, "-C", folder, name]);
  return file;
}

const zipProgram = `
import os, sys, time, zipfile
folder, name, output, seconds = sys.argv[1:]
date = time.gmtime(max(int(seconds), 315532800))[:6]
with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
    for file in sorted(os.listdir(os.path.join(folder, name))):
        entry = zipfile.ZipInfo(f"{name}/{file}", date)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o100755 << 16
        with open(os.path.join(folder, name, file), "rb") as content:
            archive.writestr(entry, content.read())
`;

/** The same for Windows. */
export function zip({ folder, name, output, time }: ArchiveOptions): string {
  const file = `${output}.zip`;
  execFileSync("python3", ["-c", zipProgram, folder, name, file, String(time)]);
  return file;
}
