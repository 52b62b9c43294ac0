import { AppError } from "@/lib/errors";

/** A parameter of OpenAI's that no Claude model can honour. Leaving it out silently would give the caller something else than it asked for. */
export class UnsupportedParameter extends AppError {
  constructor(param: string, reason = "is not supported by this model.") {
    super("invalid_request", `${param}: ${reason}`, { param });
  }
}
