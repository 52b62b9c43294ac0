/** A model as both SDK families list it; days as `YYYY-MM-DD`. */
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

/** `GET /models`, newest first: one body that Anthropic's and OpenAI's clients both read, complete on its first page. */
export function modelsList(models: ListedModel[]) {
  const newestFirst = models.toSorted((a, b) => b.releasedOn.localeCompare(a.releasedOn) || a.id.localeCompare(b.id));
  const data = newestFirst.map(modelEntry);
  return { object: "list", data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
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
    retires_at: model.retiresOn && `${model.retiresOn}T00:00:00Z`,
    max_input_tokens: model.contextTokens,
    max_tokens: model.maxOutputTokens,
  };
}
