import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes certificates of throw-away authorities in a folder, by openssl. */
export class Certificates {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  authority(name: string): void {
    const days = ["-x509", "-days", "2", "-subj", `/CN=${name}`];
    this.#openssl("req", ...newKey, ...days, "-keyout", `${name}.key`, "-out", `${name}.pem`);
  }

  /** `use`: `serverAuth` or `clientAuth`. An `expired` one was good for a day of 2020. */
  sign(name: string, by: string, { use, expired = false }: { use: string; expired?: boolean }): void {
    this.#openssl("req", ...newKey, "-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.csr`);
    writeFileSync(this.path(`${name}.cnf`), signingConfig(by, use));
    writeFileSync(this.path("index"), "");
    const period = expired ? ["200101000000Z", "200102000000Z"] : ["200101000000Z", "20991231000000Z"];
    const dates = ["-startdate", period[0]!, "-enddate", period[1]!];
    const files = ["-in", `${name}.csr`, "-out", `${name}.pem`];
    this.#openssl("ca", "-batch", "-notext", "-config", `${name}.cnf`, ...dates, ...files);
  }

  #openssl(...args: string[]): void {
    execFileSync("openssl", args, { cwd: this.#folder, stdio: ["ignore", "ignore", "pipe"] });
  }
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

function signingConfig(by: string, use: string): string {
  const files = `database=index\nnew_certs_dir=.\ncertificate=${by}.pem\nprivate_key=${by}.key\ndefault_md=sha256\n`;
  const names = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:10.123.0.1\n";
  return `[ca]\ndefault_ca=d\n[d]\n${files}unique_subject=no\nrand_serial=yes\npolicy=p\nx509_extensions=x\n[p]\ncommonName=supplied\n[x]\nextendedKeyUsage=${use}\n${names}`;
}
