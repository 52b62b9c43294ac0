import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject, onTestFinished } from "vitest";
import { asOwner } from "@/lib/testing/owner";

/** A new database without any table, and a connection to it as its owner that the test's end closes. */
export async function emptyDatabase(): Promise<{ url: string; client: pg.Client }> {
  const name = `r_${randomBytes(6).toString("hex")}`;
  await asOwner(`CREATE DATABASE ${name}`);
  const url = inject("templateUrl").replace(/relais_template$/, name);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return { url, client };
}
