type GaugeProps = {
  /** What the gauge measures, for screen readers. */
  label: string;
  /** The measure in words, such as "$12.40 of $25.00". */
  text: string;
  /** Thousandths of the whole, from 0 to 1,000. */
  permille: number;
};

/** How much of a limit is used. From nine tenths on it warns, and at the limit it is red. */
export function Gauge({ label, text, permille }: GaugeProps) {
  const tone = permille >= 1_000 ? "bg-danger" : permille >= 900 ? "bg-warning" : "bg-accent";
  return (
    <span className="block h-1.5 w-full overflow-hidden rounded-full bg-sunken">
      <meter aria-label={label} min={0} max={1_000} value={permille} className="sr-only">
        {text}
      </meter>
      <span aria-hidden className={`block h-full rounded-full ${tone}`} style={{ width: `${permille / 10}%` }} />
    </span>
  );
}
