import type { FlagTable } from "../flags/flag.ts";
import { type Example, examplesOf } from "../help/examples.ts";
import { isShown } from "../help/flag-lines.ts";
import type { TreeNode } from "../tree/command-tree.ts";

/** An option as pages show it. */
export interface OptionFacts {
  readonly name: string;
  readonly short: string | undefined;
  /** Name of its value; empty for one that is given or not. */
  readonly value: string;
  readonly usage: string;
  readonly defaultText: string | undefined;
}

/** All that is told of a command. */
export interface Page {
  readonly path: string;
  readonly short: string;
  readonly usage: string;
  readonly text: string;
  readonly aliases: readonly string[];
  readonly options: readonly OptionFacts[];
  readonly children: readonly { readonly name: string; readonly short: string; readonly path: string }[];
  readonly examples: readonly Example[];
}

/** A page for a command and each below it that help shows, in the order of the tree. */
export async function pagesOf(node: TreeNode, inherited: FlagTable = {}): Promise<Page[]> {
  const children = (await node.children()).filter(({ isHidden }) => !isHidden);
  const below = node.path === "docker" ? {} : { ...inherited, ...node.flags };
  const pages = [await pageOf(node, { inherited, children })];
  for (const child of children) pages.push(...(await pagesOf(child, below)));
  return pages;
}

async function pageOf(
  node: TreeNode,
  { inherited, children }: { readonly inherited: FlagTable; readonly children: readonly TreeNode[] },
): Promise<Page> {
  const command = await node.command();
  const { path, short } = node;
  const isGroup = children.length > 0;
  return {
    path,
    short,
    usage: `${path} ${command?.usage ?? (isGroup ? "[OPTIONS] COMMAND" : "")}`.trimEnd(),
    text: command?.long ?? "",
    aliases: command?.aliases ?? [],
    options: optionsOf({ ...inherited, ...node.flags, ...command?.flags }),
    children: children.map((child) => ({ name: child.name, short: child.short, path: child.path })),
    examples: examplesOf(path),
  };
}

function optionsOf(flags: FlagTable): OptionFacts[] {
  return Object.entries(flags)
    .filter(([, flag]) => isShown(flag))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, { short, shortDeprecated, type, usage, defaultText }]) => ({
      name,
      short: shortDeprecated === undefined ? short : undefined,
      value: type === "bool" ? "" : type,
      usage,
      defaultText,
    }));
}
