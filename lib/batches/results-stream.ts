import { callersLine } from "@/lib/batches/callers-line";
import { ResultLines } from "@/lib/batches/result-lines";
import { log } from "@/lib/platform/log";
import type { ReplySink, ReplyStream } from "@/lib/relay/call/request";
import type { Ticked } from "@/lib/relay/services/open-streams";
import type { RelayServices } from "@/lib/relay/services/services";
import type { Exchange } from "@/lib/upstreams/upstream";

/** A reader who reads nothing for this long is gone, whatever the socket says. */
const STALL_LIMIT_MS = 300_000;

/** Streams results to the reader, line by line and at the reader's pace. */
export class ResultsStream implements ReplyStream, Ticked {
  rosterPlace = -1;
  private readonly lines = new ResultLines();
  private sink: ReplySink | null = null;
  private backlog: Buffer[] = [];
  private pausedSinceMs: number | null = null;
  private ending: "whole" | "broken" | null = null;

  constructor(
    private readonly services: Pick<RelayServices, "inFlight" | "openStreams">,
    private readonly customIds: ReadonlyMap<string, string>,
    private readonly exchange: Exchange,
  ) {
    services.inFlight.begin();
    services.openStreams.add(this);
    // There is no reader yet.
    this.pause();
  }

  start(sink: ReplySink): void {
    this.sink = sink;
    for (const bytes of this.backlog.splice(0)) sink.write(bytes);
    if (this.ending) this.finish(sink);
    else this.resume();
  }

  resume(): void {
    this.pausedSinceMs = null;
    this.exchange.resume();
  }

  clientLeft(): void {
    this.sink = null;
    this.conclude("broken");
    this.exchange.abort(new Error("The reader has left."));
  }

  tick(nowMs: number): void {
    if (this.pausedSinceMs === null || nowMs - this.pausedSinceMs <= STALL_LIMIT_MS) return;
    const { sink } = this;
    this.clientLeft();
    sink?.destroy();
  }

  data(chunk: Buffer): void {
    if (!this.ending) this.pass(this.lines.push(chunk));
  }

  end(): void {
    if (!this.ending) this.pass(this.lines.finish());
    this.conclude("whole");
  }

  fail(): void {
    this.conclude("broken");
  }

  private pass(lines: (Buffer | null)[]): void {
    const own = lines.flatMap((line) => (line && callersLine(line, this.customIds)) ?? []);
    if (own.length < lines.length)
      log.error(
        { event: "batches.lines_foreign", lines: lines.length - own.length },
        "an upstream's results have lines that are none of the batch's",
      );
    if (own.length === 0) return;
    const bytes = own.length === 1 && own[0] ? own[0] : Buffer.concat(own);
    if (!this.sink) this.backlog.push(bytes);
    else if (!this.sink.write(bytes)) this.pause();
  }

  private pause(): void {
    this.pausedSinceMs ??= performance.now();
    this.exchange.pause();
  }

  private conclude(ending: "whole" | "broken"): void {
    if (this.ending) return;
    this.ending = ending;
    this.services.openStreams.remove(this);
    this.services.inFlight.finish();
    if (this.sink) this.finish(this.sink);
  }

  /** A file that broke off must not look complete. */
  private finish(sink: ReplySink): void {
    if (this.ending === "whole") sink.end();
    else sink.destroy();
  }
}
