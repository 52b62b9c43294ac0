/** The lines that a newcomer copies from: address, login, inbox, and a call that works. */
export function printWelcome(at: {
  port: number;
  environment: Record<string, string>;
  key: string | null;
  databaseUrl: string;
  customer: { email: string; password: string } | null;
}): void {
  const base = `http://localhost:${at.port}`;
  const { environment } = at;
  const lines = [""];
  if (environment.RELAIS_SANDBOX === "1") {
    lines.push("  Sandbox: stand-ins play what is not configured; no money moves, no model is asked.", "");
  }
  if (environment.ADMIN_EMAIL)
    lines.push(`  Admin      ${environment.ADMIN_EMAIL}   password ${environment.ADMIN_PASSWORD ?? "(from ADMIN_PASSWORD)"}`);
  if (at.customer) lines.push(`  Customer   ${at.customer.email}   password ${at.customer.password}`);
  if (environment.RELAIS_SANDBOX_INBOX) lines.push(`  Mails      ${environment.RELAIS_SANDBOX_INBOX}`);
  for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"]) {
    const value = process.env[name.toLowerCase()] ?? process.env[name];
    if (value) lines.push(`  ${name.padEnd(11)}${value.replace(/\/\/[^@/]*@/, "//")}`);
  }
  lines.push(`  Database   ${at.databaseUrl}`, "");
  lines.push(
    "  A call to paste:",
    "",
    `  curl ${base}/api/v1/chat/completions \\`,
    `    -H "Authorization: Bearer ${at.key ?? "$YOUR_KEY"}" \\`,
    `    -H "Content-Type: application/json" \\`,
    `    -d '{"model":"claude-sonnet-4-6","messages":[{"role":"user","content":"Hello, Claude!"}]}'`,
    "",
    `Relais is ready on ${base}`,
  );
  process.stdout.write(`${lines.join("\n")}\n`);
}
