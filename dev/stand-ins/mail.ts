import { startMailStandIn } from "./mail/server";
import { flags, isEntry, portFlag, runAsProcess } from "./serve";

export { startMailStandIn } from "./mail/server";

if (isEntry(import.meta.url))
  void runAsProcess(() => startMailStandIn({ port: portFlag(flags().port), smtpPort: portFlag(flags()["smtp-port"] ?? "0") }));
