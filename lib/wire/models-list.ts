import { invalid } from "@/lib/wire/fields";

/** A model as both SDK families list it; dates are `YYYY-MM-DD`. */
export type ListedModel = {
  id: string;
  displayName: string;
  line: string;
  lifecycle: string;
  releasedOn: string;
  retiresOn: string | null;
  contextTokens: number;
  maxOutputTokens: number;
};

/** Anthropic's parameters for a part of the list: a number of models after or before one of them. OpenAI's clients ask for all. */
export type ModelsPage = { limit?: number; afterId?: string; beforeId?: string };

/**
 * `GET /models`, newest first: one body that Anthropic's and OpenAI's clients both read. It is complete when the client asks for no page.
 */
export function modelsList(models: ListedModel[], page: ModelsPage = {}) {
  const newestFirst = models.toSorted((a, b) => b.releasedOn.localeCompare(a.releasedOn) || a.id.localeCompare(b.id));
  const { shown, hasMore } = pageOf(newestFirst, page);
  const data = shown.map(modelEntry);
  return { object: "list", data, has_more: hasMore, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

function pageOf(
  models: ListedModel[],
  { limit = models.length, afterId, beforeId }: ModelsPage,
): { shown: ListedModel[]; hasMore: boolean } {
  if (beforeId !== undefined) {
    const before = models.slice(0, placeOf(models, beforeId, "before_id"));
    return { shown: before.slice(Math.max(0, before.length - limit)), hasMore: before.length > limit };
  }
  const after = afterId === undefined ? models : models.slice(placeOf(models, afterId, "after_id") + 1);
  return { shown: after.slice(0, limit), hasMore: after.length > limit };
}

function placeOf(models: ListedModel[], id: string, param: string): number {
  const place = models.findIndex((model) => model.id === id);
  if (place === -1) throw invalid(param, "there is no model of this id in the list.");
  return place;
}

/** `GET /models/{id}`. */
export function modelEntry(model: ListedModel) {
  const createdAt = `${model.releasedOn}T00:00:00Z`;
  return {
    id: model.id,
    type: "model",
    object: "model",
    created: Date.parse(createdAt) / 1000,
    owned_by: "anthropic",
    display_name: model.displayName,
    created_at: createdAt,
    line: model.line,
    lifecycle: model.lifecycle,
    // Anthropic's clients expect these two fields; the catalogue knows neither.
    deprecated_at: null,
    capabilities: null,
    retires_at: model.retiresOn && `${model.retiresOn}T00:00:00Z`,
    max_input_tokens: model.contextTokens,
    max_tokens: model.maxOutputTokens,
  };
}
