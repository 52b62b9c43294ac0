const POINTS = 360;
const CURVES = 5;

/** The engraved rosette of banknotes and bonds, drawn by a formula like the originals. Decoration only. */
export function Guilloche({ className }: { className?: string }) {
  return (
    <svg viewBox="-200 -200 400 400" aria-hidden="true" className={className} fill="none" stroke="currentColor" strokeWidth="0.6">
      {Array.from({ length: CURVES }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the curves never change
        <path key={index} d={rosette(index / CURVES)} />
      ))}
    </svg>
  );
}

function rosette(phase: number): string {
  const points = Array.from({ length: POINTS }, (_, index) => {
    const angle = (index / POINTS) * 2 * Math.PI;
    const radius = 128 + 42 * Math.sin(12 * angle + phase * 2 * Math.PI) + 22 * Math.sin(31 * angle - phase * 2 * Math.PI);
    return `${(radius * Math.cos(angle)).toFixed(1)} ${(radius * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join("L")}Z`;
}
