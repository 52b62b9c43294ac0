import { startExchangeStandIn } from "./exchange/server";
import { flags, isEntry, portFlag, runAsProcess } from "./serve";

export { startExchangeStandIn } from "./exchange/server";

if (isEntry(import.meta.url)) void runAsProcess(() => startExchangeStandIn({ port: portFlag(flags().port) }));
