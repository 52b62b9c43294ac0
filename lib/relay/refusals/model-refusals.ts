import { AppError } from "@/lib/basics/errors";
import type { Model } from "@/lib/pricing/model";

/** The model of this name among those that are offered. Throws `unknown_model`. */
export function modelNamed(models: ReadonlyMap<string, Model>, name: string): Model {
  const model = models.get(name);
  if (!model) throw unknownModel(name);
  return model;
}

export function unknownModel(modelId: string): AppError {
  return new AppError("unknown_model", `There is no model ${modelId.slice(0, 100)} here. GET /api/v1/models lists all models.`, {
    param: "model",
  });
}

export function notServed(modelId: string, retiresOn: string | null = null): AppError {
  const until = retiresOn === null ? "" : ` Anthropic ends it on ${retiresOn}.`;
  const message = `No upstream account serves ${modelId} at the moment.${until} Nothing was charged. GET /api/v1/models lists what is served.`;
  return new AppError("unknown_model", message, { param: "model" });
}

export function unpricedModifier(param: string, what: string, modelId: string): AppError {
  const message = `${param}: ${what} of ${modelId} has no price here, so it is not offered. Nothing was charged; leave ${param} out.`;
  return new AppError("invalid_request", message, { param });
}
