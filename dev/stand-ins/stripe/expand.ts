import { invalidParam } from "./errors";
import type { Store } from "./store";

type Node = Record<string, unknown>;

/** A copy of `object` in which each of `paths` (`payment_intent.latest_charge`) is the object instead of its id. */
export function expanded(store: Store, object: unknown, paths: string[]): unknown {
  const copy = structuredClone(object) as Node;
  for (const path of paths) expandAt(store, copy, path.split("."));
  return copy;
}

function expandAt(store: Store, node: Node, [name = "", ...rest]: string[]): void {
  if (name === "data" && Array.isArray(node.data)) {
    for (const each of node.data as Node[]) expandAt(store, each, rest);
    return;
  }
  if (name === "line_items" && node.object === "checkout.session") {
    const data = store.lineItems.get(String(node.id)) ?? [];
    node.line_items = { object: "list", data, has_more: false, url: `/v1/checkout/sessions/${node.id}/line_items` };
    return;
  }
  if (!(name in node)) throw invalidParam("expand", `This property cannot be expanded (${name}).`);
  const value = node[name];
  if (typeof value === "string") node[name] = structuredClone(store.find(value) ?? value);
  const inner = node[name];
  if (rest.length > 0 && typeof inner === "object" && inner !== null) expandAt(store, inner as Node, rest);
}
