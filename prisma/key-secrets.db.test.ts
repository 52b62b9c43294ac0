import { expect, test } from "vitest";
import { migrate } from "@/prisma/migrate";
import { applyMigration, readMigrations } from "@/prisma/migrations";
import { emptyDatabase } from "@/prisma/testing/empty-database";

test("a filled database is brought over: each secret of keys, management keys and rotations then finds its key", async () => {
  const { url, client } = await emptyDatabase();
  const before = (await readMigrations()).filter(({ name }) => name < "0015");
  for (const migration of before) await applyMigration(client, migration);
  await client.query("INSERT INTO workspace (id, name) SELECT gen_random_uuid(), 'Test' FROM generate_series(1, 20)");
  const columns = "workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four";
  const values = "id, gen_random_uuid(), 'Test', sha256(gen_random_uuid()::text::bytea), 1, 'p', 'l' FROM workspace, generate_series(1, 5)";
  await client.query(`INSERT INTO api_key (${columns}) SELECT ${values}`);
  await client.query("UPDATE api_key SET revoked_at = now() WHERE id IN (SELECT id FROM api_key LIMIT 10)");
  await client.query(`INSERT INTO management_key (${columns}) SELECT ${values}`);
  await client.query(`
    INSERT INTO retiring_secret SELECT workspace_id, id, sha256(id::text::bytea), 1, 'p', 'l', now() + (random() - 0.5) * interval '1 day'
    FROM api_key LIMIT 30`);
  const { rows: held } = await client.query(`
    SELECT secret_hmac, workspace_id, id AS key_id FROM api_key UNION ALL SELECT secret_hmac, workspace_id, id FROM management_key
    UNION ALL SELECT secret_hmac, workspace_id, key_id FROM retiring_secret ORDER BY secret_hmac`);
  expect(held).toHaveLength(230);
  expect(await migrate(url)).toContain("applied 0015_key_secrets");
  expect((await client.query("SELECT * FROM key_secret ORDER BY secret_hmac")).rows).toEqual(held);
  expect(await migrate(url)).toEqual([]);
});
