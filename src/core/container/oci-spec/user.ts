import { EngineError } from "#base/errors.ts";

/** Who a process runs as. */
export interface ProcessUser {
  readonly uid: number;
  readonly gid: number;
  /** The primary group first, then the supplementary ones. */
  readonly groups: readonly number[];
  /** Home folder by /etc/passwd; `/` when the uid has no entry. */
  readonly home: string;
}

/** Texts of a root file system's /etc/passwd and /etc/group; empty where there is none. */
export interface AccountFiles {
  readonly passwd: string;
  readonly group: string;
}

interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

const maxId = 2147483647;

/**
 * Resolves `User` (`name`, `uid`, `name:group`, `uid:gid`, empty: root) and GroupAdd, in the words and by the rules of
 * moby/sys/user. Names win over numbers; a number out of range is refused even where the file has a user of that name.
 * @throws invalid-argument
 */
export function resolveUser(user: string, files: AccountFiles, groupAdd: readonly string[] = []): ProcessUser {
  const colon = user.indexOf(":");
  const userPart = colon === -1 ? user : user.slice(0, colon);
  const groupPart = colon === -1 ? "" : user.slice(colon + 1);
  const groups = parseGroup(files.group);
  const account = findAccount(userPart, parsePasswd(files.passwd));
  const extra = groupAdd.map((name) => findGroup(name, groups));
  if (groupPart !== "") {
    const gid = findGroup(groupPart, groups);
    return { uid: account.uid, gid, groups: [gid, ...extra], home: account.home };
  }
  const own = account.name === "" ? [] : groups.filter((group) => group.members.includes(account.name));
  return { ...account, groups: [account.gid, ...own.map((group) => group.gid), ...extra] };
}

function findAccount(user: string, entries: readonly PasswdEntry[]): PasswdEntry {
  const number = idOf(user === "" ? "0" : user);
  const found = entries.find((entry) => (number === undefined ? entry.name === user : entry.uid === number));
  if (found !== undefined) return { ...found, home: found.home === "" ? "/" : found.home };
  if (number === undefined) throw invalid(`unable to find user ${user}: no matching entries in passwd file`);
  return { name: "", uid: number, gid: 0, home: "/" };
}

function findGroup(group: string, entries: readonly GroupEntry[]): number {
  const number = idOf(group);
  const found = entries.find((entry) => (number === undefined ? entry.name === group : entry.gid === number));
  if (found !== undefined) return found.gid;
  if (number === undefined) throw invalid(`unable to find group ${group}: no matching entries in group file`);
  return number;
}

/** The id that a decimal number stands for; undefined: a name. */
function idOf(text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const id = Number(text);
  if (!(id >= 0 && id <= maxId)) throw invalid(`uids and gids must be in range 0-${maxId}`);
  return id;
}

function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}

/**
 * The numbers of the entry of this name in a text of /etc/passwd (uid and gid) or /etc/group (gid), by name alone; undefined:
 * there is none.
 */
export function accountIds(text: string, name: string): number[] | undefined {
  for (const [entry, , ...fields] of fieldsOfLines(text)) {
    if (entry !== name || !isFileId(fields[0])) continue;
    return fields.slice(0, 2).filter(isFileId).map(Number);
  }
  return undefined;
}

function* fieldsOfLines(text: string): Generator<string[]> {
  for (const line of text.split("\n")) {
    const trimmed = line.trim();
    if (trimmed !== "" && !trimmed.startsWith("#")) yield trimmed.split(":");
  }
}

function parsePasswd(text: string): PasswdEntry[] {
  return [...fieldsOfLines(text)].flatMap(([name = "", , uid, gid, , home = ""]) =>
    isFileId(uid) && isFileId(gid) ? [{ name, uid: Number(uid), gid: Number(gid), home }] : [],
  );
}

function parseGroup(text: string): GroupEntry[] {
  return [...fieldsOfLines(text)].flatMap(([name = "", , gid, members = ""]) =>
    isFileId(gid) ? [{ name, gid: Number(gid), members: members.split(",") }] : [],
  );
}

/** Lines with ids that a process cannot have are no entries. */
function isFileId(text: string | undefined): boolean {
  return text !== undefined && /^\d+$/.test(text) && Number(text) <= maxId;
}
