import { isAbsent, optionalText } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import {
  fileBlock,
  imageBlock,
  linkedDocumentBlock,
  textBlocks,
  uploadedFileBlock,
  uploadedImageBlock,
} from "@/lib/wire/openai/content-parts";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";

/** One part of an input item, or of an earlier answer that is sent back, as blocks. */
export function inputPart(part: JsonObject, param: string): JsonObject[] {
  switch (part.type) {
    case "input_text":
    case "output_text":
    case "text":
      return textBlocks(optionalText(part.text, `${param}.text`) ?? "");
    case "refusal":
      return textBlocks(optionalText(part.refusal, `${param}.refusal`) ?? "");
    case "input_image":
      if (!isAbsent(part.file_id)) return [uploadedImageBlock(part.file_id, `${param}.file_id`)];
      return [imageBlock(part.image_url, `${param}.image_url`)];
    case "input_file":
      return [inputFile(part, param)];
    default:
      throw new UnsupportedParameter(`${param}.type`, "only text, input_image and input_file parts can be sent to this model.");
  }
}

function inputFile(part: JsonObject, param: string): JsonObject {
  const title = optionalText(part.filename, `${param}.filename`);
  if (!isAbsent(part.file_id)) return uploadedFileBlock(part.file_id, `${param}.file_id`, title);
  return isAbsent(part.file_url)
    ? fileBlock(part.file_data, `${param}.file_data`, title)
    : linkedDocumentBlock(part.file_url, `${param}.file_url`, title);
}
