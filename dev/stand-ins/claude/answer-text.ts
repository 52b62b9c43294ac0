import { createHash } from "node:crypto";

const GREETING = "Hello! It is good to hear from you. What shall we work on?";
const SIGNED = "This is the Claude stand-in of the sandbox: no model was asked, and no money was spent.";
const SENTENCES = [
  "The short answer is that it depends on what you measure first.",
  "Start from the smallest case that can fail, and make it pass.",
  "Write down what must never happen, and let the machine check it.",
  "Two readers will understand the same page differently, so give an example.",
  "Keep the numbers whole, and round only once, at the end.",
  "What is repeated must come out the same the second time.",
  "If a step can be interrupted, decide what the next reader will find.",
  "A name that needs a comment is not the right name yet.",
  "Measure before you change anything, and again after.",
  "The rest follows from these, and can wait until somebody needs it.",
];

const GREETING_ZH = "你好！很高兴收到你的消息。今天想聊些什么？";
const SIGNED_ZH = "这是沙盒里的 Claude 替身：没有调用真实模型，也没有产生任何费用。";
const SENTENCES_ZH = [
  "简单来说，答案取决于你首先衡量什么。",
  "从最小的失败案例开始，让它先通过。",
  "把绝不能发生的事情写下来，交给机器检查。",
  "同一页文字，两个读者会有不同的理解，所以请举一个例子。",
  "数字保持整数，最后只舍入一次。",
  "重复执行的事情，第二次的结果必须相同。",
  "如果一个步骤可能被打断，先想好下一位读者会看到什么。",
  "改动之前先测量，改动之后再测量一次。",
];

/** Text that depends only on the prompt: the same question has the same answer. */
export function answerText(prompt: string): string {
  const isChinese = hasChinese(prompt);
  const seed = seedOf(prompt);
  const body = [0, 1, 2].map((step) => sentence(seed + step * 3, isChinese));
  if (isChinese) return `${/你好|您好/.test(prompt) ? GREETING_ZH : body.join("")}\n\n${SIGNED_ZH}`;
  return `${/\b(hello|hi|hey|good (morning|evening))\b/i.test(prompt) ? GREETING : body.join(" ")}\n\n${SIGNED}`;
}

/** Answer text of at least `letters` letters, for prompts that ask for a length. */
export function longAnswerText(prompt: string, letters: number): string {
  const isChinese = hasChinese(prompt);
  const seed = seedOf(prompt);
  const parts: string[] = [];
  for (let index = 0, length = 0; length < letters; index++) {
    const next = `${index + 1}. ${sentence(seed + index * 7, isChinese)}`;
    parts.push(next);
    length += next.length + 1;
  }
  return parts.join("\n");
}

/** Plausible thinking of a model before its answer. */
export function thinkingText(prompt: string): string {
  if (hasChinese(prompt)) return "用户用中文提问。我先确认问题的范围，再给出简短的回答。";
  return "The user asks a question. I settle what is asked for first, then answer briefly.";
}

export function hasChinese(text: string): boolean {
  return /[\u3400-\u9fff]/.test(text);
}

function sentence(at: number, isChinese: boolean): string {
  const pool = isChinese ? SENTENCES_ZH : SENTENCES;
  return pool[at % pool.length] ?? "";
}

function seedOf(prompt: string): number {
  return createHash("sha256").update(prompt).digest().readUInt32BE(0) % 1000;
}
