"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";

const STORED = "relais-code-language";

/** Remembers the language that a reader chooses in one sample, and shows all samples of the page in it. */
export function CodeLanguage() {
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the samples of the next page are chosen once it is there
  useEffect(() => {
    const stored = readStored();
    if (stored) choose(stored);
  }, [path]);
  useEffect(() => {
    const onChange = ({ target }: Event) => {
      const language = target instanceof HTMLInputElement && target.dataset.language;
      if (!language) return;
      choose(language);
      try {
        localStorage.setItem(STORED, language);
      } catch {
        // A browser that stores nothing forgets the choice, and the page is as good as before.
      }
    };
    document.addEventListener("change", onChange);
    return () => document.removeEventListener("change", onChange);
  }, []);
  return null;
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** Samples without this language keep theirs. */
function choose(language: string): void {
  for (const radio of document.querySelectorAll<HTMLInputElement>(`input[data-language="${CSS.escape(language)}"]`)) radio.checked = true;
}
