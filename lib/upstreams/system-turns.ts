import { LIST, QUOTE } from "@/lib/json-bytes/json-scan";
import { elementsOf, type Member, memberNamed, membersOf, memberValue, rewritten } from "@/lib/json-bytes/json-text";

const NAME = Buffer.from('"system"');
const COMMA = Buffer.from(",");

/**
 * Moves system messages inside `messages` to the end of `system`. Anthropic's own API takes them from newer models on. For the clouds this
 * is not confirmed, and one turn that they refuse would refuse the whole conversation. Each new such turn costs the conversation its cache.
 * Without such turns the bytes stay the same.
 */
export function withoutSystemTurns(body: Buffer): Buffer {
  // The field itself has this name once: a request without a second occurrence pays only for the search.
  if (body.indexOf(NAME, body.indexOf(NAME) + NAME.length) === -1) return body;
  const members = membersOf(body);
  const messages = memberNamed(members, "messages");
  if (!messages || body[messages.valueFrom] !== LIST) return body;
  const turns = elementsOf(body, messages.valueFrom).map(({ from, to }) => ({ from, to, members: membersOf(body, from) }));
  const systemTurns = turns.filter((turn) => memberValue(body, memberNamed(turn.members, "role")) === "system");
  if (systemTurns.length === 0) return body;
  const kept = turns.filter((turn) => !systemTurns.includes(turn)).map(({ from, to }) => body.subarray(from, to));
  const own = memberNamed(members, "system");
  const blocks = [own, ...systemTurns.map((turn) => memberNamed(turn.members, "content"))].flatMap((member) => blocksOf(body, member));
  const system = list(blocks);
  const values = { messages: list(kept), ...(own && { system }) };
  const whole = rewritten(body, members, { values });
  return own ? whole : rewritten(whole, membersOf(whole), { before: [`"system":${system.toString("utf8")}`] });
}

/** The bytes of a text as one block, or of the blocks of a list. */
function blocksOf(body: Buffer, member: Member | undefined): Buffer[] {
  if (!member) return [];
  const first = body[member.valueFrom];
  const value = body.subarray(member.valueFrom, member.to);
  if (first === QUOTE) return value.length === 2 ? [] : [Buffer.concat([Buffer.from('{"type":"text","text":'), value, Buffer.from("}")])];
  if (first !== LIST) return [];
  return elementsOf(body, member.valueFrom).map(({ from, to }) => body.subarray(from, to));
}

function list(items: Buffer[]): Buffer {
  const joined = items.flatMap((item, index) => (index === 0 ? [item] : [COMMA, item]));
  return Buffer.concat([Buffer.from("["), ...joined, Buffer.from("]")]);
}
