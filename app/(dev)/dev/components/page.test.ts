import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

// That a process for real answers 404 is a journey, in e2e/portal-process.spec.ts: there is no React for production here.
test("the page of all components exists in development, outside the sandbox too", async () => {
  vi.stubEnv("NODE_ENV", "development");
  vi.stubEnv("RELAIS_SANDBOX", "0");
  const { default: ComponentsPage } = await import("@/app/(dev)/dev/components/page");
  expect(ComponentsPage()).toBeTruthy();
});
