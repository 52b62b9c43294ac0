import { createHash } from "node:crypto";

/** A conversation as two numbers of 32 bits: hashed once per call, and mixed with each account's own. */
export type ConversationHash = readonly [number, number];

export function conversationHash(conversation: string): ConversationHash {
  const digest = createHash("sha1").update(conversation).digest();
  return [digest.readUInt32LE(0), digest.readUInt32LE(4)];
}

/**
 * Weighted rendezvous hashing (Schindelhauer and Schomaker, 2005): each account draws a number for the conversation, and the lowest wins.
 * Every process finds the same account without any stored state. An account that comes or goes moves only its own conversations, and each
 * account has its share by weight.
 */
export function ranked<Each extends { seed: number; weight: number }>(members: readonly Each[], hash: ConversationHash): Each[] {
  return members
    .map((member) => ({ member, draw: -Math.log(fraction(hash, member.seed)) / member.weight }))
    .sort((a, b) => a.draw - b.draw)
    .map(({ member }) => member);
}

/** 32 bits that identify an account in every process and after every restart. */
export function seedOf(accountId: string): number {
  return conversationHash(accountId)[0];
}

/** Between 0 and 1, neither included. */
function fraction([low, high]: ConversationHash, seed: number): number {
  return (mixed(mixed(low ^ seed) ^ high) + 0.5) / 2 ** 32;
}

/** MurmurHash3's finaliser: every bit of the input affects every bit of the output. */
function mixed(bits: number): number {
  let hash = bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
