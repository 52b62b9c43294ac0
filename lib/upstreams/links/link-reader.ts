import "server-only";
import type { IncomingMessage } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError, invariant } from "@/lib/basics/errors";
import { isPlainHttps } from "@/lib/platform/addresses/public-address";
import { INTERNET, openLink, type Surroundings } from "@/lib/platform/fetch-link";
import { type NamedSource, namedSourcesIn } from "@/lib/upstreams/links/linked-sources";
import { type LinkedKind, mayBe, mediaTypeIn } from "@/lib/upstreams/links/media-type";
import type { UpstreamRequest } from "@/lib/upstreams/upstream";
import { bufferOf } from "@/lib/wire/json";

const MB = 1024 * 1024;
const MOST_LINKS = 20;
const AT_ONCE = 4;
const PATIENCE_MS = 10_000;
// A few of the largest requests: the content of links must not fill the memory of a relaying process.
const MOST_BYTES_AT_ONCE = 256 * MB;
/** Anthropic's maximum, with a little left for the text around it. */
const LARGEST_REQUEST_BYTES = 31 * MB;

/** Bedrock and Vertex AI take a picture of 5 MB in base64, as it stands in the request (Anthropic's page on vision, 2026-11). */
const MOST_BYTES: Record<LinkedKind, number> = { image: rawBytes(5 * MB), document: 32 * MB };
const LARGEST: Record<LinkedKind, string> = { image: "5 MB in base64", document: "32 MB" };
const TYPES: Record<LinkedKind, string> = { image: "a JPEG, PNG, GIF or WebP", document: "a PDF" };

const NOT_FETCHED =
  "the link could not be fetched. It has to be public and to answer within ten seconds; the content can be sent as base64 instead.";
const TOO_MUCH = "what the request's links lead to is more than a request to this model may hold.";
const NOT_PLAIN = "must be an https link without port and credentials where this model is served.";

// A multiple of three: each piece is whole base64.
const ENCODED_AT_ONCE = 3 * 256 * 1024;
const SOURCE_END = Buffer.from('"}');

type Content = { mediaType: string; bytes: Buffer; base64: Buffer };
/** The bytes, as fetched, that one request may still take, and the bytes that it has taken. */
type Room = { leftBytes: number; takenBytes: number; workspaceId: string | null };

/** Why a link's content is useless, in words for the caller. */
class UnusableContent extends Error {}

/** Fetches the content of links in a request, for accounts that take no links. */
export class LinkReader {
  private bytesAtOnce = 0;
  /** Bytes that are read before a hold also count for each workspace: one workspace never takes all. */
  private readonly byWorkspace = new Map<string, number>();

  constructor(
    private readonly surroundings: Surroundings = INTERNET,
    private readonly bounds = { patienceMs: PATIENCE_MS, mostBytesAtOnce: MOST_BYTES_AT_ONCE },
  ) {}

  /**
   * The request with the content of its links in their places, as base64, and every other byte unchanged. `largestBodyBytes` limits the
   * result. Throws `invalid_request` for a link that fails, or `upstream_unavailable` when other requests use the memory.
   */
  async inlined(request: UpstreamRequest, largestBodyBytes: number): Promise<UpstreamRequest> {
    const body = typeof request.body === "string" ? Buffer.from(request.body) : bufferOf(request.body);
    const links = namedSourcesIn(body).filter(({ type }) => type === "url");
    const excess = links[MOST_LINKS];
    if (excess) throw refused(excess, `a request may have ${MOST_LINKS} links where this model is served.`);
    // What can be refused without fetching is refused first.
    for (const link of links) if (!isPlainHttps(link.url)) throw refused(link, NOT_PLAIN);
    const contents = await this.contentsOf(links, {
      leftBytes: rawBytes(largestBodyBytes - body.length),
      takenBytes: 0,
      workspaceId: null,
    });
    return { ...request, body: withContents(body, links, contents, largestBodyBytes) };
  }

  /**
   * The same for documents only, before any hold: all of them in their places, and their bytes in the order of the text. Null where one of
   * them fails, or together they exceed a request: the request is then sent as it came. Rejects with `upstream_unavailable` when other
   * requests use the memory.
   */
  async withDocuments(body: Buffer, workspaceId: string): Promise<{ body: Buffer; documents: Buffer[] } | null> {
    const links = namedSourcesIn(body).filter(({ type, kind }) => type === "url" && kind === "document");
    if (links.length > MOST_LINKS || !links.every(({ url }) => isPlainHttps(url))) return null;
    try {
      const room = { leftBytes: rawBytes(LARGEST_REQUEST_BYTES - body.length), takenBytes: 0, workspaceId };
      const contents = await this.contentsOf(links, room);
      const documents = links.map((link) => contents.get(keyOf(link))?.bytes as Buffer);
      return { body: withContents(body, links, contents, LARGEST_REQUEST_BYTES), documents };
    } catch (error) {
      if (error instanceof AppError && error.code === "invalid_request") return null;
      throw error;
    }
  }

