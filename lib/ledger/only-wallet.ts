/** The wallet of all these calls; null if they have several. */
export function onlyWallet(calls: readonly { workspaceId: string }[]): string | null {
  const workspaceId = calls[0]?.workspaceId ?? null;
  return calls.every((call) => call.workspaceId === workspaceId) ? workspaceId : null;
}
