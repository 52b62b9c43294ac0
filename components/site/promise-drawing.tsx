export type PromiseTopic = "bill" | "balance" | "cache";

/** A small drawing of two promises. Decoration: the text beside it says everything. */
export function PromiseDrawing({ topic }: { topic: PromiseTopic }) {
  return (
    <svg viewBox="0 0 240 96" aria-hidden="true" className="h-24 w-60 max-w-full text-line-strong" fill="none" stroke="currentColor">
      {topic === "bill" ? <Bill /> : topic === "balance" ? <Balance /> : <Cache />}
    </svg>
  );
}

/** A receipt above its total, and the two versions of a price that meet at a date. */
function Bill() {
  return (
    <>
      <path d="M12 90V10l5 4 5-4 5 4 5-4 5 4 5-4 5 4 5-4 5 4 5-4 5 4 5-4 5 4 5-4v80z" className="fill-surface" />
      <path d="M22 28h24M62 28h12M22 39h18M62 39h12M22 50h28M62 50h12" className="text-line" strokeWidth="3" />
      <path d="M22 62h52M22 65h52" />
      <path d="M22 77h16M56 77h18" className="text-accent" strokeWidth="4" />
      <path d="M112 74h116" className="text-line" />
      <path d="M112 52h58v-22h58" className="text-accent" strokeWidth="2" />
      <path d="M170 20v60" strokeDasharray="3 3" />
      <circle cx="170" cy="74" r="3" className="fill-accent text-accent" />
      <path d="M154 88h32" className="text-line" strokeWidth="3" />
    </>
  );
}

/** A balance that calls take bites of: the held part is hatched, and nothing goes past the end. */
function Balance() {
  return (
    <>
      <rect x="12" y="24" width="216" height="20" rx="4" className="fill-surface" />
      <path d="M16 24h96v20h-96a4 4 0 0 1-4-4v-12a4 4 0 0 1 4-4z" className="fill-accent text-accent" />
      <path d="M116 44l12-20M124 44l12-20M132 44l12-20M140 44l12-20" className="text-accent" />
      <path d="M112 24v20M156 24v20" />
      <path d="M112 54v5h44v-5M134 59v7" />
      <path d="M118 74h32" className="text-line" strokeWidth="3" />
      <path d="M228 14v68" className="text-danger" strokeWidth="2" />
      <path d="M172 84h44M172 84l6-4M172 84l6 4" />
    </>
  );
}

/** Two prompts: what repeats is read, and only the end is new. Nothing stays behind. */
function Cache() {
  return (
    <>
      <rect x="12" y="14" width="150" height="16" rx="3" className="fill-class-write1h text-class-write1h" />
      <rect x="164" y="14" width="30" height="16" rx="3" className="fill-class-input text-class-input" />
      <rect x="12" y="44" width="150" height="16" rx="3" className="fill-class-read text-class-read" opacity="0.55" />
      <rect x="164" y="44" width="18" height="16" rx="3" className="fill-class-input text-class-input" />
      <rect x="12" y="74" width="150" height="16" rx="3" className="fill-class-read text-class-read" opacity="0.55" />
      <rect x="164" y="74" width="42" height="16" rx="3" className="fill-class-input text-class-input" />
      <path d="M87 31v12M87 61v12" strokeDasharray="2 2" />
    </>
  );
}
