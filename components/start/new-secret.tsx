"use client";

import { useEffect, useRef, useState } from "react";
import { SecretBox } from "@/components/keys/secret-box";

export { SnippetTabs } from "@/components/keys/snippet-tabs";

/** The press that made the key removed its button, so the focus goes to the secret. */
export function NewSecret({ secret }: { secret: string }) {
  const [isStored, setStored] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className="outline-none">
      <SecretBox secret={secret} isStored={isStored} setStored={setStored} />
    </div>
  );
}
