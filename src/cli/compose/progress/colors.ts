/** Colours a text. */
export type Paint = (text: string) => string;

const painted =
  (...codes: readonly number[]): Paint =>
  (text) =>
    `\x1b[${codes.join(";")}m${text}\x1b[0m`;

const plain: Paint = (text) => text;

export interface Palette {
  readonly done: Paint;
  readonly timer: Paint;
  readonly count: Paint;
  readonly warning: Paint;
  readonly success: Paint;
  readonly error: Paint;
  readonly prefix: Paint;
}

const blue = painted(34);

export const colored: Palette = {
  done: blue,
  timer: blue,
  count: painted(33),
  warning: painted(33, 1),
  success: painted(32),
  error: painted(31, 1),
  prefix: painted(36),
};

/** For `NO_COLOR`. */
export const colorless: Palette = {
  done: plain,
  timer: plain,
  count: plain,
  warning: plain,
  success: plain,
  error: plain,
  prefix: plain,
};
