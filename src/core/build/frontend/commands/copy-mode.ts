import { DockerfileError } from "#formats/dockerfile/dockerfile-error.ts";

const largestMode = 0o7777;
const symbolic = /^(?:[ugoa]*(?:[-+=](?:[rwxXst]*|[ugo]))+)(?:,[ugoa]*(?:[-+=](?:[rwxXst]*|[ugo]))+)*$/;

/** `--chmod`: octal bits, or a symbolic mode as chmod(1) has it; undefined where it is not given. @throws DockerfileError */
export function copyMode(text: string): number | string | undefined {
  if (text === "") return undefined;
  if (/^[0-7]+$/.test(text) && Number.parseInt(text, 8) <= largestMode) return Number.parseInt(text, 8);
  if (symbolic.test(text)) return text;
  if (!/^\d+$/.test(text)) throw new DockerfileError("invalid syntax");
  throw new DockerfileError(`invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`);
}
