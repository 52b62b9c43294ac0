import { OLDER, type Refusal, user } from "@/lib/relay/testing/claude-refusals/refusal";
import { jpeg, png } from "@/lib/wire/media/testing/pictures";
import { classicPdf, repeatedPage } from "@/lib/wire/pdf/testing/pdf-files";

const JPEG = jpeg(10, 10).toString("base64");
const PNG = (side: number) => png(side, 10).toString("base64");
const PDF = (pages: number) => classicPdf(repeatedPage(pages)).toString("base64");
const LARGE = Buffer.concat([png(10, 10), Buffer.alloc(8 * 1024 * 1024)]).toString("base64");

const block = (type: string, media_type: string, data: string) => ({ type, source: { type: "base64", media_type, data } });
const image = (media_type: string, data: string) => block("image", media_type, data);
const document = (media_type: string, data: string) => block("document", media_type, data);
const seen = (...blocks: object[]) => ({ messages: [user(...blocks)] });

const url = (media_type: string, data: string) => ({ type: "image_url", image_url: { url: `data:${media_type};base64,${data}` } });
const file = (data: string) => ({ type: "file", file: { filename: "a.pdf", file_data: `data:application/pdf;base64,${data}` } });
const many = <T>(count: number, each: T): T[] => Array.from({ length: count }, () => each);

const IMAGE = "messages.0.content.0.image.source.base64";
const BIG_PAGE = "https://platform.claude.com/docs/en/build-with-claude/vision.md";

/** Pictures and documents. */
export const OF_MEDIA: Refusal[] = [
  {
    name: "a label that is none",
    ask: seen(image("image/jpg", JPEG)),
    says: `${IMAGE}.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'`,
    source: "anthropics/claude-code#8184",
    messages: "passed on",
    chat: seen(url("image/jpg", JPEG)),
    becomes: "mapped",
  },
  {
    name: "a label that the bytes belie",
    ask: seen(image("image/png", JPEG)),
    says: `${IMAGE}: The image was specified using the image/png media type, but the image appears to be a image/jpeg image`,
    source: "anthropics/claude-code#35234",
    messages: "passed on",
    chat: seen(url("image/png", JPEG)),
    becomes: "mapped",
  },
  {
    name: "base64 in lines",
    ask: seen(image("image/jpeg", `${JPEG.slice(0, 8)}\n${JPEG.slice(8)}`)),
    says: `${IMAGE}: invalid base64 data`,
    source: "anthropics/anthropic-sdk-typescript#603",
    messages: "passed on",
    chat: seen(url("image/jpeg", `${JPEG.slice(0, 8)}\n${JPEG.slice(8)}`)),
    becomes: "mapped",
  },
  {
    name: "more than ten megabytes",
    ask: seen(image("image/png", LARGE)),
    says: `${IMAGE}: image exceeds 10 MB maximum: ${LARGE.length} bytes > 10485760 bytes`,
    // anthropics/claude-code#10612 quotes these words from the time when the limit was five.
    source: "kolega-ai/kolega-code#354",
    messages: "passed on",
    chat: seen(url("image/png", LARGE)),
    becomes: "passed on",
  },
  {
    name: "more than 8,000 pixels",
    ask: seen(image("image/png", PNG(8_001))),
    says: `${IMAGE}.data: At least one of the image dimensions exceed max allowed size: 8000 pixels`,
    source: "anthropics/claude-code#4778",
    messages: "passed on",
    chat: seen(url("image/png", PNG(8_001))),
    becomes: "passed on",
  },
  {
    name: "more than 2,000 pixels among many",
    ask: seen(...many(21, image("image/png", PNG(2_001)))),
    says: `${IMAGE}.data: At least one of the image dimensions exceed max allowed size for many-image requests: 2000 pixels`,
    source: "anthropics/claude-code#52220",
    messages: "passed on",
    chat: seen(...many(21, url("image/png", PNG(2_001)))),
    becomes: "passed on",
  },
  {
    name: "more than a hundred pictures, on a model of 200,000 tokens",
    ask: { model: OLDER, ...seen(...many(101, image("image/png", PNG(10)))) },
    says: "too many images and documents: 101 + 0 > 100",
    source: "anthropics/claude-code#24541",
    messages: "passed on",
    chat: { model: OLDER, ...seen(...many(101, url("image/png", PNG(10)))) },
    becomes: "passed on",
  },
  {
    name: "more than six hundred, on a model of a million",
    ask: seen(...many(601, image("image/png", PNG(10)))),
    says: "too many images and documents: 601 + 0 > 600",
    // The number comes from this page, the words from the row above.
    source: BIG_PAGE,
    messages: "passed on",
    chat: seen(...many(601, url("image/png", PNG(10)))),
    becomes: "passed on",
  },
  {
    name: "pages and pictures that are too many together",
    ask: { model: OLDER, ...seen(document("application/pdf", PDF(100)), image("image/png", PNG(10))) },
    says: "Too much media: 100 document pages + 1 images > 100",
    source: "anthropics/claude-code#19822",
    messages: "passed on",
    chat: { model: OLDER, ...seen(file(PDF(100)), url("image/png", PNG(10))) },
    becomes: "passed on",
  },
  {
    name: "a PDF of more than a hundred pages, on a model of 200,000 tokens",
    ask: { model: OLDER, ...seen(document("application/pdf", PDF(101))) },
    says: "messages.0.content.0.pdf.source.base64.data: A maximum of 100 PDF pages may be provided.",
    source: "anthropics/claude-code#6231",
    messages: "passed on",
    chat: { model: OLDER, ...seen(file(PDF(101))) },
    becomes: "passed on",
  },
  {
    name: "a PDF that is none",
    ask: seen(document("application/pdf", Buffer.from("<html></html>").toString("base64"))),
    says: "messages.0.content.0.pdf.source.base64.data: The PDF specified was not valid.",
    source: "anthropics/claude-code#5174",
    messages: "passed on",
    chat: seen(file(Buffer.from("<html></html>").toString("base64"))),
    becomes: "passed on",
  },
  {
    name: "a document of another kind",
    ask: seen(document("text/plain", "AAAA")),
    says: "messages.0.content.0.document.source.base64.media_type: Input should be 'application/pdf'",
    source: null,
    messages: "passed on",
    chat: seen({ type: "file", file: { filename: "a.txt", file_data: "data:text/plain;base64,aGk=" } }),
    becomes: "mapped",
  },
  {
    name: "a text that is no plain one",
    ask: seen({ type: "document", source: { type: "text", media_type: "text/markdown", data: "x" } }),
    says: "messages.0.content.0.document.source.text.media_type: Input should be 'text/plain'",
    source: null,
    messages: "passed on",
    chat: seen({ type: "file", file: { filename: "a.md", file_data: "data:text/markdown,x" } }),
    becomes: "mapped",
  },
];
