import { isAbsent, optionalText, requireObject } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import { fileBlock, imageBlock, textBlocks, uploadedFileBlock } from "@/lib/wire/openai/content-parts";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";

/** One part of a chat message as blocks. */
export function chatPart(part: JsonObject, param: string): JsonObject[] {
  switch (part.type) {
    case "text":
      return textBlocks(optionalText(part.text, `${param}.text`) ?? "");
    case "refusal":
      return textBlocks(optionalText(part.refusal, `${param}.refusal`) ?? "");
    case "image_url":
      return [chatImage(part.image_url, `${param}.image_url`)];
    case "file":
      return [chatFile(requireObject(part.file, `${param}.file`), `${param}.file`)];
    default:
      throw new UnsupportedParameter(`${param}.type`, "only text, image_url and file parts can be sent to this model.");
  }
}

function chatImage(image: unknown, param: string): JsonObject {
  return typeof image === "string" ? imageBlock(image, param) : imageBlock(requireObject(image, param).url, `${param}.url`);
}

function chatFile(file: JsonObject, param: string): JsonObject {
  const title = optionalText(file.filename, `${param}.filename`);
  if (!isAbsent(file.file_id)) return uploadedFileBlock(file.file_id, `${param}.file_id`, title);
  return fileBlock(file.file_data, `${param}.file_data`, title);
}
