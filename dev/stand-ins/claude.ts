import { startClaudeStandIn } from "./claude/server";
import type { Settings } from "./claude/stand-in";
import { flags, isEntry, portFlag, runAsProcess } from "./serve";

export { startClaudeStandIn } from "./claude/server";

if (isEntry(import.meta.url))
  void runAsProcess(async () => {
    const given = flags();
    const running = await startClaudeStandIn({ port: portFlag(given.port), settings: settingsFrom(given) });
    const { "webhook-url": url, "webhook-secret": secret } = given;
    if (url && secret) running.standIn.webhooks.set({ url, secret });
    return running;
  });

/** `--pace-ms 0 --first-byte-ms 50 --answer-tokens 300 --no-calls 1`; the rest by `POST /_stand-in/settings`. */
function settingsFrom(given: Record<string, string>): Partial<Settings> {
  const whole = (text: string | undefined) => (text === undefined ? undefined : Number.parseInt(text, 10));
  const settings = {
    paceMs: whole(given["pace-ms"]),
    firstByteMs: whole(given["first-byte-ms"]),
    answerTokens: whole(given["answer-tokens"]),
  };
  const set = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return given["no-calls"] === undefined ? set : { ...set, recordsCalls: false };
}