  /** The content by link: a link that stands in several places is fetched once. */
  private async contentsOf(links: NamedSource[], room: Room): Promise<Map<string, Content>> {
    const waiting = [...new Map(links.map((link) => [keyOf(link), link])).values()];
    const contents = new Map<string, Content>();
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(this.bounds.patienceMs)]);
    let failure: unknown;
    const work = async () => {
      try {
        for (let link = waiting.shift(); link; link = waiting.shift()) contents.set(keyOf(link), await this.read(link, room, signal));
      } catch (error) {
        // This failure also ends the others, and their errors are not the reason.
        failure ??= error;
        waiting.length = 0;
        stop.abort();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.count(room, -room.takenBytes);
    if (failure) throw failure;
    return contents;
  }

  private async read(link: NamedSource, room: Room, signal: AbortSignal): Promise<Content> {
    try {
      const answer = await openLink(new URL(link.url), this.surroundings, signal);
      const bytes = await this.bytesOf(answer, link.kind, room).finally(() => answer.destroy());
      const mediaType = mediaTypeIn(bytes, link.kind);
      if (mediaType === null) throw wrongType(link.kind);
      return { mediaType, bytes, base64: await base64Of(bytes) };
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw refused(link, error instanceof UnusableContent ? error.message : NOT_FETCHED);
    }
  }

  private async bytesOf(answer: IncomingMessage, kind: LinkedKind, room: Room): Promise<Buffer> {
    const { "content-type": contentType, "content-encoding": encoding = "identity", "content-length": length } = answer.headers;
    if (encoding !== "identity" || !mayBe(contentType, kind)) throw wrongType(kind);
    if (Number(length ?? 0) > MOST_BYTES[kind]) throw tooLarge(kind);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_BYTES[kind]) throw tooLarge(kind);
      this.take(chunk.length, room);
    }
    return Buffer.concat(chunks);
  }

  private count({ workspaceId }: Room, bytes: number): number {
    this.bytesAtOnce += bytes;
    if (workspaceId === null) return 0;
    const own = (this.byWorkspace.get(workspaceId) ?? 0) + bytes;
    if (own > 0) this.byWorkspace.set(workspaceId, own);
    else this.byWorkspace.delete(workspaceId);
    return own;
  }

  private take(bytes: number, room: Room): void {
    room.leftBytes -= bytes;
    room.takenBytes += bytes;
    const own = this.count(room, bytes);
    if (room.leftBytes < 0) throw new UnusableContent(TOO_MUCH);
    const { mostBytesAtOnce } = this.bounds;
    if (this.bytesAtOnce <= mostBytesAtOnce && own <= mostBytesAtOnce / 2) return;
    throw new AppError("upstream_unavailable", "Too many links are being read just now. Nothing was charged; please try again.", {
      retryAfterSeconds: 2,
    });
  }
}

function withContents(body: Buffer, links: NamedSource[], contents: Map<string, Content>, largestBodyBytes: number): Buffer {
  const pieces: Buffer[] = [];
  let size = body.length;
  let copied = 0;
  for (const link of links) {
    const content = contents.get(keyOf(link));
    invariant(content, "every link of the request was read");
    const begin = Buffer.from(`{"type":"base64","media_type":"${content.mediaType}","data":"`);
    size += begin.length + content.base64.length + SOURCE_END.length - (link.to - link.from);
    if (size > largestBodyBytes) throw refused(link, TOO_MUCH);
    pieces.push(body.subarray(copied, link.from), begin, content.base64, SOURCE_END);
    copied = link.to;
  }
  return Buffer.concat([...pieces, body.subarray(copied)]);
}

/** In pieces of a few milliseconds: 23 MB at once would delay all other calls by a tenth of a second. */
async function base64Of(bytes: Buffer): Promise<Buffer> {
  const text = Buffer.allocUnsafe(base64Length(bytes.length));
  let at = 0;
  for (let from = 0; from < bytes.length; from += ENCODED_AT_ONCE) {
    if (from > 0) await nextTurn();
    at += text.write(bytes.toString("base64", from, from + ENCODED_AT_ONCE), at, "latin1");
  }
  return text;
}

function keyOf({ kind, url }: NamedSource): string {
  return `${kind} ${url}`;
}

function wrongType(kind: LinkedKind): UnusableContent {
  return new UnusableContent(`the link does not lead to ${TYPES[kind]}.`);
}

function tooLarge(kind: LinkedKind): UnusableContent {
  return new UnusableContent(`what the link leads to is larger than ${LARGEST[kind]}.`);
}

function refused({ place }: NamedSource, reason: string): AppError {
  return new AppError("invalid_request", `${place}: ${reason} Nothing was charged.`, { param: place });
}

/** The length in base64 of this many bytes. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

/** How many bytes fit into this many characters of base64. */
function rawBytes(characters: number): number {
  return Math.floor(characters / 4) * 3;
}
