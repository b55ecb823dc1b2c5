/** The user can mend it: bad usage, configuration or dataset path. Exit code 2. Text says what, where, what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    /** Key of the message in `messages/`. */
    readonly key: string,
    readonly data: Readonly<Record<string, string | number>> = {},
  ) {
    super(`${key} ${JSON.stringify(data)}`);
  }
}
