import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { clientAddress, clientProtocol } from "@/server/client-address";

const request = (headers: Record<string, string>) => ({ socket: { remoteAddress: "10.0.0.1" }, headers }) as unknown as IncomingMessage;
const forged = request({ "x-forwarded-for": "1.1.1.1, 192.0.2.7, 10.0.0.2", "x-forwarded-proto": "https" });

test("without proxies of ours nothing that a client says about itself is believed", () => {
  expect(clientAddress(forged, 0)).toBe("10.0.0.1");
  expect(clientProtocol(forged, 0)).toBe("http");
});

test("each trusted proxy accounts for one entry from the right, and what the client put before them is not believed", () => {
  expect(clientAddress(forged, 1)).toBe("10.0.0.2");
  expect(clientAddress(forged, 2)).toBe("192.0.2.7");
  expect(clientProtocol(forged, 2)).toBe("https");
});

test("fewer entries than proxies: the furthest one that is known, else the socket's", () => {
  expect(clientAddress(request({ "x-forwarded-for": "192.0.2.7" }), 3)).toBe("192.0.2.7");
  expect(clientAddress(request({ "x-forwarded-for": " , " }), 1)).toBe("10.0.0.1");
  expect(clientAddress(request({}), 1)).toBe("10.0.0.1");
});
