const OF_FORMAT: Record<string, string> = {
  date: "2026-03-14",
  time: "15:09:26Z",
  "date-time": "2026-03-14T15:09:26Z",
  duration: "PT15M",
  email: "ada@example.com",
  hostname: "example.com",
  uri: "https://example.com/",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uuid: "3f0c1d52-6d0f-4d3a-9c55-5a1f9d6b7e21",
};

/** Text of the schema's `format`, else words of the prompt. */
export function sampleText(format: string | undefined, prompt: string, name: string): string {
  const formatted = OF_FORMAT[format ?? ""];
  if (formatted) return formatted;
  if (/city|place|location/i.test(name)) return /\b(?:in|for|of|at) ([A-Z]\p{L}+)/u.exec(prompt)?.[1] ?? "Paris";
  return prompt.trim().slice(0, 60) || "sample";
}
