import { flags, isEntry, portFlag, runAsProcess } from "./serve";
import { startStripeStandIn } from "./stripe/server";

export { startStripeStandIn } from "./stripe/server";

if (isEntry(import.meta.url)) {
  const { port, data, "webhook-url": webhookUrl, "webhook-secret": webhookSecret, country } = flags();
  void runAsProcess(() =>
    startStripeStandIn({
      port: portFlag(port),
      webhookUrl: webhookUrl ?? null,
      webhookSecret: webhookSecret ?? null,
      dataFile: data ?? null,
      ...(country && { country }),
    }),
  );
}
