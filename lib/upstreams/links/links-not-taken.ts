import { AppError } from "@/lib/basics/errors";

/** The refusal of an account whose platform fetches nothing. It takes the request when the content replaces the links. */
export class LinksNotTaken extends AppError {
  constructor(
    platform: string,
    readonly largestBodyBytes: number,
  ) {
    const reason = "a source of type url is not available where this model is served";
    super("invalid_request", `messages: ${reason} (${platform}); send the content as base64. Nothing was charged.`, { param: "messages" });
  }
}
