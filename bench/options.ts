/** The value of `--name=` on the command line. */
export function textOption(name: string): string | undefined {
  return process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
}

export function listOption(name: string): string[] {
  return textOption(name)?.split(",").filter(Boolean) ?? [];
}

export function numberOption(name: string, otherwise: number): number {
  return Number.parseFloat(textOption(name) ?? `${otherwise}`);
}

export function hasOption(name: string): boolean {
  return process.argv.includes(`--${name}`);
}
