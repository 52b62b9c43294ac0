import cluster from "node:cluster";
import { RecentItems } from "@/lib/relay/repeats/recent-items";

/** A message to the other processes that share the port; their supervisor passes it on. */
export type SharedItems = { sharedItems: { workspaceId: string; items: readonly string[] } };

export function isSharedItems(message: unknown): message is SharedItems {
  return typeof message === "object" && message !== null && "sharedItems" in message;
}

/**
 * The stored items of this process and of the others on the port: a client's next request may reach any of them. A process
 * without a supervisor is alone.
 */
export function sharedItems(): RecentItems {
  const items = new RecentItems();
  if (!cluster.isWorker) return items;
  let isBehind = false;
  items.onStored = (workspaceId, stored) => {
    // Messages for a slow supervisor would fill this worker's memory. A missing reference only leads to a refusal that explains it.
    if (isBehind) return;
    const message: SharedItems = { sharedItems: { workspaceId, items: stored } };
    isBehind =
      process.send?.(message, undefined, undefined, () => {
        isBehind = false;
      }) === false;
  };
  process.on("message", (message) => {
    if (isSharedItems(message)) items.store(message.sharedItems.workspaceId, message.sharedItems.items, Date.now());
  });
  return items;
}
