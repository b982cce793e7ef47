/** How many arguments a command takes; undefined: any number. */
export interface ArgumentRule {
  readonly least?: number;
  readonly most?: number;
  /** A flag with which more are taken. */
  readonly moreWith?: string;
  /** The text for a wrong count is without Docker's hints at help. */
  readonly plain?: boolean;
  /** What is too many is taken for a command that is not there. */
  readonly unknown?: boolean;
}

export const noArguments: ArgumentRule = { most: 0 };

export function exactly(count: number): ArgumentRule {
  return { least: count, most: count };
}

export function atLeast(count: number): ArgumentRule {
  return { least: count };
}

export function atMost(count: number): ArgumentRule {
  return { most: count };
}

export function between(least: number, most: number): ArgumentRule {
  return { least, most };
}

export interface Counted {
  /** The command with its parents. */
  readonly path: string;
  /** Its usage line. */
  readonly usage: string;
  /** The first argument. */
  readonly first?: string | undefined;
  /** Whether a flag was given; none are where it is left out. */
  changed?(flag: string): boolean;
}

/** The text for a wrong count, or undefined. */
export function countError(rule: ArgumentRule, count: number, where: Counted): string | undefined {
  const { least = 0, most = Number.POSITIVE_INFINITY } = rule;
  if (count >= least && (count <= most || takesMore(rule, where))) return undefined;
  if (rule.plain === true)
    return `accepts ${rule.least === undefined ? "at most " : ""}${most} arg(s), received ${count}`;
  if (rule.unknown === true) return `unknown command ${JSON.stringify(where.first)} for ${JSON.stringify(where.path)}`;
  const [wants, hint] = wording(rule);
  return `docker: '${where.path}' ${wants}\n\nUsage:  ${where.usage}\n\n${hint} '${where.path} --help' for more information`;
}

function takesMore({ moreWith }: ArgumentRule, { changed }: Counted): boolean {
  return moreWith !== undefined && changed?.(moreWith) === true;
}

function wording({ least, most }: ArgumentRule): readonly [wants: string, hint: string] {
  if (most === 0 && least === undefined) return ["accepts no arguments", "Run"];
  if (most === undefined) return [`requires at least ${counted(least ?? 0)}`, "See"];
  // "SRun" is what Docker prints.
  if (least === undefined) return [`requires at most ${counted(most)}`, "SRun"];
  if (least === most) return [`requires ${counted(most)}`, "Run"];
  return [`requires at least ${least} and at most ${counted(most)}`, "Run"];
}

function counted(count: number): string {
  return `${count} argument${count === 1 ? "" : "s"}`;
}
