import { randomUUID } from "node:crypto";
import type { UnwrapWebhookEvent } from "@anthropic-ai/sdk/resources/beta/webhooks";
import { Webhook } from "standardwebhooks";
import { invalid } from "./errors";
import { newId } from "./ids";

const MODES = ["once", "twice", "drop", "bad-signature", "old-timestamp"] as const;
type Settings = { url: string | null; secret: string | null; mode: (typeof MODES)[number] };
type EventType = "user_profile.enforcement_action_opened" | "user_profile.enforcement_action_resolved";
type Delivery = { eventId: string; type: EventType; status: number | null };

const LONGEST_ANSWER_MS = 10_000;
const OLD_MS = 3_600_000;

/** The organisation's webhook endpoint: each limit that is placed or lifted is signed and delivered, and badly on request. */
export class ProfileWebhooks {
  readonly settings: Settings = { url: null, secret: null, mode: "once" };
  readonly deliveries: Delivery[] = [];

  set(settings: Partial<Settings>): Settings {
    if (settings.mode && !MODES.includes(settings.mode)) throw invalid(`there is no mode ${settings.mode}; there are ${MODES.join(", ")}`);
    return Object.assign(this.settings, settings);
  }

  /** Resolves when the receiver has answered. */
  async report(type: EventType, profileId: string, actionId: string): Promise<void> {
    const { mode } = this.settings;
    const event: UnwrapWebhookEvent = {
      id: newId("whevt"),
      type: "event",
      created_at: new Date().toISOString(),
      data: { id: profileId, enforcement_action_id: actionId, organization_id: "org_stand_in", type },
    };
    if (mode === "drop") return;
    for (let sent = 0; sent < (mode === "twice" ? 2 : 1); sent += 1) await this.deliver(event, type);
  }

  private async deliver(event: UnwrapWebhookEvent, type: EventType): Promise<void> {
    const { url, secret, mode } = this.settings;
    if (!url || !secret) return;
    const body = JSON.stringify(event);
    const at = new Date(Date.now() - (mode === "old-timestamp" ? OLD_MS : 0));
    const right = new Webhook(secret).sign(event.id, at, body);
    const headers = {
      "content-type": "application/json",
      "webhook-id": event.id,
      "webhook-timestamp": `${Math.floor(at.getTime() / 1_000)}`,
      "webhook-signature": mode === "bad-signature" ? `v1,${Buffer.from(randomUUID()).toString("base64")}` : right,
    };
    const answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(LONGEST_ANSWER_MS) }).catch(() => null);
    this.deliveries.push({ eventId: event.id, type, status: answer?.status ?? null });
  }
}
