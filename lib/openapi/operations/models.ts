import { z } from "zod";
import type { Operation } from "@/lib/openapi/operation";
import { MODEL, MODEL_ENTRY } from "@/lib/openapi/operations/examples";
import { model, modelList } from "@/lib/openapi/schemas/models";

const own = { key: "ordinary", format: "both" } as const;

export const MODELS: Operation[] = [
  {
    ...own,
    path: "/models",
    method: "get",
    operationId: "listModels",
    tag: "Models",
    summary: "List the models",
    description: "The models that can be called now. Each has a complete price.",
    answer: {
      status: 200,
      description: "The models.",
      schema: modelList,
      example: { object: "list", data: [MODEL_ENTRY], has_more: false, first_id: MODEL, last_id: MODEL },
    },
    errors: [],
  },
  {
    ...own,
    path: "/models/{id}",
    method: "get",
    operationId: "getModel",
    tag: "Models",
    summary: "Read one model",
    description: "By its id or an alias.",
    parameters: [{ in: "path", name: "id", description: "The model's id or alias.", schema: z.string(), example: MODEL }],
    answer: { status: 200, description: "The model.", schema: model, example: MODEL_ENTRY },
    errors: ["unknown_model"],
  },
];
