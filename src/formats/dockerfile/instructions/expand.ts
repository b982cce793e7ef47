import type { KeyValue } from "../parser/node.ts";
import type { ArgumentDefinition, Command, SourceFile, Sources } from "./instruction.ts";
import type { ExpandText } from "./mount.ts";

/** How the words of an instruction become their values. Each is called in the order of the instruction's words. */
export interface InstructionExpanders {
  readonly word: ExpandText;
  /** The content of a heredoc, in which quotes are nothing special. */
  readonly content: ExpandText;
}

/**
 * An instruction with its variables put in, where instructions have them. Not here, as their expansion is of another kind:
 * `ARG` (one definition after another), `EXPOSE` (a word may become several ports), and the mounts of `RUN`
 * (`parseMount`). `COPY --from` takes no variables.
 */
export function expandInstruction<T extends Command>(instruction: T, expanders: InstructionExpanders): T;
export function expandInstruction(command: Command, expanders: InstructionExpanders): Command {
  const { word } = expanders;
  switch (command.kind) {
    case "env":
    case "label":
      return { ...command, pairs: command.pairs.map((pair) => expandPair(pair, word)) };
    case "add": {
      const [chown, chmod, checksum] = [word(command.chown), word(command.chmod), word(command.checksum)];
      return { ...command, chown, chmod, checksum, ...expandSources(command, expanders) };
    }
    case "copy": {
      const [chown, chmod] = [word(command.chown), word(command.chmod)];
      return { ...command, chown, chmod, ...expandSources(command, expanders) };
    }
    case "user":
    case "workdir":
    case "stopsignal":
      return { ...command, text: word(command.text) };
    case "volume":
      return { ...command, paths: command.paths.map((path) => word(path)) };
    default:
      return command;
  }
}

/** The name and the default of one argument. */
export function expandDefinition(definition: ArgumentDefinition, word: ExpandText): ArgumentDefinition {
  const key = word(definition.key);
  return definition.value === undefined
    ? { ...definition, key }
    : { ...definition, key, value: word(definition.value) };
}

function expandPair(pair: KeyValue, word: ExpandText): KeyValue {
  return { ...pair, key: word(pair.key), value: word(pair.value) };
}

function expandSources(sources: Sources, { word, content }: InstructionExpanders): Sources {
  const paths = sources.paths.map((path) => word(path));
  const destination = word(sources.destination);
  const files = sources.files.map((file) => expandFile(file, content));
  return { paths, destination, files };
}

function expandFile(file: SourceFile, content: ExpandText): SourceFile {
  return file.expand ? { ...file, content: content(file.content) } : file;
}
