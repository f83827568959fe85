/** A request that is answered with an error status. Thrown anywhere, turned into JSON at the edge. */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly errors: readonly string[] | undefined;

  constructor(status: RefusalStatus, message: string, errors?: readonly string[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

export type RefusalStatus = 401 | 403 | 404 | 409 | 422 | 429;

/** Also the answer for what belongs to another organization: its existence is nobody's business. */
export const notFound = (): Refusal => new Refusal(404, 'Not found');

export const invalid = (...errors: readonly string[]): Refusal =>
  new Refusal(422, errors[0] ?? 'Invalid', errors);
