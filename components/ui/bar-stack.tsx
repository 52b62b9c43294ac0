import { useId } from "react";

export type StackedBar = {
  id: string;
  /** The bar in words, for its title: "29 November: $4.10". */
  title: string;
  /** From the bottom up. Any unit, as long as all bars have the same. */
  parts: readonly { id: string; value: bigint; colour: string }[];
  /** Still growing, like today: hatched. */
  isRunning?: boolean;
};

type BarStackProps = {
  /** What the bars show, in a sentence. */
  label: string;
  bars: readonly StackedBar[];
  className?: string;
};

const HEIGHT = 1_000n;
const STEP = 10;
const GAP = 2;

/** Stacked bars without axes, drawn by the server: for a figure's course on a page that loads no chart. */
export function BarStack({ label, bars, className = "h-30 w-full" }: BarStackProps) {
  const hatch = useId();
  const total = ({ parts }: StackedBar) => parts.reduce((sum, { value }) => sum + value, 0n);
  const most = bars.reduce((found, bar) => (total(bar) > found ? total(bar) : found), 1n);
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${bars.length * STEP} ${HEIGHT}`} preserveAspectRatio="none" className={className}>
      <defs>
        <pattern id={hatch} width="3" height="60" patternUnits="userSpaceOnUse">
          <rect width="3" height="24" className="fill-surface" opacity="0.55" />
        </pattern>
      </defs>
      {bars.map((bar, index) => {
        let below = 0n;
        const size = heightOf(total(bar), most);
        return (
          <g key={bar.id}>
            <title>{bar.title}</title>
            <rect x={index * STEP} y={0} width={STEP} height={Number(HEIGHT)} fill="transparent" />
            {bar.parts.map(({ id, value, colour }) => {
              const [from, to] = [heightOf(below, most), heightOf(below + value, most)];
              below += value;
              return (
                <rect key={id} x={index * STEP + GAP / 2} y={Number(HEIGHT) - to} width={STEP - GAP} height={to - from} fill={colour} />
              );
            })}
            {bar.isRunning && (
              <rect x={index * STEP + GAP / 2} y={Number(HEIGHT) - size} width={STEP - GAP} height={size} fill={`url(#${hatch})`} />
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Of the drawing's height, by integers: a sum of money is no float. */
function heightOf(value: bigint, most: bigint): number {
  return Number((value * HEIGHT) / most);
}
