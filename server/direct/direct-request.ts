import type { Socket } from "node:net";
import { apiPathOf } from "@/lib/api/api-path";
import type { RequestBody } from "@/lib/http1/server/request-body";
import type { DirectHead } from "@/lib/http1/server/request-head";
import type { RelayRequest } from "@/lib/relay/call/request";
import { clientAddress, type TrustedProxies } from "@/server/client-address";

/** A request on a direct connection. */
export class DirectRequest implements RelayRequest {
  readonly path: string;
  readonly query: string;

  constructor(
    private readonly head: DirectHead,
    private readonly body: RequestBody,
    private readonly connection: { socket: Socket; hasLeft: boolean },
    private readonly proxies: TrustedProxies,
  ) {
    const { target } = head;
    const mark = target.indexOf("?");
    this.path = apiPathOf(mark === -1 ? target : target.slice(0, mark));
    this.query = mark === -1 ? "" : target.slice(mark + 1);
  }

  get method(): string {
    return this.head.method;
  }

  get headers(): DirectHead["headers"] {
    return this.head.headers;
  }

  get remoteAddress(): string {
    return clientAddress({ socket: this.connection.socket, headers: this.head.headers }, this.proxies);
  }

  hasLeft(): boolean {
    return this.connection.hasLeft;
  }

  // Never too large: longer bodies do not come here.
  readBody(): Uint8Array | Promise<Uint8Array> {
    return this.body.read();
  }

  async *passBody(): AsyncGenerator<Uint8Array> {
    yield await this.body.read();
  }
}
