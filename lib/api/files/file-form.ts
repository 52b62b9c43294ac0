import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { AppError } from "@/lib/basics/errors";
import { invalid } from "@/lib/wire/fields";

/** A multipart form, read up to the beginning of its file. */
export type FileForm = {
  name: string;
  mediaType: string;
  /** The whole form for the account. `take` gets the file's bytes as they pass. Fails if the caller's form fails. */
  passedOn(take: (chunk: Uint8Array) => void): { contentType: string; body: AsyncIterable<Uint8Array>; isWhole(): boolean };
  /** Stops reading the form. */
  close(): void;
};

const FIELDS = new Set(["expires_in_seconds"]);
const LIMITS = { files: 1, fields: 4, fieldSize: 200, fieldNameSize: 100, headerPairs: 20 };
const NO_CONTROL = /\p{Cc}/gu;

/** Reads a form up to its file, and pauses there. Rejects with `invalid_request` if it is not a valid form. */
export function openForm(contentType: string | undefined, body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<FileForm> {
  return new Promise((resolve, reject) => {
    const parser = parserFor(contentType, mostBytes);
    const fields = new Map<string, string>();
    let file: BusboyFileStream | null = null;
    const refuse = (error: AppError) => void parser.destroy(error);
    parser.on("field", (name, value) => {
      if (name === "purpose") refuse(openAiForm());
      else if (FIELDS.has(name)) fields.set(name, value);
      else refuse(invalid(name.slice(0, 100), "there is no such field, only file and expires_in_seconds."));
    });
    parser.on("filesLimit", () => refuse(invalid("file", "send one file at a time.")));
    parser.on("file", (_, content, givenName: string | undefined, __, mediaType) => {
      const name = givenName ?? "";
      file = content;
      content.on("limit", () => refuse(tooLarge(mostBytes)));
      // The reader of the form reports the error.
      content.on("error", () => undefined);
      resolve({
        name,
        mediaType,
        passedOn: (take) => passedOn({ name, mediaType, content, ended, fields, take }),
        close: () => void parser.destroy(),
      });
    });
    const ended = pipeline(Readable.from(body, { objectMode: false }), parser).catch((error: unknown) => {
      const refusal = error instanceof AppError ? error : brokenForm(error);
      file?.destroy(refusal);
      throw refusal;
    });
    ended.then(() => reject(invalid("file", "this field is required.")), reject);
  });
}

export function tooLarge(mostBytes: number): AppError {
  const message = `A file may have ${Math.floor(mostBytes / 1_000_000)} MB here. Nothing was stored or charged.`;
  return new AppError("request_too_large", message);
}

function parserFor(contentType: string | undefined, fileSize: number): InstanceType<typeof Busboy> {
  if (!contentType?.toLowerCase().startsWith("multipart/form-data")) throw noForm();
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      limits: { ...LIMITS, fileSize },
      preservePath: true,
      isPartAFile: (name) => name === "file",
    });
  } catch {
    throw noForm();
  }
}

type Passing = {
  name: string;
  mediaType: string;
  content: BusboyFileStream;
  ended: Promise<void>;
  fields: Map<string, string>;
  take(chunk: Uint8Array): void;
};

/** Writes the form again, with one file and only one way to parse it: the account gets the bytes that were measured. */
function passedOn({ name, mediaType, content, ended, fields, take }: Passing): ReturnType<FileForm["passedOn"]> {
  const boundary = `relais-${randomBytes(18).toString("hex")}`;
  let isWhole = false;
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quoted(name)}"\r\n`);
    yield Buffer.from(`content-type: ${mediaType.replace(NO_CONTROL, "") || "application/octet-stream"}\r\n\r\n`);
    for await (const chunk of content as AsyncIterable<Uint8Array>) {
      take(chunk);
      yield chunk;
    }
    await ended;
    let rest = "";
    for (const [field, value] of fields) {
      rest += `\r\n--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value.replace(NO_CONTROL, "")}`;
    }
    isWhole = true;
    yield Buffer.from(`${rest}\r\n--${boundary}--\r\n`);
  }
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: body(), isWhole: () => isWhole };
}

/** Quotes a name as browsers do in forms. */
function quoted(name: string): string {
  return name
    .replace(/\r\n|\r|\n/g, "%0D%0A")
    .replaceAll('"', "%22")
    .replace(/\0/g, "");
}

function noForm(): AppError {
  return invalid("file", "send it as multipart/form-data. Nothing was stored or charged.");
}

function openAiForm(): AppError {
  const message =
    "purpose: files are kept here in Anthropic's way. Leave it out, and name the file's id in a message's file_id. Nothing was stored or charged.";
  return new AppError("invalid_request", message, { param: "purpose" });
}

function brokenForm(cause: unknown): AppError {
  return new AppError("invalid_request", "The form broke off or cannot be read. Nothing was stored or charged.", { cause });
}
