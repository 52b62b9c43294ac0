import type { CodeKind, Piece } from "@/lib/openapi/reference";

const COLOURS: Record<CodeKind, string> = {
  comment: "text-faint",
  keyword: "text-info",
  literal: "text-warning",
  string: "text-accent-strong",
};

/** Code in colours that were chosen when the document was written. */
export function ColouredCode({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map((piece, index) =>
    typeof piece === "string" ? (
      piece
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a code have no other name
      <span key={index} className={COLOURS[piece[0]]}>
        {piece[1]}
      </span>
    ),
  );
}
