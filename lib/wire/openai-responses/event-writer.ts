/** A delta event without its text and its number. */
export type DeltaFrame = { start: Buffer; end: string };

/** Writes the events of one stream, numbered from 0 without a gap. */
export class EventWriter {
  #next = 0;

  event(type: string, fields: object): Buffer {
    return this.json(type, JSON.stringify(fields).slice(1, -1));
  }

  /** `members` are the event's own fields, as the members of a JSON object. */
  json(type: string, members: string): Buffer {
    return Buffer.from(`${head(type)},${members}${this.#tail()}`);
  }

  /** The frame around deltas of one item. Their text is copied from another JSON text unchanged. */
  frame(type: string, fields: object, after = ""): DeltaFrame {
    const members = JSON.stringify(fields).slice(1, -1);
    return { start: Buffer.from(`${head(type)},${members},"delta":"`), end: `"${after}` };
  }

  /** The delta with the text in `json[from..to)`, neither decoded nor encoded. */
  delta({ start, end }: DeltaFrame, json: Buffer, from: number, to: number): Buffer {
    const tail = end + this.#tail();
    const event = Buffer.allocUnsafe(start.length + to - from + tail.length);
    event.set(start, 0);
    json.copy(event, start.length, from, to);
    event.write(tail, start.length + to - from, "latin1");
    return event;
  }

  #tail(): string {
    return `,"sequence_number":${this.#next++}}\n\n`;
  }
}

function head(type: string): string {
  return `event: ${type}\ndata: {"type":"${type}"`;
}
