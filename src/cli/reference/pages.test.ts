import { expect, test } from "bun:test";
import { commandTree } from "../tree/command-tree.ts";
import { manName, manOf } from "./man.ts";
import { markdownOf } from "./markdown.ts";
import { type Page, pagesOf } from "./page.ts";

const pages = await pagesOf(commandTree("~/.docker", {}));

function page(path: string): Page {
  const found = pages.find((each) => each.path === path);
  if (found === undefined) throw new Error(`no page for ${path}`);
  return found;
}

test("reference: every command that help shows has a page, those of Compose too", () => {
  const paths = pages.map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(200);
  expect(new Set(paths).size).toBe(paths.length);
  for (const path of [
    "docker",
    "docker run",
    "docker image ls",
    "docker compose up",
    "docker buildx imagetools create",
  ])
    expect(paths).toContain(path);
  expect(paths.some((path) => path.includes("__complete"))).toBe(false);
});

test("reference: a man page", () => {
  expect(manOf(page("docker wait"))).toBe(`.TH "GANTRY-WAIT" "1" "" "Gantry" "Gantry"
.SH NAME
gantry-wait \\- Wait until containers stop and print their exit codes
.SH SYNOPSIS
\\fBgantry wait CONTAINER [CONTAINER...]\\fR
.SH ALIASES
docker container wait, docker wait
.SH EXAMPLES
.PP
Until it ends; prints its exit code:
.RS 4
$ gantry wait job
.RE
.SH SEE ALSO
\\fBgantry(1)\\fR
`);
});

test("reference: no line of a man page is taken for a request that is none", () => {
  const requests = /^\.(?:TH|SH|TP|PP|RS|RE|nf|fi)\b/;
  for (const each of pages) {
    const wrong = manOf(each)
      .split("\n")
      .filter((line) => /^[.']/.test(line) && !requests.test(line));
    expect([each.path, wrong]).toEqual([each.path, []]);
  }
});

test("reference: a page of Markdown", () => {
  expect(markdownOf([page("docker unpause")])).toBe(`## docker unpause

Let the processes of paused containers go on.

    docker unpause CONTAINER [CONTAINER...]

Also: \`docker container unpause\`, \`docker unpause\`
`);
  expect(markdownOf([page("docker stop")])).toContain("| `-t`, `--timeout` | int |");
});

test("reference: pages of commands below others are named with them", () => {
  expect(manName("docker container ls")).toBe("gantry-container-ls");
});
