const WORD = /[a-z_][a-z0-9_]*/y;

/** The words and symbols of an SQL text in lower case, without comments and the contents of strings. */
export function sqlTokens(sql: string): string[] {
  const text = sql
    .replace(/--[^\n]*/g, " ")
    .replace(/'(?:[^']|'')*'/g, "''")
    .toLowerCase();
  const tokens: string[] = [];
  for (let at = 0; at < text.length; ) {
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (word) tokens.push(word);
    else if (!/\s/.test(text[at] as string)) tokens.push(text[at] as string);
    at += word?.length ?? 1;
  }
  return tokens;
}

/** The tokens inside each COALESCE(…) and each CASE … END. */
export function conditionalSpans(tokens: readonly string[]): string[][] {
  return tokens.flatMap((token, at) => {
    if (token === "coalesce" && tokens[at + 1] === "(") return [span(tokens, at + 1, "(", ")")];
    return token === "case" ? [span(tokens, at, "case", "end")] : [];
  });
}

/** The tokens inside each LOOP … END LOOP. */
export function loopSpans(tokens: readonly string[]): string[][] {
  return tokens.flatMap((token, at) => (token === "loop" && tokens[at - 1] !== "end" ? [untilEndLoop(tokens, at)] : []));
}

/** The names of called functions, without the types of casts. */
export function calledNames(tokens: readonly string[]): string[] {
  return tokens.filter((token, at) => /^[a-z_]/.test(token) && tokens[at + 1] === "(" && tokens[at - 1] !== ":");
}

/** The names of tables after INSERT INTO, UPDATE and DELETE FROM. */
export function writtenTables(tokens: readonly string[]): string[] {
  return tokens.flatMap((token, at) => {
    const [before, next] = [tokens[at - 1], tokens[at + 1] ?? ""];
    if ((token === "into" && before === "insert") || (token === "from" && before === "delete")) return [next];
    return token === "update" && before !== "for" && before !== "do" && before !== "key" && next !== "set" ? [next] : [];
  });
}

function span(tokens: readonly string[], from: number, opens: string, closes: string): string[] {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    if (tokens[at] === opens) depth++;
    if (tokens[at] === closes && --depth === 0) return tokens.slice(from + 1, at);
  }
  throw new Error(`${opens} without ${closes}`);
}

function untilEndLoop(tokens: readonly string[], from: number): string[] {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    if (tokens[at] === "loop") depth += tokens[at - 1] === "end" ? -1 : 1;
    if (depth === 0) return tokens.slice(from + 1, at);
  }
  throw new Error("a loop without an end");
}
