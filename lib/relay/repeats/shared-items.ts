import cluster from "node:cluster";
import { RecentItems } from "@/lib/relay/repeats/recent-items";

/** What one process tells the others that share its port; their supervisor passes it on. */
export type SharedItems = { sharedItems: { workspaceId: string; items: readonly string[] } };

export function isSharedItems(message: unknown): message is SharedItems {
  return typeof message === "object" && message !== null && "sharedItems" in message;
}

/**
 * The items that this process keeps, and those of the processes beside it: a client's next request may come to any of them. Where
 * there is no supervisor, the process is alone.
 */
export function sharedItems(): RecentItems {
  const items = new RecentItems();
  if (!cluster.isWorker) return items;
  let isBehind = false;
  items.onKept = (workspaceId, kept) => {
    // A supervisor that does not keep up costs its own workers' memory; a reference that is missed is refused in words.
    if (isBehind) return;
    const message: SharedItems = { sharedItems: { workspaceId, items: kept } };
    isBehind =
      process.send?.(message, undefined, undefined, () => {
        isBehind = false;
      }) === false;
  };
  process.on("message", (message) => {
    if (isSharedItems(message)) items.keep(message.sharedItems.workspaceId, message.sharedItems.items, Date.now());
  });
  return items;
}
