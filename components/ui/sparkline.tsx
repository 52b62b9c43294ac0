type SparklineProps = {
  /** What it draws, in a sentence: nothing else says it. */
  label: string;
  values: readonly number[];
  className?: string;
};

const WIDTH = 100;
const HEIGHT = 24;

/** The course of one figure, without axes. Drawn by the server. */
export function Sparkline({ label, values, className = "h-6 w-24" }: SparklineProps) {
  const most = Math.max(...values, Number.MIN_VALUE);
  const x = (index: number) => (values.length > 1 ? (index * WIDTH) / (values.length - 1) : WIDTH / 2);
  const y = (value: number) => HEIGHT - 1 - (value / most) * (HEIGHT - 2);
  const points = values.map((value, index) => `${round(x(index))},${round(y(value))}`);
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className={className}>
      {values.length > 1 && (
        <>
          <path d={`M0,${HEIGHT} L${points.join(" L")} L${WIDTH},${HEIGHT} Z`} className="fill-accent-soft" />
          <polyline points={points.join(" ")} fill="none" vectorEffect="non-scaling-stroke" className="stroke-accent" strokeWidth={1.5} />
        </>
      )}
    </svg>
  );
}

const round = (value: number) => Math.round(value * 100) / 100;
