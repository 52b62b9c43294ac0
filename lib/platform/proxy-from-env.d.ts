declare module "proxy-from-env" {
  /** The address of the proxy for this URL by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY; empty where there is none. */
  export function getProxyForUrl(url: string | URL): string;
}
