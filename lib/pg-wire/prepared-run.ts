import { type BindParameter, bindMessage } from "@/lib/pg-wire/bind-message";

export type Statement = {
  name: string;
  text: string;
};

const NONE: readonly PreparedRun[] = [];

/** The connection that pg's client hands to a query object. */
type Wire = {
  parsedStatements: Record<string, string | undefined>;
  parse(statement: Statement & { types: number[] }): void;
  stream: { writable: boolean; write(bytes: Buffer): boolean };
};

/**
 * One run of a prepared statement, which pg's client accepts in place of its own query, at a third of the cost: it does not ask for a
 * description of columns that we know, and one write carries bind, execute and sync.
 */
export class PreparedRun {
  readonly name: string;
  readonly text: string;
  private readonly message: Buffer;
  private row: string[] | undefined;
  private isSent = false;

  constructor(
    statement: Statement,
    values: readonly BindParameter[],
    private readonly resolve: (row: string[] | undefined) => void,
    private readonly reject: (error: Error) => void,
    /** Sent in the same write. The caller queues them behind this run, in this order and before any other. */
    private readonly followers: readonly PreparedRun[] = NONE,
  ) {
    this.name = statement.name;
    this.text = statement.text;
    this.message = bindMessage(statement.name, values);
  }

  submit(wire: Wire): void {
    // Nothing can be sent on a lost connection: the client fails all its queries.
    if (this.isSent || !wire.stream.writable) return;
    const { followers } = this;
    if (followers.length > 0 && this.isKnown(wire) && followers.every((each) => each.isKnown(wire))) {
      for (const each of followers) each.isSent = true;
      wire.stream.write(Buffer.concat([this.message, ...followers.map((each) => each.message)]));
      return;
    }
    if (!this.isKnown(wire)) wire.parse({ name: this.name, text: this.text, types: [] });
    wire.stream.write(this.message);
  }

  private isKnown(wire: Wire): boolean {
    return wire.parsedStatements[this.name] !== undefined;
  }

  handleDataRow({ fields }: { fields: string[] }): void {
    this.row ??= fields;
  }

  handleCommandComplete(): void {
    // Not committed yet: the transaction ends with the sync.
  }

  handleReadyForQuery(): void {
    this.resolve(this.row);
  }

  handleError(error: Error): void {
    this.reject(error);
  }
}
