import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { sealCredentials } from "@/lib/upstream-accounts/credentials";

/** Stores upstream accounts of the kind claude-api at one address for bench/affinity. Arguments: the address, then the number. */
const [baseUrl = "", count = "4"] = process.argv.slice(2);
for (let number = 1; number <= Number.parseInt(count, 10); number += 1) {
  const [id, name, kind] = [newId(), `claude-${number}`, "claude-api" as const];
  await postgres().query("INSERT INTO upstream_account (id, name, kind, settings, credentials) VALUES ($1, $2, $3, $4, $5)", [
    id,
    name,
    kind,
    { baseUrl },
    sealCredentials({ id, kind }, { secret: `sk-bench-${number}` }),
  ]);
}
process.exit(0);
